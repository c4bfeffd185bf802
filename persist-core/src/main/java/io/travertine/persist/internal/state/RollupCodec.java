package io.travertine.persist.internal.state;

final class RollupCodec {
  private RollupCodec() {}

  static byte[] encode(Rollup rollup) {
    throw new IllegalStateException();
  }

  static Rollup decode(byte[] bytes) {
    throw new IllegalStateException();
  }
}
