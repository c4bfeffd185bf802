package io.travertine.persist;

import static io.travertine.persist.internal.batch.BatchCodec.decodeUuid;
import static io.travertine.persist.internal.batch.BatchCodec.encodeUuid;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.travertine.persist.data.Seeds;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.state.proto.StateProto.ProtoRollup;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The seed's tests, once for each way of storing parts (spec §12.1). */
class SeedTest {

  private static final int CASES = 4_096;

  @Test
  void shardIdProtobufRoundtrip() {
    Seeds.forEach(
        CASES,
        seed -> {
          Random random = new Random(seed);
          ShardId id = new ShardId(new UUID(random.nextLong(), random.nextLong()));
          assertThat(ShardId.parse(id.toString())).isEqualTo(id);
          byte[] bytes =
              ProtoRollup.newBuilder().setShardId(encodeUuid(id.uuid())).build().toByteArray();
          assertThat(new ShardId(decodeUuid(parsed(bytes).getShardId()))).isEqualTo(id);
        });
  }

  private static ProtoRollup parsed(byte[] bytes) {
    try {
      return ProtoRollup.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Every part is a blob. */
  @Nested
  class Stored extends SeedContract {
    Stored() {
      super(0, 0);
    }
  }

  /** Small parts travel inside the state. */
  @Nested
  class Inline extends SeedContract {
    Inline() {
      super(4 << 10, 1 << 20);
    }
  }

  /** Small parts want to travel inside the state, and there is no room. */
  @Nested
  class Pressed extends SeedContract {
    Pressed() {
      super(4 << 10, 0);
    }
  }
}
