package io.travertine.persist.admin;

import io.travertine.persist.inspect.UncompactedBatch;
import java.util.List;

/**
 * What became of a compaction.
 *
 * @param found what there was to merge, oldest first
 * @param merges that took effect; merging may go on with what merges leave, or stop short of what
 *     others do
 */
public record CompactionReport(List<UncompactedBatch> found, int merges) {

  public CompactionReport {
    found = List.copyOf(found);
  }
}
