package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.internal.state.CompactionPolicy;
import io.travertine.persist.internal.state.Maintenance;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a process looks again for upkeep that it could not do, or that failed. */
class ReviewsTest {

  private static final Maintenance ROLLUP =
      new Maintenance(Optional.of(new SeqNo(2)), Optional.empty());

  private final FullDisk disk = new FullDisk(new MemoryBlob());
  private final MachineRoom room = new MachineRoom(disk, new MemoryConsensus());
  private final ManualClock clock = ManualClock.standing();
  private final Timer timer = new Timer();

  @AfterEach
  void close() {
    timer.shutdownNow();
    room.close();
  }

  @Test
  void aReviewThatWasPutOffForLongIsBroughtForwardByWork() {
    MaintenanceListener care = care(ReviewsTest::refuse);
    room.append(room.batch(0, 1, update("a", 0)));
    care.due(room.machine(), ROLLUP, List.of());
    for (int i = 0; i < 6; i++) {
      timer.runLast();
    }
    assertThat(timer.lastDelay()).isGreaterThan(Duration.ofSeconds(16));
    Runnable putOff = timer.last();

    care.due(room.machine(), Maintenance.NONE, List.of());
    assertThat(timer.lastDelay()).isLessThan(Duration.ofSeconds(2));
    int scheduled = timer.tasks.size();
    clock.advance(Duration.ofMinutes(1));
    putOff.run();
    assertThat(timer.tasks).as("it does not count any more").hasSize(scheduled);
    timer.runLast();
    assertThat(timer.tasks).hasSizeGreaterThan(scheduled);
  }

  @Test
  void aReviewThatFailsIsNotTheLast() {
    MaintenanceListener care = care(ReviewsTest::refuse);
    room.append(room.batch(0, 1, update("a", 0)));
    care.due(room.machine(), ROLLUP, List.of());
    metadata = ReviewsTest::fail;
    assertThatThrownBy(timer::runLast).hasMessage("out of threads");
    metadata = Runnable::run;
    timer.runLast();
    assertThat(room.rollupsKnown()).as("done after all").contains(2L);
  }

  /** Whose claim on the garbage would keep others from it for a minute. */
  @Test
  void whoClosesCollectsTheGarbageThatItsLastRollupWasAskedTo() {
    List<Runnable> tasks = new ArrayList<>();
    MaintenanceWorker worker = worker(tasks::add);
    MaintenanceListener care = worker.on(room.data());
    room.append(room.batch(0, 1, update("a", 0)));
    care.due(room.machine(), ROLLUP, List.of());
    assertThat(tasks).hasSize(1);

    worker.close();
    metadata = ReviewsTest::refuse;
    SeqNo rolledUp = room.machine().shared().current().seqNo();
    care.due(room.machine(), new Maintenance(Optional.empty(), Optional.of(rolledUp)), List.of());
    assertThat(room.versions()).as("refused").contains(1L);

    tasks.get(0).run();
    assertThat(room.rollupsKnown()).containsExactly(rolledUp.value());
    assertThat(room.versions()).as("collected").startsWith(rolledUp.value());
  }

  @Test
  void aCompactionThatFailedIsGivenUpAfterAWhileForOthersToDo() {
    MaintenanceListener care = care(Runnable::run);
    room.append(room.batch(0, 1, update("a", 0)));
    room.append(room.batch(1, 2, update("b", 1)));
    List<MergeRequest> requests = room.machine().exert(1 << 20, CompactionPolicy.EVERYTHING);
    assertThat(requests).hasSize(1);
    disk.full = true;
    care.due(room.machine(), Maintenance.NONE, requests);
    assertThat(room.machine().exert(1 << 20, CompactionPolicy.EVERYTHING)).as("claimed").isEmpty();

    disk.full = false;
    timer.runAll();
    assertThat(room.machine().exert(1 << 20, CompactionPolicy.EVERYTHING)).hasSize(1);
  }

  @Test
  void aProcessShortOfMemoryDoesNotTakeTheShardForBroken() {
    MaintenanceListener care = care(Runnable::run);
    room.append(room.batch(0, 1, update("a", 0)));
    room.append(room.batch(1, 2, update("b", 1)));
    List<MergeRequest> requests = room.machine().exert(1 << 20, CompactionPolicy.EVERYTHING);
    disk.full = true;
    disk.heap = true;

    care.due(room.machine(), Maintenance.NONE, requests);

    disk.full = false;
    assertThat(room.machine().shared().isPoisoned()).isFalse();
  }

