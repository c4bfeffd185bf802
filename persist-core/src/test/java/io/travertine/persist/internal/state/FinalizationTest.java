package io.travertine.persist.internal.state;

import static io.travertine.persist.internal.state.TestShard.critical;
import static io.travertine.persist.internal.state.TestShard.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Golden vector B4, and the way to a tombstone (spec §1.7, §4.7). */
@Tag("B4")
class FinalizationTest {

  private static final Frontier NEVER = Frontier.empty(TimeDomain.U64);

  private final TestShard shard = new TestShard();

  @Test
  void aShardClosedForReadingCanStillBeWrittenAndCompacted() {
    shard.registerReader(0);
    shard.registerCritical(0);
    shard.append(0, Batches.of(0, 1, 1));
    assertThat(shard.downgrade(0, NEVER)).isEqualTo(NEVER);
    assertThat(shard.state.since()).as("the critical reader holds it").isEqualTo(Frontier.at(0));
    shard.downgrade(0, 0, 0, NEVER);
    assertThat(shard.state.since()).isEqualTo(NEVER);

    long version = shard.state.seqNo().value();
    assertThat(shard.downgrade(0, NEVER)).isEqualTo(NEVER);
    assertThat(shard.downgrade(0, 5)).isEqualTo(NEVER);
    shard.assertVersion(version + 2);
    assertThat(shard.downgrade(0, 0, 0, NEVER))
        .isEqualTo(new CriticalDowngradeOutcome.Held(0, NEVER));
    assertThat(shard.downgrade(0, 0, 0, Frontier.at(5)))
        .isEqualTo(new CriticalDowngradeOutcome.Held(0, NEVER));
    shard.assertVersion(version + 4);
    assertThat(shard.state.since()).isEqualTo(NEVER);
    assertThat(shard.registerReader(1)).isEqualTo(NEVER);
    assertThat(shard.registerCritical(1).since()).isEqualTo(NEVER);
    assertThat(Reads.snapshot(shard.state, Frontier.at(7)))
        .isEqualTo(new SnapshotOutcome.HistoryLost(NEVER));
    assertThat(Reads.canListen(shard.state, Frontier.at(7))).isFalse();

    shard.append(0, Batches.of(1, 2, 1));
    AppendOutcome outcome = shard.append(0, Batches.of(2, 3, 8));
    assertThat(outcome).isInstanceOf(AppendOutcome.Appended.class);
    HollowBatch merged =
        Batches.of(new Description(Frontier.at(0), Frontier.at(2), NEVER), 1, OptionalLong.of(2));
    assertThat(shard.run(new ApplyMerge(new MergeResult(new SpineId(0, 2), merged))).outcome())
        .isEqualTo(MergeOutcome.APPLIED_EXACT);

    shard.append(0, HollowBatch.empty(new Description(Frontier.at(3), NEVER, Frontier.at(0))));
    assertThat(shard.state.isTombstone()).isFalse();
    shard.finalizeFully();
    assertThat(shard.state.isFinalized()).isTrue();
  }

