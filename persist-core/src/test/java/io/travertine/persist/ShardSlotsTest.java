package io.travertine.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The cache of what one process knows of its shards (spec §8.3, §12.2). */
class ShardSlotsTest {

  private static final CodecNames STRINGS = new CodecNames("String", "()", "u64", "i64");
  private static final String CLASSES = "Strings, Units";

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final ShardSlots slots = new ShardSlots(Clock.system());
  private final AtomicInteger opened = new AtomicInteger();

  private Supplier<Machine> opening(ShardId each) {
    return () -> {
      opened.incrementAndGet();
      Seed seed = Seed.secure();
      ShardLog log =
          new ShardLog(each, place.blob(), place.consensus(), new Retry(Clock.system(), seed));
      return Machine.open(
          log,
          new MachineContext(
              Clock.system(),
              seed,
              "here",
              BuildVersion.CURRENT,
              STRINGS,
              MaintenancePolicy.DEFAULT,
              MaintenanceListener.NONE));
    };
  }

  private Machine machine(ShardId each) {
    return slots.machine(each, STRINGS, CLASSES, opening(each), Deadline.none());
  }

  @Test
  void aShardIsOpenedOnce() {
    Machine first = machine(shard);
    assertThat(machine(shard)).isSameAs(first);
    assertThat(slots.find(shard)).containsSame(first);
    ShardId other = ShardId.generate(Seed.secure());
    assertThat(slots.find(other)).isEmpty();
    assertThat(machine(other)).isNotSameAs(first);
    assertThat(opened).hasValue(2);
  }

  @Test
  void otherCodecsAreRefusedByNameAndByClass() {
    Machine open = machine(shard);
    CodecNames other = new CodecNames("String", "u64", "u64", "i64");
    assertThatThrownBy(() -> slots.machine(shard, other, CLASSES, opening(shard), Deadline.none()))
        .isInstanceOfSatisfying(
            InvalidUsageException.class,
            e ->
                assertThat(e.usage())
                    .isEqualTo(
                        new InvalidUsage.CodecMismatch(
                            codecs("u64", Optional.empty()), codecs("()", Optional.empty()))));
    assertThatThrownBy(
            () -> slots.machine(shard, STRINGS, "Others", opening(shard), Deadline.none()))
        .isInstanceOfSatisfying(
            InvalidUsageException.class,
            e ->
                assertThat(e.usage())
                    .isEqualTo(
                        new InvalidUsage.CodecMismatch(
                            codecs("()", Optional.of("Others")),
                            codecs("()", Optional.of(CLASSES)))));
    assertThat(machine(shard)).isSameAs(open);
    assertThat(opened).hasValue(1);
  }

  private static InvalidUsage.Codecs codecs(String value, Optional<String> classes) {
    return new InvalidUsage.Codecs("String", value, "u64", "i64", classes);
  }

  @Test
  void whatNobodyUsesIsForgotten() {
    WeakReference<Machine> dropped = new WeakReference<>(machine(shard));
    Deadline patience = Deadline.after(Duration.ofSeconds(20));
    while (dropped.get() != null) {
      assertThat(patience.hasPassed()).as("still known").isFalse();
      System.gc();
    }
    assertThat(slots.find(shard)).isEmpty();
    assertThat(slots.machine(shard, STRINGS, "Other, Classes", opening(shard), Deadline.none()))
        .as("other classes, now that nobody uses the first")
        .isNotNull();
    assertThat(opened).hasValue(2);
  }

  @Test
  void anOpeningThatFailsLeavesNothing() {
    Supplier<Machine> failing =
        () -> {
          throw new NotADatabaseException("not today");
        };
    assertThatThrownBy(() -> slots.machine(shard, STRINGS, CLASSES, failing, Deadline.none()))
        .isInstanceOf(NotADatabaseException.class);
    assertThat(slots.find(shard)).isEmpty();
    assertThat(machine(shard)).isNotNull();
    assertThat(opened).hasValue(1);
  }

  @Test
  void whoComesTogetherOpensTogether() throws Exception {
    int threads = 8;
    List<ShardId> shards = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      shards.add(ShardId.generate(Seed.secure()));
    }
    ExecutorService together = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<List<Machine>>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            together.submit(
                () -> {
                  start.await();
                  return shards.stream().map(this::machine).toList();
                }));
      }
      start.countDown();
      Set<List<Machine>> seen = new HashSet<>();
      for (Future<List<Machine>> each : all) {
        seen.add(each.get(30, TimeUnit.SECONDS));
      }
      assertThat(seen).as("all threads have the same machines").hasSize(1);
      assertThat(opened).hasValue(shards.size());
    } finally {
      together.shutdownNow();
    }
  }

  @Test
  void waitingForAnotherOpeningCanBeInterrupted() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    try {
      Future<Machine> slow =
          other.submit(
              () ->
                  slots.machine(
                      shard,
                      STRINGS,
                      CLASSES,
                      () -> {
                        inside.countDown();
                        await(leave);
                        return opening(shard).get();
                      },
                      Deadline.none()));
      assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> machine(shard)).isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
      leave.countDown();
      assertThat(machine(shard)).isSameAs(slow.get(20, TimeUnit.SECONDS));
    } finally {
      other.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
