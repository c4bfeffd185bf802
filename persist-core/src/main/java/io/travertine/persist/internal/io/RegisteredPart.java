package io.travertine.persist.internal.io;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;

/** A part, and the description it is registered under, which may be narrower than the part. */
public record RegisteredPart(Description desc, Run run, Part part) {

  /** The parts of {@code batch}, run by run. */
  public static List<RegisteredPart> of(HollowBatch batch) {
    List<RegisteredPart> parts = new ArrayList<>();
    for (Run run : batch.runs()) {
      for (Part part : run.parts()) {
        parts.add(new RegisteredPart(batch.desc(), run, part));
      }
    }
    return parts;
  }

  /** The time an update stored at {@code stored} is to be read at. */
  long time(long stored) {
    return part.rewrite().isPresent() ? part.rewrite().get().advance(stored) : stored;
  }

  /** Whether an update at {@code time} belongs to the batch as registered. */
  boolean covers(long time) {
    return !run.truncated() || desc.covers(time);
  }

  /** No update is to be read before it, in the shard's sorting order. */
  public long minTime() {
    return time(part.summary().minTime());
  }

  /** No update is to be read after it, in the shard's sorting order. */
  public long maxTime() {
    return time(part.summary().maxTime());
  }

  /** Whether a snapshot as of {@code asOf} may be shown some of it, by what is known of it. */
  public boolean mayShow(Frontier asOf) {
    return !isAfter(asOf) && !run.isClosedAt(asOf);
  }

  /** Whether every update in it belongs to the batch and has happened up to {@code asOf}. */
  boolean isWhollyBefore(Frontier asOf) {
    return desc.lower().domain().isTotal() && !run.truncated() && !asOf.lessThan(maxTime());
  }

  /** Whether no update has happened up to {@code asOf}. */
  private boolean isAfter(Frontier asOf) {
    return desc.lower().domain().isTotal() && asOf.lessThan(minTime());
  }

  /** Whether an update may take away what another one brought. */
  boolean mayRetract() {
    return part.summary().minDiff() < 0;
  }
}
