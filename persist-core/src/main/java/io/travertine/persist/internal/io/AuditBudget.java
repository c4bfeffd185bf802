package io.travertine.persist.internal.io;

import io.travertine.persist.internal.batch.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which of the parts that statistics exclude are read all the same, to see whether the statistics
 * are right (spec §7.8): always the same share of them, as long as audits fetch no more than a
 * fixed number of bytes more than all other reads. Thread-safe.
 */
public final class AuditBudget {

  private final int percent;
  private final AtomicLong bytes;

  /**
   * @param percent of parts, 0 to 100
   * @param bytesAhead how much audits may fetch before anything else was fetched
   */
  public AuditBudget(int percent, long bytesAhead) {
    this.percent = percent;
    this.bytes = new AtomicLong(bytesAhead);
  }

  /** A read has fetched this much. */
  void credit(long fetchedBytes) {
    bytes.addAndGet(fetchedBytes);
  }

  /** Those to be audited; takes what they cost. */
  List<RegisteredPart> choose(List<RegisteredPart> excluded) {
    List<RegisteredPart> chosen = new ArrayList<>();
    for (RegisteredPart part : excluded) {
      if (isAudited(part.part()) && take(part.part().encodedBytes())) {
        chosen.add(part);
      }
    }
    return chosen;
  }

  /** By chance, but always the same for one part; parts inside the state have no statistics. */
  private boolean isAudited(Part part) {
    return part.blob()
        .map(key -> key.part().uuid())
        .map((UUID id) -> Math.floorMod(id.hashCode(), 100) < percent)
        .orElse(false);
  }

  private boolean take(long wanted) {
    long left = bytes.get();
    while (left >= wanted) {
      if (bytes.compareAndSet(left, left - wanted)) {
        return true;
      }
      left = bytes.get();
    }
    return false;
  }
}
