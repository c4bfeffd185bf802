package io.travertine.persist;

import static io.travertine.persist.internal.batch.BatchCodec.decodeUuid;
import static io.travertine.persist.internal.batch.BatchCodec.encodeUuid;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.travertine.persist.data.Seeds;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.state.proto.StateProto.ProtoRollup;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The seed's tests, for each way of storing parts and each kind of location (spec §12.1). */
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

  @Nested
  @ParameterizedClass
  @EnumSource(PartStorage.class)
  class InMemory extends SeedContract {
    private final PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());

    InMemory(PartStorage storage) {
      super(storage);
    }

    @Override
    protected PersistLocation location() {
      return location;
    }
  }

  @Nested
  class InADirectory extends SeedContract {
    private final Path directory;

    InADirectory(@TempDir Path directory) {
      super(PartStorage.INLINE);
      this.directory = directory;
    }

    @Override
    protected PersistLocation location() {
      return PersistLocation.of("file:" + directory.resolve("db"));
    }
  }

  @Nested
  @ParameterizedClass
  @ArgumentsSource(PostgresServers.class)
  class InPostgres extends SeedContract {
    private final PersistLocation location;

    InPostgres(PostgresServer server) {
      super(PartStorage.INLINE);
      this.location = PersistLocation.of(server.newDatabase());
    }

    @Override
    protected PersistLocation location() {
      return location;
    }
  }
}
