package io.travertine.persist.internal.io;

import io.travertine.persist.data.Updates;
import io.travertine.persist.time.Frontier;
import java.util.Arrays;

/** Which updates a reader is shown, and at which times (spec §1.4, §7.3). */
public sealed interface ReadFilter {

  /** Keeps what the filter keeps of {@code part}, as registered. */
  default Updates apply(RegisteredPart part, Updates updates) {
    int length = updates.length();
    long[] times = updates.times();
    long[] shown = new long[length];
    int[] kept = new int[length];
    int count = 0;
    for (int row = 0; row < length; row++) {
      long time = part.time(times[row]);
      if (part.covers(time) && keeps(time)) {
        kept[count] = row;
        shown[count++] = shownAt(time);
      }
    }
    if (count == length) {
      return updates.withTimes(shown);
    }
    Updates gathered = updates.gather(kept, 0, count);
    return gathered.withTimes(Arrays.copyOf(shown, count));
  }

  /** What is read for, in a word. */
  String purpose();

  /** Whether an update at {@code time} is shown. */
  boolean keeps(long time);

  /** The time at which an update of {@code time} is shown. */
  long shownAt(long time);

  /** What has happened up to {@code asOf}, at that time. */
  record Snapshot(Frontier asOf) implements ReadFilter {

    @Override
    public Updates apply(RegisteredPart part, Updates updates) {
      if (!part.isWhollyBefore(asOf)) {
        return ReadFilter.super.apply(part, updates);
      }
      long[] shown = new long[updates.length()];
      Arrays.fill(shown, asOf.only());
      return updates.withTimes(shown);
    }

    @Override
    public String purpose() {
      return "snapshot";
    }

    @Override
    public boolean keeps(long time) {
      return !asOf.lessThan(time);
    }

    @Override
    public long shownAt(long time) {
      return asOf.advance(time);
    }
  }

  /** What happens after {@code asOf}, from {@code lower} on, as it was written. */
  record Listen(Frontier asOf, Frontier lower) implements ReadFilter {
    @Override
    public String purpose() {
      return "listen";
    }

    /** Whether some update of {@code part} may be shown, by what is known of it. */
    public boolean mayShow(RegisteredPart part) {
      return !lower.domain().isTotal() || keeps(part.maxTime());
    }

    @Override
    public boolean keeps(long time) {
      return asOf.lessThan(time) && lower.lessEqual(time);
    }

    @Override
    public long shownAt(long time) {
      return time;
    }
  }

  /** What happens after {@code from} and up to {@code to}, as it was written. */
  record Interval(Frontier from, Frontier to) implements ReadFilter {
    @Override
    public String purpose() {
      return "changes";
    }

    /** Whether some update of {@code part} may be shown, by what is known of it. */
    public boolean mayShow(RegisteredPart part) {
      return from.lessThan(part.maxTime()) && !to.lessThan(part.minTime());
    }

    @Override
    public boolean keeps(long time) {
      return from.lessThan(time) && !to.lessThan(time);
    }

    @Override
    public long shownAt(long time) {
      return time;
    }
  }

  /** Everything, times before {@code since} blurred into it. */
  record Compaction(Frontier since) implements ReadFilter {
    @Override
    public String purpose() {
      return "compaction";
    }

    @Override
    public boolean keeps(long time) {
      return true;
    }

    @Override
    public long shownAt(long time) {
      return since.advance(time);
    }
  }
}
