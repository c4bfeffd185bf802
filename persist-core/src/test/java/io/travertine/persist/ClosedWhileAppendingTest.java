package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Seeds;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Handles that are closed while other threads append with them, on a Consensus that loses answers,
 * beside a process that collects every version it can: what was said to be appended is there once,
 * what was said to be refused is not.
 */
@Tag("B3")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ClosedWhileAppendingTest {

  private static final PersistConfig QUIET = PersistConfig.defaults().withCompaction(false);
  private static final int HANDLES = 8;
  private static final int THREADS = 3;

  @Test
  void appendsAreToldTheTruth() {
    Seeds.forEach(3, seed -> new Run(seed).run());
  }

  private static final class Run {

    private final Random random;
    private final MemoryPlace place = MemoryPlace.unnamed();
    private final ShardId shard;
    private final Unreliability unreliability;
    private final Set<String> appended = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean over;

    Run(long seed) {
      this.random = new Random(seed);
      this.shard = ShardId.generate(Seed.of(seed));
      this.unreliability = new Unreliability(Seed.of(seed + 1));
      unreliability.partiallyAvailable(0.85, 0.1);
    }

    private PersistClient process(Consensus consensus) {
      return new OneProcess(QUIET)
          .open(new OpenLocation(PersistLocation.of("mem:unused"), place.blob(), consensus));
    }

    void run() {
      try (PersistClient client =
              process(new UnreliableConsensus(place.consensus(), unreliability));
          PersistClient elsewhere = process(place.consensus())) {
        Future<?> collecting = threads.submit(() -> collect(elsewhere));
        for (int handle = 0; handle < HANDLES; handle++) {
          useAndClose(client, "h" + handle);
        }
        over = true;
        collecting.get();
        check(elsewhere);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      } finally {
        over = true;
        threads.shutdownNow();
      }
    }

    private void check(PersistClient client) {
      try (ReadHandle<String, Unit> reader = reader(client, shard)) {
        Map<String, Long> contents = contents(reader, reader.fetchRecentUpper().only() - 1);
        assertThat(contents).containsKeys(appended.toArray(String[]::new));
        assertThat(contents).doesNotContainKeys(refused.toArray(String[]::new));
        assertThat(contents.values()).allMatch(copies -> copies == 1);
        assertThat(appended).isNotEmpty();
        assertThat(refused).isNotEmpty();
      }
    }

    /** Threads append until the handle is closed under their hands. */
    private void useAndClose(PersistClient client, String name) throws Exception {
      WriteHandle<String, Unit> writer = writer(client, shard);
      List<Future<?>> appending = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        String prefix = name + "-t" + thread + "-";
        appending.add(threads.submit(() -> appendUntilClosed(writer, prefix)));
      }
      int enough = appended.size() + 1 + random.nextInt(8);
      while (appended.size() < enough) {
        Thread.onSpinWait();
      }
      writer.close();
      for (Future<?> each : appending) {
        each.get();
      }
    }

    private void appendUntilClosed(WriteHandle<String, Unit> writer, String prefix) {
      Frontier upper = writer.upper();
      for (int i = 0; ; i++) {
        String key = prefix + i;
        long time = upper.only();
        try {
          AppendResult result =
              writer.compareAndAppend(List.of(insert(key, time)), upper, at(time + 1));
          (result instanceof Appended ? appended : refused).add(key);
        } catch (IndeterminateException e) {
          // It may be there or not.
        } catch (IllegalStateException closed) {
          return;
        }
        upper = writer.upper();
      }
    }

    private void collect(PersistClient elsewhere) {
      try (ShardUpkeep upkeep = elsewhere.openUpkeep(shard, Codec.string(), Codec.unit())) {
        while (!over) {
          upkeep.rollUp();
          upkeep.collectGarbage();
        }
      }
    }
  }
}
