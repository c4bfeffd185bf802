package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.travertine.persist.id.SchemaId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Schemas have dense ids, and one of them is current (spec §4.2, §13.2). */
class SchemaRegistryTest {

  private final TestShard shard = new TestShard();

  @Test
  void theFirstSchemaRegistersItself() {
    assertThat(shard.run(new RegisterSchema(schema("a")))).isEqualTo(registered(0));
    shard.assertVersion(2);
    assertThat(shard.run(new RegisterSchema(schema("a")))).isEqualTo(registered(0));
    shard.assertVersion(2);
    assertThat(shard.run(new RegisterSchema(schema("b")))).isEqualTo(refused(0, "a"));
    shard.assertVersion(2);
  }

  @Test
  void aSchemaEvolvesOnlyFromTheCurrentOne() {
    assertThat(shard.run(new EvolveSchema(new SchemaId(0), schema("b"))))
        .isEqualTo(new SchemaOutcome.Refused(Optional.empty()));
    shard.run(new RegisterSchema(schema("a")));
    assertThat(shard.run(new EvolveSchema(new SchemaId(0), schema("b")))).isEqualTo(registered(1));
    assertThat(shard.run(new EvolveSchema(new SchemaId(0), schema("c"))))
        .as("somebody was faster")
        .isEqualTo(refused(1, "b"));
    assertThat(shard.run(new EvolveSchema(new SchemaId(1), schema("b")))).isEqualTo(registered(1));
    shard.assertVersion(3);
    assertThat(shard.run(new EvolveSchema(new SchemaId(1), schema("a")))).isEqualTo(registered(2));
    assertThat(shard.run(new RegisterSchema(schema("a"))))
        .as("the newest of equal schemas")
        .isEqualTo(registered(2));
    assertThat(shard.run(new RegisterSchema(schema("b")))).isEqualTo(registered(1));
  }

  private static EncodedSchemas schema(String text) {
    return new EncodedSchemas(ByteString.copyFromUtf8(text), ByteString.EMPTY);
  }

  private static SchemaOutcome registered(int id) {
    return new SchemaOutcome.Registered(new SchemaId(id));
  }

  private static SchemaOutcome refused(int id, String text) {
    return new SchemaOutcome.Refused(Optional.of(Map.entry(new SchemaId(id), schema(text))));
  }
}
