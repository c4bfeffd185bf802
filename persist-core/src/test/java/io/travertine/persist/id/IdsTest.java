package io.travertine.persist.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Seeds;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How ids print, and that they are read back strictly (spec §3.1). */
class IdsTest {

  private static final List<Form> FORMS =
      List.of(
          new Form("s", ShardId::new, ShardId::parse),
          new Form("r", LeasedReaderId::new, LeasedReaderId::parse),
          new Form("c", CriticalReaderId::new, CriticalReaderId::parse),
          new Form("w", WriterId::new, WriterId::parse),
          new Form("i", IdempotencyToken::new, IdempotencyToken::parse),
          new Form("p", PartId::new, PartId::parse),
          new Form("r", RollupId::new, RollupId::parse),
          new Form("ri", RunId::new, RunId::parse));

  private record Form(String prefix, Function<UUID, Object> of, Function<String, Object> parse) {}

  @Test
  void anIdIsItsPrefixAndItsUuid() {
    Seeds.forEach(
        200,
        seed -> {
          Random random = new Random(seed);
          UUID uuid = new UUID(random.nextLong(), random.nextLong());
          for (Form form : FORMS) {
            Object id = form.of().apply(uuid);
            assertThat(id).hasToString(form.prefix() + uuid);
            assertThat(form.parse().apply(id.toString())).isEqualTo(id);
          }
        });
  }

  @Test
  void nothingElseIsAnId() {
    String uuid = "01234567-89ab-4def-8123-456789abcdef";
    for (Form form : FORMS) {
      String id = form.prefix() + uuid;
      for (String wrong :
          new String[] {
            "",
            form.prefix(),
            uuid,
            " " + id,
            id + " ",
            id + "0",
            "x" + uuid,
            form.prefix() + id,
            id.substring(0, id.length() - 1),
            id.replace("-", ""),
            form.prefix() + "0-0-0-0-0",
            form.prefix() + uuid.replace('a', 'g')
          }) {
        assertThatThrownBy(() -> form.parse().apply(wrong))
            .as(wrong)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void generatedIdsAreRandomUuidsAndNeverTheSentinel() {
    assertThat(IdempotencyToken.SENTINEL).hasToString("i11111111-1111-1111-1111-111111111111");
    Seed seed = Seed.of(1);
    for (int i = 0; i < 1_000; i++) {
      UUID uuid = IdempotencyToken.generate(seed).uuid();
      assertThat(uuid.version()).isEqualTo(4);
      assertThat(uuid.variant()).isEqualTo(2);
    }
    assertThat(IdempotencyToken.SENTINEL.uuid().version()).isNotEqualTo(4);
  }

  @Test
  void aDebugFormSaysWhatKindOfIdItIs() {
    UUID uuid = new UUID(0, 5);
    assertThat(new ShardId(uuid).debug()).isEqualTo("ShardId(" + uuid + ")");
    assertThat(new LeasedReaderId(uuid).debug()).isEqualTo("LeasedReaderId(" + uuid + ")");
    assertThat(new CriticalReaderId(uuid).debug()).isEqualTo("CriticalReaderId(" + uuid + ")");
    assertThat(new WriterId(uuid).debug()).isEqualTo("WriterId(" + uuid + ")");
  }

  @Test
  void versionsAndSchemasAreNumbered() {
    assertThat(new SeqNo(7)).hasToString("v7");
    assertThat(new SchemaId(0)).hasToString("h0");
  }
}
