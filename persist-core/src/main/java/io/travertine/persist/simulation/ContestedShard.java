package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.data.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A shard that writers compete for with compare-and-append. Every attempt ends at a time of its
 * own, so that the shard's moving there tells which one was committed.
 */
final class ContestedShard extends ShardModel {

  /** By the upper it asks for. */
  private final TreeMap<Long, Attempt> attempts = new TreeMap<>();

  private final List<Attempt> committed = new ArrayList<>();

  ContestedShard(String name) {
    super(name);
  }

  /** One call of compare-and-append. */
  static final class Attempt {
    private final long lower;
    private final long upper;
    private final List<Update<String, Long>> updates;
    private boolean committed;
    private boolean refused;

    Attempt(long lower, long upper, List<Update<String, Long>> updates) {
      this.lower = lower;
      this.upper = upper;
      this.updates = List.copyOf(updates);
    }

    boolean isCommitted() {
      return committed;
    }

    /** The caller was told that it did not happen. */
    void refused() {
      refused = true;
      unless(!committed, () -> this + " was refused but had been committed");
    }

    @Override
    public String toString() {
      return "append [" + lower + ", " + upper + ") of " + updates.size();
    }
  }

  /** A time beyond {@code lower} that no attempt has ended at. */
  long freeUpper(long lower, Dice dice) {
    long wish = lower + dice.between(1, 6);
    while (attempts.containsKey(wish)) {
      wish++;
    }
    attempts.put(wish, new Attempt(lower, wish, List.of()));
    return wish;
  }

  /** Somebody is about to append, up to a time from {@link #freeUpper}. */
  Attempt attempt(long lower, long upper, List<Update<String, Long>> updates) {
    Attempt attempt = new Attempt(lower, upper, updates);
    attempts.put(upper, attempt);
    return attempt;
  }

  @Override
  void advanced(long from, long to) {
    super.advanced(from, to);
    Attempt attempt = attempts.get(to);
    unless(
        attempt != null && attempt.lower == from,
        () -> "nobody appended [" + from + ", " + to + ")");
    if (attempt != null) {
      unless(!attempt.refused, () -> attempt + " was refused and is committed now");
      unless(!attempt.committed, () -> attempt + " is committed twice");
      attempt.committed = true;
      committed.add(attempt);
    }
  }

  @Override
  List<Update<String, Long>> updates(long from, long to) {
    List<Update<String, Long>> found = new ArrayList<>();
    for (Attempt attempt : committed) {
      if (attempt.upper > from && attempt.lower < to) {
        for (Update<String, Long> update : attempt.updates) {
          if (update.time() >= from && update.time() < to) {
            found.add(update);
          }
        }
      }
    }
    return found;
  }
}
