package io.travertine.persist.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Golden vector B7 (spec appendix B). */
@Tag("B7")
class DataGeneratorTest {

  @Test
  void itsGoodBytesAreRecordCountTimesRecordSize() {
    Seeds.forEach(
        100,
        seed -> {
          Random random = new Random(seed);
          int bytes = 26 + random.nextInt(100);
          check(new DataGenerator(random.nextInt(200), bytes, bytes + random.nextInt(5_000)));
        });
    check(DataGenerator.SMALL);
    assertThat(DataGenerator.SMALL.batches()).isEqualTo(8);
    assertThat(DataGenerator.LARGE.goodBytes()).isEqualTo(50 << 20);
    assertThat(DataGenerator.LARGE.batches()).isEqualTo(7);
  }

  private static void check(DataGenerator generator) {
    List<Update<String, Unit>> all = generator.recordList();
    assertThat(DataGenerator.goodBytes(all))
        .isEqualTo((long) generator.records() * generator.recordBytes())
        .isEqualTo(generator.goodBytes());
    List<Update<String, Unit>> batched = new ArrayList<>();
    for (int batch = 0; batch < generator.batches(); batch++) {
      List<Update<String, Unit>> updates =
          generator.batch(batch).toList(Codec.string(), Codec.unit());
      assertThat(DataGenerator.goodBytes(updates)).isLessThanOrEqualTo(generator.batchBytesMax());
      batched.addAll(updates);
    }
    assertThat(batched).isEqualTo(all);
  }
}
