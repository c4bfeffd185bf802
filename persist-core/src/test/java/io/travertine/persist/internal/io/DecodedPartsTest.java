package io.travertine.persist.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.PartId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.PartSummary;
import io.travertine.persist.internal.batch.WriterKey;
import io.travertine.persist.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DecodedPartsTest {

  private static final long BYTES_ALLOWED = 8L << 20;

  private final Seed seed = Seed.of(1);
  private final ShardData data =
      new ShardData(ShardId.generate(seed), Codec.string().schema(), Codec.unit().schema());
  private final DecodedParts decoded = new DecodedParts(BYTES_ALLOWED, Clock.system());

  private Updates oneRow() {
    UpdatesBuilder builder = new UpdatesBuilder(data.key(), data.value());
    builder.add(Codec.string(), "a", Codec.unit(), Unit.UNIT, 0, 1);
    return builder.build();
  }

  private Part part() {
    return new Part.Stored(
        new PartKey(new WriterKey(BuildVersion.CURRENT), PartId.generate(seed)),
        new PartSummary(1, OptionalLong.of(1), 1, 0, 0),
        1,
        0,
        ByteString.EMPTY,
        ByteString.EMPTY,
        Optional.empty());
  }

  /** What is kept of sorted parts, which need no index, is still their names. */
  @Test
  void indexesOfVeryManySmallPartsStayWithinTheBytesAllowed() {
    Updates updates = oneRow();
    Points points = Points.of(updates.keys());
    long before = used();
    for (int i = 0; i < 100_000; i++) {
      assertThat(decoded.at(data, part(), updates, points).length()).isEqualTo(1);
    }
    assertThat(used() - before).isLessThan(2 * BYTES_ALLOWED);
    assertThat(decoded.bytes()).isPositive();
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
