package io.travertine.persist.internal.machine;

import java.util.concurrent.atomic.LongAdder;

/** What became of the pushes that a shard received. Thread-safe. */
public final class PushCounts {

  private final LongAdder applied = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder gaps = new LongAdder();
  private final LongAdder unusable = new LongAdder();

  /**
   * @param applied made the newest state known
   * @param stale were known already
   * @param gaps came before, or instead of, their predecessors
   * @param unusable were damaged, or did not fit what is known
   */
  public record Counts(long applied, long stale, long gaps, long unusable) {}

  public Counts now() {
    return new Counts(applied.sum(), stale.sum(), gaps.sum(), unusable.sum());
  }

  void applied() {
    applied.increment();
  }

  void stale() {
    stale.increment();
  }

  void gap() {
    gaps.increment();
  }

  void unusable() {
    unusable.increment();
  }
}
