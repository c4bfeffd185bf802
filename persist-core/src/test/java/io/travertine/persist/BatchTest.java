package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.sums;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.state.TransmittedBatch;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.TimeDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who owns the blobs of a batch, and what becomes of them (spec §4.5, §6.8). */
class BatchTest {

  private static final PersistConfig STORED =
      PersistConfig.defaults().withParts(10, 2).withInline(0, 0).withCompaction(false);
  private static final PersistConfig PRESSED =
      PersistConfig.defaults().withParts(10, 2).withInline(4 << 10, 1).withCompaction(false);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final PersistClient client = process(STORED);
  private final WriteHandle<String, Unit> writer = writer(client, shard);

  private PersistClient process(PersistConfig config) {
    return new OneProcess(config)
        .open(new OpenLocation(PersistLocation.of("mem:unused"), place.blob(), place.consensus()));
  }

  @AfterEach
  void close() {
    writer.close();
    client.close();
  }

  private List<String> parts() {
    return parts(place.blob());
  }

  private List<String> parts(Blob blob) {
    List<String> names = new ArrayList<>();
    blob.listKeysAndMetadata(shard + "/n", (name, size) -> names.add(name));
    return names;
  }

  private static Batch batch(WriteHandle<String, Unit> writer, long lower, long upper) {
    try (BatchBuilder<String, Unit> builder = writer.builder(at(lower))) {
      keys(lower, upper).forEach(u -> builder.add(u.key(), u.value(), u.time(), u.diff()));
      return builder.finish(at(upper));
    }
  }

