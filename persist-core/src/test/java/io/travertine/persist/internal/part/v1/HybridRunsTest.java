package io.travertine.persist.internal.part.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HybridRunsTest {

  @Test
  void numbersOfEveryWidthRoundTrip() {
    for (int width = 0; width <= 31; width++) {
      int bits = width;
      Seeds.forEach(
          20,
          seed -> {
            Random random = new Random(seed);
            int[] values = new int[random.nextInt(300)];
            for (int i = 0; i < values.length; ) {
              int value = bits == 0 ? 0 : random.nextInt() >>> 32 - bits;
              int run = random.nextInt(4) == 0 ? random.nextInt(40) : 1;
              for (int end = Math.min(values.length, i + run); i < end; i++) {
                values[i] = value;
              }
            }
            int from = random.nextInt(values.length + 1);
            ByteSink sink = new ByteSink();
            HybridRuns.write(values, from, values.length, bits, sink);
            byte[] bytes = sink.toArray();
            ByteSource source = new ByteSource(bytes, 0, bytes.length);
            int[] read = new int[values.length];
            HybridRuns.read(source, bits, read, from, values.length - from);
            assertThat(source.isAtEnd()).isTrue();
            assertThat(Arrays.copyOfRange(read, from, read.length))
                .isEqualTo(Arrays.copyOfRange(values, from, values.length));
          });
    }
  }
}
