package io.travertine.persist.inspect;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.SpineBatch;
import io.travertine.persist.internal.spine.SpinePart;
import io.travertine.persist.time.Description;

/**
 * Batches that count as one already and have yet to be merged into one run.
 *
 * @param id the range of appends they came from, {@code lo-hi}
 * @param updates an upper bound of the distinct ones
 * @param bytes as stored
 */
public record UncompactedBatch(
    String id, Description desc, int batches, int runs, int parts, long updates, long bytes) {

  static UncompactedBatch of(SpineBatch batch) {
    int runs = 0;
    int parts = 0;
    long bytes = 0;
    for (SpinePart part : batch.parts()) {
      HollowBatch hollow = part.batch();
      runs += hollow.runs().size();
      parts += hollow.partCount();
      bytes += hollow.parts().stream().mapToLong(each -> each.encodedBytes()).sum();
    }
    return new UncompactedBatch(
        batch.id().toString(),
        batch.desc(),
        batch.parts().size(),
        runs,
        parts,
        batch.updates(),
        bytes);
  }

  /** As JSON. */
  public Json.Fields json() {
    return Json.object()
        .put("id", id)
        .put("lower", StateJson.of(desc.lower()))
        .put("upper", StateJson.of(desc.upper()))
        .put("since", StateJson.of(desc.since()))
        .put("batches", batches)
        .put("runs", runs)
        .put("parts", parts)
        .put("updates", updates)
        .put("bytes", bytes)
        .build();
  }
}