  @Test
  void aShardClosedForWritingCanStillBeRead() {
    shard.registerReader(0);
    shard.append(0, Batches.of(0, 1, 1));
    shard.append(0, Batches.of(1, 2, 1));
    close();
    for (long time : new long[] {0, 1, 2, 1_000, -1}) {
      assertThat(Reads.snapshot(shard.state, Frontier.at(time)))
          .isInstanceOf(SnapshotOutcome.Readable.class);
      assertThat(Reads.canListen(shard.state, Frontier.at(time))).isTrue();
    }
    assertThat(shard.downgrade(0, 1)).isEqualTo(Frontier.at(1));
    assertThat(shard.registerReader(1)).isEqualTo(Frontier.at(1));
    HollowBatch merged =
        Batches.of(
            new Description(Frontier.at(0), Frontier.at(2), Frontier.at(0)), 1, OptionalLong.of(2));
    assertThat(shard.run(new ApplyMerge(new MergeResult(new SpineId(0, 2), merged))).isApplied())
        .isTrue();
    assertThat(shard.append(0, Batches.of(2, 3, 1)))
        .isEqualTo(new AppendOutcome.UpperMismatch(NEVER, NEVER));
    assertThatThrownBy(() -> shard.run(new BecomeTombstone(SeqNo.ZERO)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[1]");
    shard.downgrade(0, NEVER);
    shard.downgrade(1, NEVER);
    shard.finalizeFully();
    assertThat(shard.state.isFinalized()).isTrue();
  }

  @Test
  void finalizingDropsTheUpdatesOfOneBatchAtATime() {
    shard.registerReader(0);
    shard.registerCritical(0);
    for (int i = 0; i < 5; i++) {
      shard.append(0, Batches.of(i, i + 1, 1));
    }
    close();
    shard.downgrade(0, NEVER);
    shard.downgrade(0, 0, 0, NEVER);
    int before = shard.diffs.size();
    assertThat(shard.finalizeFully()).isEqualTo(6);
    for (byte[] bytes : shard.diffs.subList(before, before + 5)) {
      assertThat(StateDiff.decode(bytes, TimeDomain.U64).dereferencedParts()).hasSize(1);
    }
    assertThat(shard.state.isFinalized()).isTrue();
    assertThat(shard.state.contents().trace().batches())
        .containsExactly(HollowBatch.empty(new Description(Frontier.at(0), NEVER, NEVER)));
  }

  @Test
  void rollupsThatNoLiveVersionNeedsGoLast() {
    shard.registerReader(0);
    close();
    shard.downgrade(0, NEVER);
    shard.finalizeFully();
    SeqNo first = new SeqNo(1);
    SeqNo rolledUp = shard.state.seqNo();
    shard.addRollup();
    assertThat(shard.maintenance.gc()).isPresent();
    assertThat(shard.run(new BecomeTombstone(first))).as("still needed").isFalse();
    assertThat(shard.run(new BecomeTombstone(rolledUp.next()))).as("not known yet").isFalse();
    assertThat(shard.run(new BecomeTombstone(rolledUp))).isTrue();
    assertThat(shard.state.contents().rollups().contains(first)).isFalse();
    assertThat(shard.state.contents().rollups().contains(rolledUp)).isTrue();
    assertThat(shard.maintenance).as("it does not get smaller").isEqualTo(Maintenance.NONE);
    assertThat(shard.run(new BecomeTombstone(rolledUp))).isFalse();
  }

  @Test
  void aTombstoneAnswersEverythingAndCommitsNothing() {
    close();
    shard.registerReader(0);
    shard.downgrade(0, NEVER);
    shard.finalizeFully();
    long version = shard.state.seqNo().value();

    assertThat(shard.registerReader(1)).isEqualTo(NEVER);
    assertThat(shard.registerCritical(1).since()).isEqualTo(NEVER);
    assertThat(shard.downgrade(1, 7)).isEqualTo(NEVER);
    assertThat(shard.downgrade(1, 3, 4, Frontier.at(9)))
        .isEqualTo(new CriticalDowngradeOutcome.Held(3, NEVER));
    assertThat(shard.run(new HeartbeatLeasedReader(reader(1), shard.now))).isFalse();
    assertThat(shard.run(new ExpireLeasedReader(reader(1)))).isFalse();
    assertThat(shard.run(new ExpireCriticalReader(critical(1)))).isFalse();
    assertThat(shard.run(new ExpireWriter(TestShard.writer(1)))).isFalse();
    assertThat(shard.append(0, Batches.of(0, 1, 1)))
        .isEqualTo(new AppendOutcome.UpperMismatch(NEVER, NEVER));
    EncodedSchemas schemas = new EncodedSchemas(ByteString.EMPTY, ByteString.EMPTY);
    SchemaOutcome refused = new SchemaOutcome.Refused(Optional.empty());
    assertThat(shard.run(new RegisterSchema(schemas))).isEqualTo(refused);
    assertThat(shard.run(new EvolveSchema(new SchemaId(0), schemas))).isEqualTo(refused);
    assertThat(
            shard
                .run(new ApplyMerge(new MergeResult(new SpineId(0, 1), Batches.of(0, 1, 1))))
                .outcome())
        .isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    List<MergeRequest> none =
        shard.run(new ExertSpine(1 << 20, shard.now, CompactionPolicy.DEFAULT));
    assertThat(none).isEmpty();
    assertThat(shard.run(new RemoveRollups(List.of()))).isEmpty();
    assertThat(shard.run(new BecomeTombstone(SeqNo.ZERO))).isFalse();
    shard.assertVersion(version);

    assertThat(shard.addRollup()).as("its last rollup is still linked").isTrue();
    shard.assertVersion(version + 1);
  }

  private void close() {
    shard.append(0, HollowBatch.empty(new Description(shard.state.upper(), NEVER, Frontier.at(0))));
  }
}
