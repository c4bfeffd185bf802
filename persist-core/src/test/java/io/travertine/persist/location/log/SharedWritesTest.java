package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that write at the same time share a flush of the disk; nobody waits for ever. */
@Timeout(60)
class SharedWritesTest {

  private static final Versioned FIRST = new Versioned(new SeqNo(1), "first".getBytes(UTF_8));

  private final Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  SharedWritesTest(@TempDir Path directory) {
    this.directory = directory.resolve("consensus");
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /** Files whose writes wait to be let through. */
  private static final class GatedFiles extends DelegatingFiles {
    final AtomicInteger writes = new AtomicInteger();
    final CountDownLatch firstBegun = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);
    volatile boolean gated;
    volatile boolean failing;

    GatedFiles(LogFiles files) {
      super(files);
    }

    @Override
    public void write(Side side, long position, byte[] bytes, int length) throws IOException {
      if (gated) {
        writes.incrementAndGet();
        firstBegun.countDown();
        awaitUninterruptibly(gate);
      }
      if (failing) {
        throw new IOException("Input/output error");
      }
      super.write(side, position, bytes, length);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static LogConsensus open(LogFiles files) {
    return LogConsensus.open(files, true, Access.READ_WRITE, Clock.system(), Seed.of(1));
  }

  @Test
  void whoComesDuringAWriteSharesTheNext() throws Exception {
    GatedFiles files = new GatedFiles(LogDirectory.forWriting(directory));
    try (LogConsensus consensus = open(files)) {
      files.gated = true;
      List<Future<CasOutcome>> outcomes = new ArrayList<>();
      outcomes.add(threads.submit(() -> append(consensus, "0")));
      files.firstBegun.await();
      for (int i = 1; i <= 7; i++) {
        String key = "" + i;
        outcomes.add(waiting(() -> append(consensus, key)));
      }
      assertThat(consensus.listKeys()).as("before it is on disk").isEmpty();
      files.gate.countDown();
      for (Future<CasOutcome> each : outcomes) {
        assertThat(each.get()).isEqualTo(CasOutcome.COMMITTED);
      }
      assertThat(files.writes).hasValue(2);
      assertThat(consensus.listKeys()).hasSize(8);
    }
  }

  /** Nobody learns of a version from a refusal before it is on disk. */
  @Test
  void aRefusalWaitsForWhatItIsAbout() throws Exception {
    GatedFiles files = new GatedFiles(LogDirectory.forWriting(directory));
    try (LogConsensus consensus = open(files)) {
      files.gated = true;
      Future<CasOutcome> first = threads.submit(() -> append(consensus, "k"));
      files.firstBegun.await();
      Future<CasOutcome> second = waiting(() -> append(consensus, "k"));
      assertThat(second.isDone()).isFalse();
      files.gate.countDown();
      assertThat(first.get()).isEqualTo(CasOutcome.COMMITTED);
      assertThat(second.get()).isEqualTo(CasOutcome.MISMATCH);
    }
  }

  /** What it was refused for was never written. */
  @Test
  void aRefusalBecauseOfWhatIsGivenUpIsNone() throws Exception {
    GatedFiles files = new GatedFiles(LogDirectory.forWriting(directory));
    try (LogConsensus consensus = open(files)) {
      files.gated = true;
      Future<CasOutcome> first = threads.submit(() -> append(consensus, "0"));
      files.firstBegun.await();
      List<Future<CasOutcome>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(waiting(() -> append(consensus, "k")));
      }
      files.failing = true;
      files.gate.countDown();
      assertThatThrownBy(first::get).hasCauseInstanceOf(IndeterminateException.class);
      for (Future<CasOutcome> each : both) {
        assertThatThrownBy(each::get).hasCauseInstanceOf(DeterminateException.class);
      }
      files.failing = false;
      assertThat(append(consensus, "k")).isEqualTo(CasOutcome.COMMITTED);
    }
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  /** There is always something on its way that others wrote. */
  @Test
  void nobodyWaitsForOthersToStopCommitting() throws Exception {
    int enough = 2_000;
    AtomicInteger others = new AtomicInteger();
    AtomicReference<@Nullable LogConsensus> crowded = new AtomicReference<>();
    LogFiles files =
        new DelegatingFiles(LogDirectory.forWriting(directory)) {
          @Override
          public void write(Side side, long position, byte[] bytes, int length) throws IOException {
            LogConsensus consensus = crowded.get();
            if (consensus != null && others.get() < enough) {
              String key = "other" + others.incrementAndGet();
              waiting(() -> append(consensus, key));
            }
            super.write(side, position, bytes, length);
          }
        };
    try (LogConsensus consensus = open(files)) {
      append(consensus, "k");
      Versioned second = new Versioned(new SeqNo(2), new byte[1]);
      consensus.compareAndSet("k", Optional.of(FIRST.seqNo()), second);
      crowded.set(consensus);
      Future<CasOutcome> first = threads.submit(() -> append(consensus, "first"));
      while (others.get() == 0) {
        Thread.onSpinWait();
      }
      assertThat(consensus.truncate("k", second.seqNo())).isEqualTo(1);
      DatabaseId id = DatabaseId.generate(Seed.of(1));
      assertThat(consensus.identify(id)).isEqualTo(id);
      Versioned large = new Versioned(SeqNo.ZERO, new byte[3 * files.unit() / 2]);
      consensus.compareAndSet("large", Optional.empty(), large);
      assertThat(others).as("what others wrote meanwhile").hasValueLessThan(enough);
      crowded.set(null);
      assertThat(first.get()).isEqualTo(CasOutcome.COMMITTED);
      assertThat(consensus.scan("k", SeqNo.ZERO, 10)).containsExactly(second);
    }
  }

  /** Who does not fit waits until the log is copied, and nothing of it is on its way yet. */
  @Test
  void whoWaitsForRoomCanBeCalledOff() throws Exception {
    GatedFiles files = new GatedFiles(LogDirectory.forWriting(directory));
    try (LogConsensus consensus = open(files)) {
      files.gated = true;
      Future<CasOutcome> first = threads.submit(() -> append(consensus, "0"));
      files.firstBegun.await();
      Versioned large = new Versioned(SeqNo.ZERO, new byte[2 * files.unit()]);
      Thread waiter = new Thread(() -> consensus.compareAndSet("large", Optional.empty(), large));
      List<Throwable> thrown = new ArrayList<>();
      waiter.setUncaughtExceptionHandler((thread, e) -> thrown.add(e));
      waiter.start();
      awaitWaiting(waiter, new CountDownLatch(1));
      waiter.interrupt();
      files.gate.countDown();
      waiter.join();
      assertThat(first.get()).isEqualTo(CasOutcome.COMMITTED);
      assertThat(directory.resolve(Side.B.fileName())).as("nothing was copied").doesNotExist();
      assertThat(thrown).singleElement().isInstanceOf(CancelledException.class);
      assertThat(consensus.listKeys()).containsExactly("0");
    }
  }

  /** Else all that share the turn would have to begin again. */
  @Test
  void anInterruptedThreadCanCopyTheLog() throws IOException {
    try (LogFiles files = LogDirectory.forWriting(directory)) {
      Thread.currentThread().interrupt();
      files.resize(Side.B, files.unit());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(files.size(Side.B)).isEqualTo(files.unit());
    }
  }

  /** A truncation counts what others have on its way; nobody learns of it before it is on disk. */
  @Test
  void whatIsOnItsWayIsTruncatedToo() throws Exception {
    GatedFiles files = new GatedFiles(LogDirectory.forWriting(directory));
    try (LogConsensus consensus = open(files)) {
      append(consensus, "k");
      files.gated = true;
      Future<CasOutcome> first = threads.submit(() -> append(consensus, "0"));
      files.firstBegun.await();
      List<Future<?>> all = new ArrayList<>();
      DatabaseId one = DatabaseId.generate(Seed.of(1));
      DatabaseId two = DatabaseId.generate(Seed.of(2));
      all.add(waiting(() -> consensus.identify(one)));
      all.add(waiting(() -> consensus.identify(two)));
      for (long n = 2; n <= 3; n++) {
        Optional<SeqNo> before = Optional.of(new SeqNo(n - 1));
        Versioned next = new Versioned(new SeqNo(n), new byte[1]);
        all.add(waiting(() -> consensus.compareAndSet("k", before, next)));
      }
      for (long n : new long[] {2, 2, 3}) {
        all.add(waiting(() -> consensus.truncate("k", new SeqNo(n))));
      }
      assertThat(all).noneMatch(Future::isDone);
      files.gate.countDown();
      List<Object> outcomes = new ArrayList<>();
      for (Future<?> each : all) {
        outcomes.add(each.get());
      }
      assertThat(first.get()).isEqualTo(CasOutcome.COMMITTED);
      assertThat(outcomes)
          .containsExactly(one, one, CasOutcome.COMMITTED, CasOutcome.COMMITTED, 1, 0, 1);
      assertThat(files.writes).hasValue(2);
      assertThat(consensus.scan("k", SeqNo.ZERO, 10)).hasSize(1);
    }
  }

  /** Runs it on a thread of its own until it waits. */
  private <T> Future<T> waiting(Callable<T> doing) {
    CountDownLatch waiting = new CountDownLatch(1);
    Future<T> future =
        threads.submit(
            () -> {
              Thread me = Thread.currentThread();
              threads.submit(() -> awaitWaiting(me, waiting));
              return doing.call();
            });
    awaitUninterruptibly(waiting);
    return future;
  }

  private static void awaitWaiting(Thread thread, CountDownLatch waiting) {
    while (!isWaiting(thread)) {
      Thread.onSpinWait();
    }
    waiting.countDown();
  }

  /** A commit that is on its way goes through; one that waits for the turn can be called off. */
  @Test
  void interruptsEndWaitingAlone() throws Exception {
    GatedFiles files = new GatedFiles(LogDirectory.forWriting(directory));
    try (LogConsensus consensus = open(files);
        LogConsensus another = open(LogDirectory.forWriting(directory))) {
      files.gated = true;
      AtomicInteger interrupted = new AtomicInteger();
      Future<CasOutcome> writing =
          threads.submit(
              () -> {
                CasOutcome outcome = append(consensus, "k");
                interrupted.set(Thread.interrupted() ? 1 : 0);
                return outcome;
              });
      files.firstBegun.await();
      Thread waiter = new Thread(() -> append(another, "other"));
      List<Throwable> thrown = new ArrayList<>();
      waiter.setUncaughtExceptionHandler((thread, e) -> thrown.add(e));
      waiter.start();
      waiter.interrupt();
      waiter.join();
      assertThat(thrown).singleElement().isInstanceOf(CancelledException.class);
      files.gate.countDown();
      assertThat(writing.get()).isEqualTo(CasOutcome.COMMITTED);
      assertThat(append(another, "other")).isEqualTo(CasOutcome.COMMITTED);
    }
  }

  @Test
  void threadsThatAreInterruptedAllTheTimeHarmNobody() throws Exception {
    try (LogConsensus one =
            LogConsensus.open(directory, Access.READ_WRITE, Clock.system(), Seed.of(1));
        LogConsensus two =
            LogConsensus.open(directory, Access.READ_WRITE, Clock.system(), Seed.of(2))) {
      AtomicInteger acknowledged = new AtomicInteger();
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String key = "key" + i;
        LogConsensus mine = i % 2 == 0 ? one : two;
        Thread thread =
            new Thread(
                () -> {
                  Optional<SeqNo> known = Optional.empty();
                  for (int n = 0; n < 300; n++) {
                    SeqNo next = known.map(SeqNo::next).orElse(SeqNo.ZERO);
                    try {
                      mine.compareAndSet(key, known, new Versioned(next, new byte[100]));
                      known = Optional.of(next);
                      acknowledged.incrementAndGet();
                    } catch (CancelledException e) {
                      Thread.interrupted();
                    }
                  }
                });
        all.add(thread);
        thread.start();
      }
      Random random = new Random(1);
      while (all.stream().anyMatch(Thread::isAlive)) {
        all.get(random.nextInt(4)).interrupt();
        for (int spin = random.nextInt(20_000); spin > 0; spin--) {
          Thread.onSpinWait();
        }
      }
      int found = 0;
      for (int i = 0; i < 4; i++) {
        found += one.scan("key" + i, SeqNo.ZERO, 1_000).size();
      }
      assertThat(found).isEqualTo(acknowledged.get());
    }
  }

  private static CasOutcome append(LogConsensus consensus, String key) {
    return consensus.compareAndSet(key, Optional.empty(), FIRST);
  }
}
