package io.travertine.persist.txn;

import static io.travertine.persist.txn.TxnProcess.inserts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.memory.MemoryPlace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one transaction writes to one shard, asked for after every statement. */
class StagedWritesTest {

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final TxnProcess process =
      new TxnProcess(
          TxnProcess.location(place),
          PersistConfig.defaults().withInline(0, 0),
          TxnProcess.BY_HAND);
  private final DataShard<String, Unit> shard = process.registered(ShardId.generate(Seed.secure()));

  private long rowsStaged;

  private StagedWrites writes(long bytesMax) {
    return new StagedWrites(
        shard,
        updates -> {
          rowsStaged += updates.length();
          return shard.stage(updates);
        },
        bytesMax);
  }

  @AfterEach
  void close() {
    process.close();
  }

  private Map<String, Long> sums(Optional<StagedBatch> batch) {
    return batch
        .map(each -> TxnProcess.sums(shard.updates(each).toList(Codec.string(), Codec.unit())))
        .orElse(Map.of());
  }

  private long blobs() {
    long[] count = {0};
    place.blob().listKeysAndMetadata(shard.shardId() + "/n", (key, size) -> count[0]++);
    return count[0];
  }

  /** Whoever stops the thread must not leave history held for ever. */
  @Test
  void aTransactionIsOverAlsoIfWhatItHasUploadedCannotBeDeleted() {
    AtomicInteger ends = new AtomicInteger();
    Txn txn = new Txn(ends::incrementAndGet);
    txn.write(shard, inserts("x"));
    txn.prepare();
    Thread.currentThread().interrupt();
    assertThatThrownBy(txn::close).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ends).hasValue(1);
  }

  @Test
  void askingAfterEachOfManyWritesStagesEachFewTimes() {
    int statements = 512;
    StagedWrites writes = writes(Long.MAX_VALUE);
    for (int i = 0; i < statements; i++) {
      writes.add(inserts("key" + i));
      assertThat(writes.staged().orElseThrow().updates()).isEqualTo(i + 1);
    }
    assertThat(rowsStaged).isLessThan(16L * statements);
    assertThat(sums(writes.whole())).hasSize(statements);
    assertThat(writes.whole().orElseThrow().blobs()).as("one part at the commit").hasSize(1);
    writes.close();
  }

  /** Against a list of what was written. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void isWhatWasWrittenAndNotTakenBack(long seed) {
    Random random = new Random(seed);
    StagedWrites writes = writes(random.nextBoolean() ? 200 : Long.MAX_VALUE);
    List<String> model = new ArrayList<>();
    Deque<int[]> marks = new ArrayDeque<>();
    for (int step = 0; step < 200; step++) {
      switch (random.nextInt(6)) {
        case 0 -> marks.push(new int[] {writes.mark(), model.size()});
        case 1 -> {
          if (!marks.isEmpty() && random.nextInt(3) == 0) {
            int[] mark = marks.pop();
            writes.rollbackTo(mark[0]);
            model.subList(mark[1], model.size()).clear();
          }
        }
        case 2 -> assertThat(sums(writes.staged())).as("seed %s", seed).isEqualTo(counts(model));
        case 3 -> {
          if (random.nextInt(10) == 0) {
            assertThat(sums(writes.whole())).as("seed %s", seed).isEqualTo(counts(model));
          }
        }
        default -> {
          String key = "key" + random.nextInt(50);
          writes.add(inserts(key));
          model.add(key);
        }
      }
    }
    assertThat(sums(writes.whole())).as("seed %s", seed).isEqualTo(counts(model));
    writes.close();
    assertThat(blobs()).as("nothing is left behind").isZero();
  }

  private static Map<String, Long> counts(List<String> keys) {
    Map<String, Long> counts = new TreeMap<>();
    keys.forEach(key -> counts.merge(key, 1L, Long::sum));
    return counts;
  }

  @Test
  void whatCancelsOutIsNothingAtTheCommit() {
    StagedWrites writes = writes(Long.MAX_VALUE);
    writes.add(inserts("x"));
    assertThat(writes.staged()).isPresent();
    writes.add(TxnProcess.deletes("x"));
    assertThat(sums(writes.staged())).isEmpty();
    assertThat(writes.whole()).isEmpty();
    writes.close();
  }
}
