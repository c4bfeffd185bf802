package io.travertine.persist.id;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Takes much at a time from a generator whose every call is slow. Not thread-safe. */
final class BufferedRandom implements RandomGenerator {

  private static final int BYTES = 1_024;

  private final RandomGenerator source;
  private ByteBuffer ahead = ByteBuffer.allocate(0);

  BufferedRandom(RandomGenerator source) {
    this.source = source;
  }

  @Override
  public long nextLong() {
    if (!ahead.hasRemaining()) {
      byte[] bytes = new byte[BYTES];
      source.nextBytes(bytes);
      ahead = ByteBuffer.wrap(bytes);
    }
    return ahead.getLong();
  }
}
