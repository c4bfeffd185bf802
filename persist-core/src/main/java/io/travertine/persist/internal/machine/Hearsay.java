package io.travertine.persist.internal.machine;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.location.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What this process knows of a shard, some of it only by what others said they committed. Readers
 * may believe it; who commits makes sure first. Immutable.
 *
 * @param confirmed the newest state found in, or put into, Consensus
 * @param believed {@code confirmed} with the diffs of {@code heard} applied
 * @param heard the versions in between, oldest first
 */
record Hearsay(State confirmed, State believed, List<Heard> heard) {

  /** Versions believed at most; more are left to be found in Consensus. */
  static final int HEARD_MAX = 1_000;

  /** A version that was told of. */
  record Heard(SeqNo seqNo, int checksum) {

    static Heard of(Versioned version) {
      CRC32C crc = new CRC32C();
      crc.update(version.data());
      return new Heard(version.seqNo(), (int) crc.getValue());
    }
  }

  Hearsay {
    heard = List.copyOf(heard);
  }

  /** What is known without having been told. */
  static Hearsay confirmed(State state) {
    return new Hearsay(state, state, List.of());
  }

  boolean isConfirmed() {
    return heard.isEmpty();
  }

  /** With {@code next}, which {@code version} makes of what is believed. */
  Hearsay with(State next, Versioned version) {
    List<Heard> more = new ArrayList<>(heard);
    more.add(Heard.of(version));
    return new Hearsay(confirmed, next, more);
  }

  /** With {@code state} found in Consensus; what was told meanwhile is believed on. */
  Hearsay confirmedAt(State state) {
    if (!state.seqNo().isBefore(believed.seqNo())) {
      return confirmed(state);
    }
    if (!confirmed.seqNo().isBefore(state.seqNo())) {
      return this;
    }
    return new Hearsay(
        state,
        believed,
        heard.stream().filter(each -> state.seqNo().isBefore(each.seqNo())).toList());
  }

  /**
   * Goes no further if the log says otherwise.
   *
   * @param versions those after {@code confirmed}, from the first on
   * @throws CorruptException if a version heard of is not among them
   */
  void check(List<Versioned> versions) {
    if (versions.size() < heard.size()) {
      throw untrue(heard.get(versions.size()));
    }
    for (int i = 0; i < heard.size(); i++) {
      if (!heard.get(i).equals(Heard.of(versions.get(i)))) {
        throw untrue(heard.get(i));
      }
    }
  }

  private CorruptException untrue(Heard told) {
    return new CorruptException(
        "the pubsub told of a version "
            + told.seqNo()
            + " of "
            + believed.shard()
            + " that the log does not have: does it also serve a copy of this database?");
  }
}
