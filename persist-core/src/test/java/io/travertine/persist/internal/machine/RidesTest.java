package io.travertine.persist.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.machine.CommitLoop.Attempt;
import io.travertine.persist.internal.spine.MergeAnswer;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.state.AddRollup;
import io.travertine.persist.internal.state.ApplyMerge;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.Command;
import io.travertine.persist.internal.state.DowngradeOutcome;
import io.travertine.persist.internal.state.DowngradeSince;
import io.travertine.persist.internal.state.ExpireWriter;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.Step;
import io.travertine.persist.internal.state.StepContext;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who goes along with an append learns what became of it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RidesTest {

  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final SeqNo SEQ_NO = new SeqNo(1);

  private final Clock clock = Clock.system();
  private final Seed seed = Seed.of(5);
  private final State state =
      State.initial(
          ShardId.generate(seed),
          new CodecNames("String", "()", "u64", "i64"),
          BuildVersion.CURRENT,
          "here",
          100,
          new RollupKey(SEQ_NO, RollupId.generate(seed)));
  private final AddRollup rollup =
      new AddRollup(
          new HollowRollup(new RollupKey(SEQ_NO, RollupId.generate(seed)), OptionalLong.of(9)));
  private final ExpireWriter append = new ExpireWriter(WriterId.generate(seed));
  private final ShardLog log =
      new ShardLog(state.shard(), new MemoryBlob(), new MemoryConsensus(), new Retry(clock, seed));
  private final LostAnswers<Boolean> lost = new LostAnswers<>(log);
  private final Rides rides = new Rides(state.shard(), clock);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CompletableFuture<Thread> passenger = new CompletableFuture<>();

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private void appendsFollowClosely() {
    rides.appended(LONG_NANOS);
    rides.appended(LONG_NANOS);
  }

  private Future<Optional<Attempt<Boolean>>> ride() {
    appendsFollowClosely();
    return threads.submit(
        () -> {
          passenger.complete(Thread.currentThread());
          return rides.await(rollup, lost, Deadline.none());
        });
  }

  private Rides.Taken takeSomebody() {
    while (true) {
      Rides.Taken taken = rides.take();
      if (!taken.isEmpty()) {
        return taken;
      }
      appendsFollowClosely();
      Thread.onSpinWait();
    }
  }

  private Step.Commit<Boolean> step(Rides.Taken taken) {
    StepContext context =
        new StepContext(200, BuildVersion.CURRENT, "here", MaintenancePolicy.DEFAULT);
    return (Step.Commit<Boolean>) taken.step(state, append, context);
  }

  @Test
  void nobodyWaitsWhenAppendsAreRare() {
    assertThat(rides.await(rollup, lost, Deadline.none())).isEmpty();
    rides.appended(1);
    assertThat(rides.await(rollup, lost, Deadline.none())).isEmpty();
  }

  @Test
  void whoWaitsInVainGoesAlone() {
    rides.appended(1);
    rides.appended(1);
    assertThat(rides.await(rollup, lost, Deadline.none())).isEmpty();
    assertThat(rides.take().isEmpty()).isTrue();
  }

  @Test
  void whoGoesAlongLearnsTheVersion() throws Exception {
    Future<Optional<Attempt<Boolean>>> ride = ride();
    Step.Commit<Boolean> commit;
    try (Rides.Taken taken = takeSomebody()) {
      commit = step(taken);
      taken.sent(commit);
      taken.arrived();
    }
    Attempt<Boolean> attempt = ride.get().orElseThrow();
    assertThat(attempt.seqNo()).isEqualTo(commit.next().seqNo());
    assertThat(attempt.commit().orElseThrow().next()).isEqualTo(commit.next());
    assertThat(attempt.result()).as("another rollup of that version was there").isFalse();
    assertThat(lost.isEmpty()).isTrue();
  }

  @Test
  void aMergeGoesAlongBehindTheHoldThatMovesAlong() throws Exception {
    HollowBatch nothing = HollowBatch.empty(Batches.desc(0, 4));
    ApplyMerge merge = new ApplyMerge(new MergeResult(new SpineId(0, 2), nothing));
    DowngradeSince moves =
        new DowngradeSince(
            LeasedReaderId.generate(seed), Optional.empty(), Frontier.at(5), SEQ_NO.value());
    Future<Attempt<MergeAnswer>> merged = rideUntilTaken(merge);
    awaitWaiting(1);
    Future<Attempt<DowngradeOutcome>> moved = rideUntilTaken(moves);
    awaitWaiting(2);
    while (!merged.isDone() || !moved.isDone()) {
      try (Rides.Taken taken = rides.take()) {
        taken.sent(step(taken));
        taken.arrived();
      }
      appendsFollowClosely();
    }
    assertThat(merged.get().result().outcome()).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(moved.get().result()).isEqualTo(new DowngradeOutcome.Expired());
  }

  private <R> Future<Attempt<R>> rideUntilTaken(Command<R> command) {
    return threads.submit(
        () -> {
          while (true) {
            Optional<Attempt<R>> taken =
                rides.await(command, new LostAnswers<>(log), Deadline.none());
            if (taken.isPresent()) {
              return taken.get();
            }
          }
        });
  }

  private void awaitWaiting(int count) {
    while (rides.waiting() < count) {
      appendsFollowClosely();
      Thread.onSpinWait();
    }
  }

  @Test
  void whoWasRefusedGoesWithTheNext() throws Exception {
    Future<Optional<Attempt<Boolean>>> ride = ride();
    try (Rides.Taken taken = takeSomebody()) {
      taken.sent(step(taken));
      taken.refused();
    }
    try (Rides.Taken taken = takeSomebody()) {
      taken.sent(step(taken));
      taken.arrived();
    }
    assertThat(ride.get()).isPresent();
  }

  @Test
  void whoseAnswerGotLostIsInDoubt() {
    Future<Optional<Attempt<Boolean>>> ride = ride();
    try (Rides.Taken taken = takeSomebody()) {
      taken.sent(step(taken));
    }
    assertThatThrownBy(ride::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IndeterminateException.class);
    assertThat(lost.isEmpty()).isFalse();
  }

  @Test
  void whoLeftIsNotTakenAlongLater() {
    Future<Optional<Attempt<Boolean>>> ride = ride();
    try (Rides.Taken taken = takeSomebody()) {
      assertThat(taken.isEmpty()).isFalse();
      passenger.join().interrupt();
      assertThatThrownBy(ride::get).hasCauseInstanceOf(CancelledException.class);
    }
    assertThat(rides.take().isEmpty()).isTrue();
  }
}
