package io.travertine.persist.time;

/** Pairs of unsigned 32-bit components, ordered componentwise. */
enum PairDomain implements TimeDomain {
  INSTANCE;

  private static long outer(long time) {
    return time >>> 32;
  }

  private static long inner(long time) {
    return time & 0xFFFF_FFFFL;
  }

  @Override
  public String codecName() {
    return "CodecProduct";
  }

  @Override
  public long minimum() {
    return 0;
  }

  @Override
  public boolean lessEqual(long a, long b) {
    return outer(a) <= outer(b) && inner(a) <= inner(b);
  }

  @Override
  public long join(long a, long b) {
    return Math.max(outer(a), outer(b)) << 32 | Math.max(inner(a), inner(b));
  }

  @Override
  public long meet(long a, long b) {
    return Math.min(outer(a), outer(b)) << 32 | Math.min(inner(a), inner(b));
  }

  @Override
  public int compare(long a, long b) {
    return Long.compareUnsigned(a, b);
  }

  @Override
  public boolean isTotal() {
    return false;
  }

  @Override
  public String print(long time) {
    return "(" + outer(time) + "," + inner(time) + ")";
  }
}