  private static void await(BooleanSupplier condition) {
    Deadline patience = Deadline.after(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(patience.hasPassed()).as("waited too long").isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  void aBatchThatIsClosedTakesItsBlobsWithIt() {
    Batch batch = batch(writer, 0, 5);
    assertThat(parts()).hasSize(5);
    batch.delete();
    assertThat(parts()).isEmpty();
    batch.close();
    assertThatThrownBy(() -> writer.appendBatch(batch, at(0), at(5)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBatchThatIsAppendedKeepsItsBlobs() {
    Batch batch = batch(writer, 0, 5);
    assertThat(writer.appendBatch(batch, at(0), at(5))).isEqualTo(new Appended(at(5)));
    batch.close();
    assertThat(parts()).hasSize(5);
  }

  @Test
  void whatIsNotAppendedIsDeleted() {
    writer.append(keys(0, 2), at(0), at(2));
    int before = parts().size();
    assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2)))
        .isEqualTo(new UpperMismatch(at(0), at(2)));
    assertThat(writer.append(keys(5, 9), at(5), at(9))).isEqualTo(new UpperMismatch(at(5), at(2)));
    assertThat(writer.append(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
    assertThatThrownBy(() -> writer.append(keys(2, 5), at(2), at(4)))
        .isInstanceOf(InvalidUsageException.class);
    await(() -> parts().size() == before);
    try (BatchBuilder<String, Unit> builder = writer.builder(at(2))) {
      keys(2, 9).forEach(u -> builder.add(u.key(), u.value(), u.time(), u.diff()));
    }
    await(() -> parts().size() == before);
  }

  @Test
  void aBatchOutlivesAMismatch() {
    writer.append(keys(0, 2), at(0), at(2));
    try (Batch batch = batch(writer, 0, 3)) {
      assertThat(writer.compareAndAppendBatch(List.of(batch), at(0), at(3)))
          .isEqualTo(new UpperMismatch(at(0), at(2)));
      assertThat(writer.compareAndAppendBatch(List.of(batch), at(2), at(3)))
          .isEqualTo(new Appended(at(3)));
      assertThatThrownBy(() -> writer.compareAndAppendBatch(List.of(batch), at(2), at(3)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("used up");
    }
    try (ReadHandle<String, Unit> reader = reader(client, shard)) {
      assertThat(contents(reader, 2)).isEqualTo(sums(keys(0, 3)));
    }
  }

  @Test
  void aBatchIsAppendedOnceEvenWithinOneAppend() {
    try (Batch batch = batch(writer, 0, 3);
        Batch other = batch(writer, 0, 3)) {
      assertThatThrownBy(
              () -> writer.compareAndAppendBatch(List.of(other, batch, batch), at(0), at(3)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(writer.compareAndAppendBatch(List.of(batch), at(0), at(3)))
          .isEqualTo(new Appended(at(3)));
    }
    assertThat(parts()).as("the other batch is gone").hasSize(3);
  }

  @Test
  void aRefusedAppendLeavesTheBatchToTheCaller() {
    Batch batch = batch(writer, 0, 3);
    assertThatThrownBy(() -> writer.compareAndAppendBatch(List.of(batch), at(0), at(4)))
        .isInstanceOf(InvalidUsageException.class);
    assertThat(parts()).hasSize(3);
    batch.close();
    assertThat(parts()).isEmpty();
  }

  @Test
  void aForgottenBatchIsCleanedUp() {
    leak();
    assertThat(parts()).isNotEmpty();
    await(
        () -> {
          System.gc();
          return parts().isEmpty();
        });
  }

  @SuppressWarnings("CheckReturnValue") // forgotten on purpose
  private void leak() {
    batch(writer, 0, 3);
  }

  @Test
  void anEmptyBatchTakesNoBlob() {
    assertThat(writer.compareAndAppend(List.of(), at(0), at(5))).isEqualTo(new Appended(at(5)));
    try (Batch nothing = batch(writer, 5, 5)) {
      assertThat(nothing.updates()).isZero();
    }
    assertThat(parts()).isEmpty();
  }

  @Test
  void whatIsSentAwayBelongsToWhoeverGetsIt() {
    Batch sent = batch(writer, 0, 3);
    byte[] bytes = sent.intoTransmittable();
    sent.close();
    assertThat(parts()).hasSize(3);
    assertThatThrownBy(sent::intoTransmittable).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sent.rewriteTimes(at(5), at(6)))
        .isInstanceOf(IllegalStateException.class);
    writer.batchFromTransmittable(bytes).disown();
    assertThat(parts()).hasSize(3);
    writer.batchFromTransmittable(bytes).close();
    assertThat(parts()).isEmpty();
  }

  @Test
  void onlyBatchesOfThisShardAndOfThisAgeAreTaken() {
    ShardId elsewhere = ShardId.generate(Seed.secure());
    try (WriteHandle<String, Unit> other = writer(client, elsewhere);
        Batch batch = batch(writer, 0, 3)) {
      HollowBatch hollow = batch.hollow();
      byte[] ours = new TransmittedBatch(shard, BuildVersion.CURRENT, hollow).encode();
      assertThatThrownBy(() -> other.batchFromTransmittable(ours))
          .isInstanceOfSatisfying(
              InvalidUsageException.class,
              e ->
                  assertThat(e.usage())
                      .isEqualTo(new InvalidUsage.BatchNotFromThisShard(shard, elsewhere)));
      byte[] newer = new TransmittedBatch(shard, new BuildVersion(99, 0, 0), hollow).encode();
      assertThatThrownBy(() -> writer.batchFromTransmittable(newer))
          .isInstanceOf(FormatTooNewException.class)
          .hasMessageContaining("99.0.0");
      for (int at = 0; at < ours.length; at++) {
        byte[] broken = ours.clone();
        broken[at] ^= 1;
        assertThatThrownBy(() -> writer.batchFromTransmittable(broken))
            .isInstanceOf(CorruptException.class);
      }
    }
  }

  @Test
  void manySmallPartsBecomeOneWhenTheStateIsFull() {
    try (PersistClient pressed = process(PRESSED);
        WriteHandle<String, Unit> other = writer(pressed, shard);
        ReadHandle<String, Unit> reader = reader(pressed, shard)) {
      Batch batch = batch(other, 0, 40);
      assertThat(parts()).as("still inside").isEmpty();
      assertThat(batch.hollow().partCount()).isEqualTo(40);
      batch.rewriteTimes(at(3), at(40));
      assertThat(other.appendBatch(batch, at(0), at(40))).isEqualTo(new Appended(at(40)));
      assertThat(parts()).hasSize(1);
      assertThat(contents(reader, 2)).isEmpty();
      assertThat(contents(reader, 39)).isEqualTo(sums(keys(0, 40)));
      assertThat(contents(reader, 7)).isEqualTo(sums(keys(0, 8)));
    }
  }

  @Test
  void aBatchSaysWhatItCovers() {
    try (Batch batch = batch(writer, 2, 5)) {
      assertThat(batch.hollow().desc()).isEqualTo(new Description(at(2), at(5), at(0)));
      assertThat(batch.lower().domain()).isEqualTo(TimeDomain.U64);
      assertThat(batch.updates()).isEqualTo(3);
    }
  }
}
