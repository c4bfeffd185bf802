package io.travertine.persist.time;

/** Unsigned 64-bit times, totally ordered. */
enum U64Domain implements TimeDomain {
  INSTANCE;

  @Override
  public String codecName() {
    return "u64";
  }

  @Override
  public long minimum() {
    return 0;
  }

  @Override
  public boolean lessEqual(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0;
  }

  @Override
  public long join(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  @Override
  public long meet(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  @Override
  public int compare(long a, long b) {
    return Long.compareUnsigned(a, b);
  }

  @Override
  public boolean isTotal() {
    return true;
  }

  @Override
  public String print(long time) {
    return Long.toUnsignedString(time);
  }
}
