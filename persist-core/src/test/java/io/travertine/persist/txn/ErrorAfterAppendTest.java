package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.memory.MemoryPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An error in the thread that leads, after the append happened, doubles nothing. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ErrorAfterAppendTest {

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId id = ShardId.generate(Seed.secure());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Flawed consensus = new Flawed(place.consensus());
  private final TxnProcess process =
      new TxnProcess(
          new OpenLocation(PersistLocation.of("mem:flawed"), place.blob(), consensus),
          PersistConfig.defaults(),
          TxnProcess.BY_HAND);
  private final DataShard<String, Unit> shard = process.registered(id);

  /**
   * Its first compare-and-set from some moment on waits, the second happens and ends in an error.
   */
  private static final class Flawed implements Consensus {
    private final Consensus inner;
    private final AtomicInteger calls = new AtomicInteger(-1_000_000);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    Flawed(Consensus inner) {
      this.inner = inner;
    }

    @Override
    public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
      if (!key.equals(Txns.SHARD.toString())) {
        return inner.compareAndSet(key, expected, next);
      }
      int call = calls.incrementAndGet();
      if (call == 1) {
        reached.countDown();
        try {
          open.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      CasOutcome outcome = inner.compareAndSet(key, expected, next);
      if (call == 2) {
        throw new OutOfMemoryError("simulated");
      }
      return outcome;
    }

    @Override
    public List<String> listKeys() {
      return inner.listKeys();
    }

    @Override
    public Optional<Versioned> head(String key) {
      return inner.head(key);
    }

    @Override
    public List<Versioned> scan(String key, SeqNo from, int limit) {
      return inner.scan(key, from, limit);
    }

    @Override
    public int truncate(String key, SeqNo seqNo) {
      return inner.truncate(key, seqNo);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  @AfterEach
  void close() {
    process.close();
    threads.shutdownNow();
  }

  @Test
  void nobodyOfTheGroupIsCommittedTwice() throws Exception {
    consensus.calls.set(0);
    List<Future<Long>> running = new ArrayList<>();
    for (String key : List.of("first", "leader", "follower")) {
      running.add(threads.submit(() -> process.insert(shard, key)));
      if (running.size() == 1) {
        consensus.reached.await();
      }
      while (process.txns().commits().waiting() < running.size() - 1) {
        Thread.onSpinWait();
      }
    }
    consensus.open.countDown();
    running.get(0).get();
    while (!running.get(1).isDone()) {
      Thread.onSpinWait();
    }
    process.insert(shard, "later");
    assertThat(process.now(shard)).doesNotContainValue(2L);
  }
}
