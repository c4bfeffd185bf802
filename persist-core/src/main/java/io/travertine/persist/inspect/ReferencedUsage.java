package io.travertine.persist.inspect;

/**
 * What the live states of a shard refer to, by the sizes they know: cheap, without a look at Blob.
 *
 * @param batchesBytes parts in Blob
 * @param rollupsBytes rollups, but for the first one of a shard, which does not know its own size
 */
public record ReferencedUsage(long batchesBytes, long rollupsBytes) {

  /** Both together. */
  public long bytes() {
    return batchesBytes + rollupsBytes;
  }
}
