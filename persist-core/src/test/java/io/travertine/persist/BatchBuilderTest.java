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
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How updates become parts and runs (spec §6.2). */
class BatchBuilderTest {

  private static final int OUTSTANDING = 2;

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final SlowBlob blob = new SlowBlob(place.blob());
  private final PersistClient client =
      new OneProcess(
              PersistConfig.defaults()
                  .withParts(10, OUTSTANDING)
                  .withInline(0, 0)
                  .withCompaction(false))
          .open(new OpenLocation(PersistLocation.of("mem:unused"), blob, place.consensus()));
  private final WriteHandle<String, Unit> writer = writer(client, shard);

  @AfterEach
  void close() {
    blob.tickets.release(1_000);
    writer.close();
    client.close();
  }

  private static void add(BatchBuilder<String, Unit> builder, List<Update<String, Unit>> updates) {
    updates.forEach(u -> builder.add(u.key(), u.value(), u.time(), u.diff()));
  }

  @Test
  void aFullPartIsUploadedWhileMoreIsAddedAndEachIsARunOfItsOwn() {
    blob.tickets.release(1_000);
    try (BatchBuilder<String, Unit> builder = writer.builder(at(0))) {
      add(builder, keys(0, 7));
      Batch batch = builder.finish(at(7));
      assertThat(blob.sets).hasValue(7);
      assertThat(batch.hollow().runs()).hasSize(7).allMatch(run -> run.parts().size() == 1);
      assertThat(batch.hollow().runs()).noneMatch(Run::truncated);
      assertThat(writer.appendBatch(batch, at(0), at(7))).isEqualTo(new Appended(at(7)));
    }
    try (ReadHandle<String, Unit> reader = reader(client, shard)) {
      assertThat(contents(reader, 6)).isEqualTo(sums(keys(0, 7)));
    }
  }

  @Test
  void addingWaitsWhileTooMuchIsOnItsWay() throws Exception {
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (BatchBuilder<String, Unit> builder = writer.builder(at(0))) {
      Future<Batch> built =
          background.submit(
              () -> {
                add(builder, keys(0, 9));
                return builder.finish(at(9));
              });
      for (int done = 0; done < 9; done++) {
        blob.arrivals.acquire();
        assertThat(blob.sets.get()).isLessThanOrEqualTo(done + OUTSTANDING);
        if (done == 0) {
          assertThatThrownBy(() -> built.get(50, TimeUnit.MILLISECONDS))
              .isInstanceOf(TimeoutException.class);
          assertThat(blob.sets.get()).isLessThanOrEqualTo(OUTSTANDING);
        }
        blob.tickets.release();
      }
      try (Batch batch = built.get(20, TimeUnit.SECONDS)) {
        assertThat(batch.updates()).isEqualTo(9);
      }
    } finally {
      background.shutdownNow();
    }
  }

  @Test
  void wholeColumnsAreSplitIntoParts() {
    blob.tickets.release(1_000);
    UpdatesBuilder columns = new UpdatesBuilder(Codec.string().schema(), Codec.unit().schema());
    for (Update<String, Unit> update : keys(0, 5)) {
      columns.add(
          Codec.string(), update.key(), Codec.unit(), update.value(), update.time(), update.diff());
    }
    Updates updates = columns.build();
    assertThat(writer.compareAndAppend(updates, at(0), at(5))).isEqualTo(new Appended(at(5)));
    assertThat(blob.sets.get()).isGreaterThan(1);
    try (ReadHandle<String, Unit> reader = reader(client, shard)) {
      assertThat(contents(reader, 4)).isEqualTo(sums(keys(0, 5)));
    }
  }

  @Test
  void whatCancelsOutTakesNoRoom() {
    blob.tickets.release(1_000);
    try (BatchBuilder<String, Unit> builder = writer.builder(at(0))) {
      builder.add("a", Unit.UNIT, 1, 0);
      try (Batch nothing = builder.finish(at(3))) {
        assertThat(nothing.updates()).isZero();
        assertThat(nothing.hollow().isEmpty()).isTrue();
      }
      assertThatThrownBy(() -> builder.add("b", Unit.UNIT, 1, 1))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(blob.sets).hasValue(0);
  }

  /** A Blob in which parts wait for a ticket. */
  private static final class SlowBlob implements Blob {

    private final Blob backing;
    private final Semaphore tickets = new Semaphore(0);
    private final Semaphore arrivals = new Semaphore(0);
    private final AtomicInteger sets = new AtomicInteger();

    SlowBlob(Blob backing) {
      this.backing = backing;
    }

    @Override
    public void set(String key, byte[] value) {
      if (key.contains("/n")) {
        sets.incrementAndGet();
        arrivals.release();
        tickets.acquireUninterruptibly();
      }
      backing.set(key, value);
    }

    @Override
    public Optional<byte[]> get(String key) {
      return backing.get(key);
    }

    @Override
    public void listKeysAndMetadata(String prefix, Visitor visitor) {
      backing.listKeysAndMetadata(prefix, visitor);
    }

    @Override
    public OptionalLong delete(String key) {
      return backing.delete(key);
    }

    @Override
    public void restore(String key) {
      backing.restore(key);
    }

    @Override
    public void close() {
      backing.close();
    }
  }
}
