package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.IdempotencyToken;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A shard without any storage: the newest state, and the encoded diff of each version. */
final class TestShard {

  static final HandleLabel LABEL = new HandleLabel("here", "test");
  static final long LEASE = 1_000;

  final Seed seed = Seed.of(3);
  final List<byte[]> diffs = new ArrayList<>();
  final List<State> versions = new ArrayList<>();
  MaintenancePolicy policy = MaintenancePolicy.DEFAULT;
  AppendPolicy appendPolicy = AppendPolicy.DEFAULT;
  Maintenance maintenance = Maintenance.NONE;
  State state;
  long now = 100;

  TestShard() {
    this(new CodecNames("String", "()", "u64", "i64"));
  }

  TestShard(CodecNames codecs) {
    state =
        State.initial(
            ShardId.generate(seed),
            codecs,
            BuildVersion.CURRENT,
            "here",
            now,
            new RollupKey(new SeqNo(1), RollupId.generate(seed)));
    diffs.add(StateDiff.creating(state).encode());
    versions.add(state);
  }

  /** Runs a command as the only process would. */
  <R> R run(Command<R> command) {
    Step<R> step =
        Step.of(state, command, new StepContext(now, BuildVersion.CURRENT, "here", policy));
    maintenance = Maintenance.NONE;
    if (step instanceof Step.Commit<R> commit) {
      assertThat(commit.diff().reproduces(state, commit.next())).isTrue();
      assertThat(commit.next().seqNo()).isEqualTo(state.seqNo().next());
      assertThat(commit.next().walltimeMillis()).isGreaterThan(state.walltimeMillis());
      assertThat(state.since().lessEqual(commit.next().since())).isTrue();
      assertThat(state.upper().lessEqual(commit.next().upper())).isTrue();
      state = commit.next();
      maintenance = commit.maintenance();
      diffs.add(commit.diff().encode());
      versions.add(state);
    }
    return step.result();
  }

  AppendOutcome append(int writer, HollowBatch batch) {
    return run(append(writer, batch, IdempotencyToken.generate(seed)));
  }

  CompareAndAppend append(int writer, HollowBatch batch, IdempotencyToken token) {
    return new CompareAndAppend(batch, writer(writer), token, now, LEASE, LABEL, appendPolicy);
  }

  Frontier registerReader(int reader) {
    return run(new RegisterLeasedReader(reader(reader), LABEL, LEASE, now, false)).since();
  }

  Frontier downgrade(int reader, long since) {
    return downgrade(reader, Frontier.at(since));
  }

  Frontier downgrade(int reader, Frontier since) {
    DowngradeOutcome outcome =
        run(new DowngradeSince(reader(reader), Optional.empty(), since, now));
    return ((DowngradeOutcome.Held) outcome).since();
  }

  CriticalReader registerCritical(int reader) {
    return run(new RegisterCriticalReader(critical(reader), LABEL, 0, "u64"));
  }

  CriticalDowngradeOutcome downgrade(int reader, long expected, long opaque, Frontier since) {
    return run(new CompareAndDowngradeSince(critical(reader), "u64", expected, opaque, since));
  }

  boolean addRollup() {
    return run(
        new AddRollup(
            new HollowRollup(
                new RollupKey(state.seqNo(), RollupId.generate(seed)), OptionalLong.of(9))));
  }

  /** Finalizes, and says in how many steps. */
  int finalizeFully() {
    int steps = 0;
    while (run(new BecomeTombstone(SeqNo.ZERO))) {
      steps++;
    }
    return steps;
  }

  void assertVersion(long seqNo) {
    assertThat(state.seqNo()).isEqualTo(new SeqNo(seqNo));
  }

  static LeasedReaderId reader(int number) {
    return new LeasedReaderId(new UUID(0, number));
  }

  static CriticalReaderId critical(int number) {
    return new CriticalReaderId(new UUID(0, number));
  }

  static WriterId writer(int number) {
    return new WriterId(new UUID(0, number));
  }
}
