package io.travertine.persist.internal.machine;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.state.Step;
import io.travertine.persist.location.Versioned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The compare-and-sets of one command whose answers got lost. The log tells what became of them, as
 * soon as it has the version that each wanted to make: that version is the very same bytes, or
 * another's, and then it never happened and never will. Not thread-safe.
 *
 * <p>Only when the log begins later by then, it is not known.
 */
final class LostAnswers<R> {

  private final ShardLog log;
  private final List<Step.Commit<R>> lost = new ArrayList<>();
  private final Optional<R> assumption;
  private boolean unknown;

  /** Of a command that is committed again when it is not known. */
  LostAnswers(ShardLog log) {
    this.log = log;
    this.assumption = Optional.empty();
  }

  /**
   * Of a command that is not committed again.
   *
   * @param assumed its result when it is not known
   */
  LostAnswers(ShardLog log, R assumed) {
    this.log = log;
    this.assumption = Optional.of(assumed);
  }

  /** Where they would be. */
  ShardLog log() {
    return log;
  }

  void add(Step.Commit<R> commit) {
    lost.add(commit);
  }

  /** Whether none got lost. */
  boolean isEmpty() {
    return lost.isEmpty() && !unknown;
  }

  /** Whether the log has forgotten what became of some of them. */
  boolean areUnknown() {
    return unknown;
  }

  /** The result to assume, if it is not known and there is one. */
  Optional<R> assumed() {
    return unknown ? assumption : Optional.empty();
  }

  /**
   * The commit that happened after all, if one did.
   *
   * @param newest a version that exists
   */
  Optional<Step.Commit<R>> happened(SeqNo newest) {
    for (Iterator<Step.Commit<R>> each = lost.iterator(); each.hasNext(); ) {
      Step.Commit<R> commit = each.next();
      SeqNo seqNo = commit.next().seqNo();
      if (newest.isBefore(seqNo)) {
        continue;
      }
      Optional<Versioned> version = log.version(seqNo);
      if (version.isEmpty()) {
        unknown = true;
      } else if (Arrays.equals(version.get().data(), commit.diff().encode())) {
        return Optional.of(commit);
      }
      each.remove();
    }
    return Optional.empty();
  }
}
