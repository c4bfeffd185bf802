package io.travertine.persist.internal.state;

import io.travertine.persist.time.TimeDomain;

final class DiffCodec {
  private DiffCodec() {}

  static byte[] encode(StateDiff diff) {
    throw new IllegalStateException();
  }

  static StateDiff decode(byte[] bytes, TimeDomain domain) {
    throw new IllegalStateException();
  }
}
