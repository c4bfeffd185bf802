package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.data.DataGenerator;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Two replicas that each build the same batches in one thread and append them in another, while the
 * other replica does the same (spec §12.1, concurrency).
 */
final class SeedWorkload {

  private static final DataGenerator DATA = DataGenerator.SMALL;
  private static final long MINUTES = 2;

  private final PersistClient client;
  private final ShardId shard;

  SeedWorkload(PersistClient client, ShardId shard) {
    this.client = client;
    this.shard = shard;
  }

  void runTwoBuildersAndTwoAppenders() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int replica = 0; replica < 2; replica++) {
        BlockingQueue<Batch> built = new LinkedBlockingQueue<>();
        running.add(threads.submit(() -> build(built)));
        running.add(
            threads.submit(
                () -> {
                  append(built);
                  return built;
                }));
      }
      for (Future<?> each : running) {
        each.get(MINUTES, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    assertEverythingIsThereOnce();
  }

  /** Ends with an empty batch at the end. */
  private void build(BlockingQueue<Batch> built) {
    try (WriteHandle<String, Unit> writer = OneProcess.writer(client, shard)) {
      for (int batch = 0; batch < DATA.batches(); batch++) {
        int from = DATA.batchStart(batch);
        int to = DATA.batchStart(batch + 1);
        if (writer.fetchRecentUpper().lessEqual(at(to - 1))) {
          built.add(batch(writer, from, to));
        }
      }
      built.add(batch(writer, DATA.records(), DATA.records()));
    }
  }

  private static Batch batch(WriteHandle<String, Unit> writer, int from, int to) {
    try (BatchBuilder<String, Unit> builder = writer.builder(at(from))) {
      DATA.range(from, to).forEach(u -> builder.add(u.key(), u.value(), u.time(), u.diff()));
      return builder.finish(at(to));
    }
  }

  private void append(BlockingQueue<Batch> built) throws InterruptedException {
    try (WriteHandle<String, Unit> writer = OneProcess.writer(client, shard)) {
      while (true) {
        Batch batch = built.poll(MINUTES, TimeUnit.MINUTES);
        Frontier lower = batch.lower();
        Frontier upper = batch.upper();
        if (lower.equals(upper)) {
          batch.close();
          return;
        }
        // Whoever skipped a batch saw the shard's upper past it, so there are never gaps.
        assertThat(writer.appendBatch(batch, lower, upper)).isNotInstanceOf(UpperMismatch.class);
      }
    }
  }

  private void assertEverythingIsThereOnce() {
    long last = DATA.records() - 1;
    try (ReadHandle<String, Unit> reader = OneProcess.reader(client, shard);
        Snapshot<String, Unit> snapshot = reader.snapshot(at(last))) {
      List<Update<String, Unit>> expected =
          DATA.recordList().stream()
              .map(update -> new Update<>(update.key(), update.value(), last, update.diff()))
              .toList();
      assertThat(snapshot.fetch()).isEqualTo(expected);
    }
  }
}
