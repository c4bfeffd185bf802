package io.travertine.persist;

import static io.travertine.persist.OneProcess.TESTING;
import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.RowSink;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each rule of the porch, broken once (spec §9). Nothing must have been written. */
class InvalidUsageTest {

  private final PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final PersistClient client = new OneProcess(PersistConfig.defaults()).open(location);
  private final WriteHandle<String, Unit> writer = writer(client, shard);

  @BeforeEach
  void write() {
    writer.append(keys(0, 2), at(0), at(2));
  }

  @AfterEach
  void nothingWasWritten() {
    assertThat(writer.fetchRecentUpper()).isEqualTo(at(2));
    writer.close();
    client.close();
  }

  private static void assertInvalid(ThrowingCallable call, InvalidUsage usage) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidUsageException.class, e -> assertThat(e.usage()).isEqualTo(usage))
        .hasMessage(usage.message());
  }

  private Batch batch(long lower, long upper) {
    try (BatchBuilder<String, Unit> builder = writer.builder(at(lower))) {
      keys(lower, upper).forEach(u -> builder.add(u.key(), u.value(), u.time(), u.diff()));
      return builder.finish(at(upper));
    }
  }

  @Test
  void anUpdateMustBeAtOrBeyondTheLower() {
    assertInvalid(
        () -> writer.append(List.of(insert("a", 3)), at(4), at(5)),
        new InvalidUsage.UpdateNotBeyondLower(at(3), at(4)));
  }

  @Test
  void anUpdateMustBeBeforeTheUpper() {
    assertInvalid(
        () -> writer.append(List.of(insert("a", 3)), at(2), at(3)),
        new InvalidUsage.UpdateBeyondUpper(at(3), at(3)));
  }

  @Test
  void theUpperMustNotBeBeforeTheLower() {
    assertInvalid(
        () -> writer.append(List.of(), at(3), at(2)), new InvalidUsage.InvalidBounds(at(3), at(2)));
    try (BatchBuilder<String, Unit> builder = writer.builder(at(3))) {
      assertInvalid(() -> builder.finish(at(2)), new InvalidUsage.InvalidBounds(at(3), at(2)));
    }
  }

  @Test
  void anAppendMustLieWithinItsBatch() {
    assertInvalid(
        () -> writer.appendBatch(batch(3, 4), at(4), at(5)),
        new InvalidUsage.InvalidBatchBounds(at(3), at(4), at(4), at(5)));
    assertInvalid(
        () -> writer.appendBatch(batch(3, 4), at(2), at(3)),
        new InvalidUsage.InvalidBatchBounds(at(3), at(4), at(2), at(3)));
  }

  @Test
  void updatesNeedAnInterval() {
    assertInvalid(
        () -> writer.appendBatch(batch(3, 4), at(3), at(3)),
        new InvalidUsage.InvalidEmptyTimeInterval(at(3), at(3), 1));
  }

  @Test
  void aRewrittenBatchIsAppendedAsItWasRewritten() {
    try (Batch batch = batch(2, 4)) {
      assertInvalid(
          () -> batch.rewriteTimes(at(5), at(5)),
          new InvalidUsage.InvalidRewrite("frontier [5] is not before the new upper [5]"));
      assertInvalid(
          () -> batch.rewriteTimes(at(1), at(5)),
          new InvalidUsage.InvalidRewrite("frontier [1] is before the batch's lower [2]"));
      batch.rewriteTimes(at(6), at(8));
      assertInvalid(
          () -> writer.compareAndAppendBatch(List.of(batch), at(2), at(7)),
          new InvalidUsage.InvalidRewrite(
              "a rewritten batch ends at [8] but is appended up to [7]"));
      assertInvalid(
          () -> writer.compareAndAppendBatch(List.of(batch), at(7), at(8)),
          new InvalidUsage.InvalidRewrite("times from [6] on are appended from [7] on"));
    }
  }

  @Test
  void nothingOverNoIntervalIsASignOfLife() {
    assertThat(writer.compareAndAppend(List.of(), at(2), at(2)))
        .isEqualTo(new AppendResult.Appended(at(2)));
  }

  @Test
  void aBatchBelongsToItsShard() {
    ShardId elsewhere = ShardId.generate(Seed.secure());
    try (WriteHandle<String, Unit> other = writer(client, elsewhere);
        Batch batch = batch(2, 3)) {
      assertInvalid(
          () -> other.compareAndAppendBatch(List.of(batch), at(2), at(3)),
          new InvalidUsage.BatchNotFromThisShard(shard, elsewhere));
    }
  }

  @Test
  void aShardKeepsItsCodecs() {
    InvalidUsage.Codecs actual = codecs("String", "()", Optional.empty());
    InvalidUsage usage =
        new InvalidUsage.CodecMismatch(codecs("String", "String", Optional.empty()), actual);
    assertInvalid(() -> client.openWriter(shard, Codec.string(), Codec.string(), TESTING), usage);
    assertInvalid(
        () -> client.openLeasedReader(shard, Codec.string(), Codec.string(), TESTING), usage);
    assertInvalid(() -> client.open(shard, Codec.string(), Codec.string(), TESTING), usage);
    assertInvalid(
        () ->
            client.openCriticalSince(
                shard,
                PersistClient.CONTROLLER_CRITICAL_SINCE,
                Codec.string(),
                Codec.string(),
                TESTING),
        usage);
    assertInvalid(() -> client.batchBuilder(shard, Codec.string(), Codec.string(), at(2)), usage);
    assertInvalid(() -> client.finalizeShard(shard, Codec.string(), Codec.string()), usage);
    try (PersistClient fresh = new OneProcess(PersistConfig.defaults()).open(location)) {
      assertInvalid(() -> fresh.openWriter(shard, Codec.string(), Codec.string(), TESTING), usage);
      assertInvalid(
          () -> fresh.openWriter(shard, Codec.bytes(), Codec.unit(), TESTING),
          new InvalidUsage.CodecMismatch(
              codecs(Codec.bytes().name(), "()", Optional.empty()), actual));
    }
  }

  @Test
  void onlyAShardThatIsClosedForGoodIsFinalized() {
    assertInvalid(
        () -> client.finalizeShard(shard, Codec.string(), Codec.unit()),
        new InvalidUsage.FinalizationError(at(0), at(2)));
  }

  @Test
  void oneProcessUsesOneClassOfCodec() {
    Codec<Integer> impostor = new Impostor();
    assertInvalid(
        () -> client.openWriter(shard, impostor, Codec.unit(), TESTING),
        new InvalidUsage.CodecMismatch(
            codecs(
                "String",
                "()",
                Optional.of(Impostor.class.getName() + ", " + Codec.unit().getClass().getName())),
            codecs(
                "String",
                "()",
                Optional.of(
                    Codec.string().getClass().getName()
                        + ", "
                        + Codec.unit().getClass().getName()))));
  }

  private static InvalidUsage.Codecs codecs(String key, String value, Optional<String> classes) {
    return new InvalidUsage.Codecs(key, value, "u64", "i64", classes);
  }

  /** Goes by the name of the codec of strings. */
  private static final class Impostor implements Codec<Integer> {
    @Override
    public String name() {
      return Codec.string().name();
    }

    @Override
    public Schema schema() {
      return Codec.string().schema();
    }

    @Override
    public void encode(Integer value, RowSink sink) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Integer decode(ColumnBatch batch, int row) {
      throw new UnsupportedOperationException();
    }
  }
}
