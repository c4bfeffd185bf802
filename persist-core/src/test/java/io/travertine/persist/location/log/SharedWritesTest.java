package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final class GatedFiles implements LogFiles {
    final LogFiles files;
    final AtomicInteger writes = new AtomicInteger();
    final CountDownLatch firstBegun = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);
    volatile boolean gated;
    volatile boolean failing;

    GatedFiles(LogFiles files) {
      this.files = files;
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
      files.write(side, position, bytes, length);
    }

    @Override
    public int unit() {
      return files.unit();
    }

    @Override
    public long size(Side side) throws IOException {
      return files.size(side);
    }

    @Override
    public byte[] read(Side side, long position, int length) throws IOException {
      return files.read(side, position, length);
    }

    @Override
    public void resize(Side side, long size) throws IOException {
      files.resize(side, size);
    }

    @Override
    public Mark mark() throws IOException {
      return files.mark();
    }

    @Override
    public void publish(Mark mark) throws IOException {
      files.publish(mark);
    }

    @Override
    public boolean isBeingWritten() throws IOException {
      return files.isBeingWritten();
    }

    @Override
    public void beingWritten(boolean now) throws IOException {
      files.beingWritten(now);
    }

    @Override
    public boolean isWanted() throws IOException {
      return files.isWanted();
    }

    @Override
    public void wanted(boolean now) throws IOException {
      files.wanted(now);
    }

    @Override
    public boolean tryTurn(boolean reading) throws IOException {
      return files.tryTurn(reading);
    }

    @Override
    public void endTurn() {
      files.endTurn();
    }

    @Override
    public Path directory() {
      return files.directory();
    }

    @Override
    public void close() {
      files.close();
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
      CountDownLatch waiting = new CountDownLatch(7);
      for (int i = 1; i <= 7; i++) {
        String key = "" + i;
        outcomes.add(
            threads.submit(
                () -> {
                  Thread me = Thread.currentThread();
                  threads.submit(() -> awaitWaiting(me, waiting));
                  return append(consensus, key);
                }));
      }
      waiting.await();
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
      CountDownLatch waiting = new CountDownLatch(1);
      Future<CasOutcome> second =
          threads.submit(
              () -> {
                Thread me = Thread.currentThread();
                threads.submit(() -> awaitWaiting(me, waiting));
                return append(consensus, "k");
              });
      waiting.await();
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
        CountDownLatch waiting = new CountDownLatch(1);
        both.add(
            threads.submit(
                () -> {
                  Thread me = Thread.currentThread();
                  threads.submit(() -> awaitWaiting(me, waiting));
                  return append(consensus, "k");
                }));
        waiting.await();
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

  private static void awaitWaiting(Thread thread, CountDownLatch waiting) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
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