  @Test
  void tidyingThatFailsGivesUpAllItsClaims() {
    MaintenanceListener care = care(Runnable::run);
    for (int i = 0; i < 2; i++) {
      List<Update<String, Unit>> many = new ArrayList<>();
      for (int row = 0; row < 100; row++) {
        many.add(update("many" + row, i));
      }
      room.append(room.batch(i, i + 1, 0, many));
    }
    for (int i = 2; i < 12; i++) {
      room.append(room.batch(i, i + 1, update("one" + i, i)));
    }
    int others = claimed();
    disk.full = true;
    care.due(room.machine(), Maintenance.NONE, List.of());
    timer.runLast();
    assertThat(claimed() - others).as("compactions that tidying asked for").isGreaterThan(1);

    timer.runDue(MaintenanceWorker.FAILED_NANOS);
    assertThat(claimed()).as("given up").isEqualTo(others);
  }

  private int claimed() {
    return trace().uncompacted(Long.MAX_VALUE).size() - trace().uncompacted(0).size();
  }

  /** Another process has added a column, of which nobody has told this one. */
  @Test
  void whoDoesNotKnowAllColumnsLeavesCompactionToOthers() {
    ShardData data = room.data();
    MaintenanceListener care =
        care(Runnable::run, new ShardData(data.shardId(), Schema.EMPTY, data.value()));
    room.append(room.batch(0, 1, update("a", 0)));
    room.append(room.batch(1, 2, update("b", 1)));
    List<MergeRequest> requests = room.machine().exert(1 << 20, CompactionPolicy.EVERYTHING);
    assertThat(care.compacts()).isTrue();

    care.due(room.machine(), Maintenance.NONE, requests);
    assertThat(care.compacts()).as("claims nothing more").isFalse();
    assertThat(trace().uncompacted(0)).as("given up at once").hasSize(1);

    care.columns(data.key(), data.value());
    assertThat(care.compacts()).as("knows enough now").isTrue();
    care.due(
        room.machine(),
        Maintenance.NONE,
        room.machine().exert(1 << 20, CompactionPolicy.EVERYTHING));
    assertThat(trace().present().runs()).isEqualTo(1);
  }

  private Spine trace() {
    return room.machine().shared().current().contents().trace();
  }

  private Executor metadata = Runnable::run;

  private MaintenanceListener care(Executor tasks) {
    return care(tasks, room.data());
  }

  private MaintenanceListener care(Executor tasks, ShardData data) {
    return worker(tasks).on(data);
  }

  private MaintenanceWorker worker(Executor tasks) {
    metadata = tasks;
    return new MaintenanceWorker(
        room.rollups(),
        new GarbageCollector(room.uploader()),
        room.compactor(),
        true,
        task -> metadata.execute(task),
        Runnable::run,
        timer,
        clock,
        Seed.of(1));
  }

  private static void refuse(Runnable task) {
    throw new RejectedExecutionException("no room for " + task);
  }

  private static void fail(Runnable task) {
    throw new IllegalStateException("out of threads");
  }

  /** Runs nothing by itself. */
  private final class Timer extends ScheduledThreadPoolExecutor {

    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();

    Timer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      tasks.add(task);
      delays.add(Duration.ofNanos(unit.toNanos(delay)));
      return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    Runnable last() {
      return tasks.get(tasks.size() - 1);
    }

    Duration lastDelay() {
      return delays.get(delays.size() - 1);
    }

    void runLast() {
      clock.advance(lastDelay());
      last().run();
    }

    /** What was scheduled to come after exactly so long. */
    void runDue(long nanos) {
      for (int i = 0; i < tasks.size(); i++) {
        if (delays.get(i).toNanos() == nanos) {
          tasks.get(i).run();
        }
      }
    }

    /** All that was scheduled up to now, and then what came of it, for a while. */
    void runAll() {
      for (int i = 0; i < tasks.size() && i < 20; i++) {
        clock.advance(delays.get(i));
        tasks.get(i).run();
      }
    }
  }
}
