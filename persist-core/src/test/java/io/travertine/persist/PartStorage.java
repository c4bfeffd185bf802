package io.travertine.persist;

/** How the contracts have parts stored. */
public enum PartStorage {
  /** Every part is a blob. */
  STORED(0, 0),

  /** Small parts travel inside the state. */
  INLINE(4 << 10, 1 << 20),

  /** Small parts want to travel inside the state, and there is no room. */
  PRESSED(4 << 10, 0);

  private final int inlineBytesMax;
  private final long inlineTotalBytesMax;

  PartStorage(int inlineBytesMax, long inlineTotalBytesMax) {
    this.inlineBytesMax = inlineBytesMax;
    this.inlineTotalBytesMax = inlineTotalBytesMax;
  }

  /** Parts of 10 bytes, one upload at a time. */
  PersistConfig config() {
    return PersistConfig.defaults()
        .withParts(10, 1)
        .withInline(inlineBytesMax, inlineTotalBytesMax);
  }
}
