package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes on one directory that commit as fast as they can get on side by side: who has just
 * committed knows the newest state, and would be first every time.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RivalsTest {

  private static final int PROCESSES = 3;
  private static final int COMMITS = 600;

  private final PersistLocation location;
  private final ShardId id = ShardId.generate(Seed.secure());

  RivalsTest(@TempDir Path directory) {
    this.location = PersistLocation.of(directory.resolve("db").toUri().toString());
  }

  /** With a lock of the log of its own, as if it were another process. */
  private TxnProcess process() {
    OpenLocation opened = Locations.standard().open(location, OpenOptions.readWrite());
    return new TxnProcess(opened, PersistConfig.defaults(), TxnLimits.DEFAULTS);
  }

  @Test
  void nobodyStarves() throws Exception {
    List<TxnProcess> processes = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      AtomicInteger all = new AtomicInteger();
      AtomicBoolean go = new AtomicBoolean();
      List<Future<Integer>> loads = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        TxnProcess process = process();
        processes.add(process);
        loads.add(threads.submit(load(process, process.registered(id), go, all)));
      }
      go.set(true);
      for (Future<Integer> load : loads) {
        assertThat(load.get()).isGreaterThan(COMMITS / PROCESSES / 4);
      }
    } finally {
      threads.shutdownNow();
      processes.forEach(TxnProcess::close);
    }
  }

  /** Commits until all together have committed enough; how many it has. */
  private static Callable<Integer> load(
      TxnProcess process, DataShard<String, Unit> shard, AtomicBoolean go, AtomicInteger all) {
    return () -> {
      while (!go.get()) {
        Thread.onSpinWait();
      }
      int mine = 0;
      while (all.get() < COMMITS) {
        process.insert(shard, "key");
        mine++;
        all.incrementAndGet();
      }
      return mine;
    };
  }
}
