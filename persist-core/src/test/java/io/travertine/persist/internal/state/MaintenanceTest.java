package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** When rollups and garbage collection are asked for, and of whom (spec §3.8, §3.9). */
class MaintenanceTest {

  private final TestShard shard = new TestShard();
  private long upper;

  @Test
  void aRollupIsAskedForOnceUntilTheClaimIsOld() {
    for (int i = 0; i < 128; i++) {
      write();
      assertThat(shard.maintenance.rollup()).isEmpty();
    }
    write();
    assertThat(shard.maintenance.rollup()).contains(new SeqNo(130));
    shard.now += 5_000;
    write();
    assertThat(shard.maintenance.rollup()).as("somebody is at it").isEmpty();
    shard.now += 1;
    write();
    assertThat(shard.maintenance.rollup()).contains(new SeqNo(132));
    assertThat(shard.addRollup()).isTrue();
    assertThat(shard.state.contents().activeRollup()).isEmpty();
    write();
    assertThat(shard.maintenance.rollup()).isEmpty();
    assertThat(shard.state.latestRollup().map(rollup -> rollup.key().seqNo()))
        .contains(new SeqNo(132));
  }

  @Test
  void aSecondRollupOfAVersionIsNotLinked() {
    SeqNo version = shard.state.seqNo();
    HollowRollup first = rollup(2);
    write();
    assertThat(shard.run(new AddRollup(first))).isTrue();
    assertThat(shard.run(new AddRollup(first))).as("the same again").isTrue();
    assertThat(shard.run(new AddRollup(rollup(2)))).isFalse();
    assertThat(shard.state.contents().rollups().get(new SeqNo(2))).contains(first);
    assertThat(shard.state.contents().rollups().contains(version)).isTrue();
    assertThatThrownBy(() -> shard.run(new AddRollup(rollup(99))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void garbageIsCollectedBehindTheSecondRollup() {
    shard.policy = new MaintenancePolicy(1_000, 5_000, 32, 128_000, 900_000);
    for (int i = 0; i < 50; i++) {
      write();
      assertThat(shard.maintenance.gc()).as("only one rollup").isEmpty();
    }
    shard.addRollup();
    assertThat(shard.maintenance.gc()).as("there are writers").isEmpty();
    write();
    assertThat(shard.maintenance.gc()).contains(shard.state.seqNo());
    assertThat(shard.state.contents().lastGcRequest()).isEqualTo(shard.state.seqNo());
    write();
    assertThat(shard.maintenance.gc()).as("claimed").isEmpty();
    shard.now += 900_001;
    write();
    assertThat(shard.maintenance.gc()).as("abandoned").contains(shard.state.seqNo());
    RollupKey first = shard.state.contents().rollups().first().orElseThrow().getValue().key();
    assertThat(shard.run(new RemoveRollups(List.of(first)))).containsExactly(new SeqNo(1));
    assertThat(shard.state.contents().activeGc()).isEmpty();
    write();
    assertThat(shard.maintenance.gc()).as("one rollup is left").isEmpty();
  }

  @Test
  void whoSaysThatItStillCollectsIsLeftAlone() {
    shard.policy = new MaintenancePolicy(1_000, 5_000, 1, 128_000, 60_000);
    write();
    shard.addRollup();
    write();
    SeqNo until = shard.maintenance.gc().orElseThrow();
    shard.now += 60_000;
    assertThat(shard.run(new RenewGc(until, shard.now))).isTrue();
    shard.now += 60_000;
    write();
    assertThat(shard.maintenance.gc()).as("renewed").isEmpty();
    assertThat(shard.run(new RenewGc(until, shard.now - 100_000))).isTrue();
    write();
    assertThat(shard.maintenance.gc()).as("a clock stepped back").isEmpty();
    shard.now += 1;
    write();
    SeqNo next = shard.maintenance.gc().orElseThrow();
    assertThat(next).isGreaterThan(until);
    long version = shard.state.seqNo().value();
    assertThat(shard.run(new RenewGc(until, shard.now))).as("another's by now").isFalse();
    shard.run(new RemoveRollups(List.of()));
    assertThat(shard.run(new RenewGc(next, shard.now))).as("over").isFalse();
    shard.assertVersion(version + 1);
  }

  @Test
  void readersKeepGarbageFromBeingCollected() {
    shard.policy = new MaintenancePolicy(1_000, 5_000, 1, 128_000, 900_000);
    shard.registerReader(0);
    for (int i = 0; i < 50; i++) {
      write();
    }
    shard.addRollup();
    write();
    assertThat(shard.maintenance.gc()).isEmpty();
    shard.downgrade(0, 0);
    assertThat(shard.maintenance.gc()).as("there are writers").isEmpty();
    SeqNo held = shard.state.seqNo();
    write();
    assertThat(shard.maintenance.gc()).contains(held);
  }

  @Test
  void withoutWritersAnybodyCollects() {
    shard.policy = new MaintenancePolicy(1_000, 5_000, 1, 128_000, 900_000);
    shard.registerReader(0);
    shard.addRollup();
    assertThat(shard.maintenance.gc()).as("what the reader holds").contains(new SeqNo(2));
  }

  @Test
  void noMoreThanSomeVersionsAreCollectedAtOnceButAlwaysOneRollup() {
    shard.policy = new MaintenancePolicy(1_000, 5_000, 1, 10, 900_000);
    for (int i = 0; i < 50; i++) {
      write();
    }
    shard.addRollup();
    write();
    assertThat(shard.maintenance.gc()).contains(new SeqNo(51));
  }

  @Test
  void theEndOfAFutileCollectionIsNotCommitted() {
    long version = shard.state.seqNo().value();
    assertThat(shard.run(new RemoveRollups(List.of()))).isEmpty();
    shard.assertVersion(version);
    assertThat(shard.run(new RemoveRollups(List.of(rollup(7).key()))))
        .as("removed by another collection")
        .isEmpty();
    assertThatThrownBy(() -> shard.run(new RemoveRollups(List.of(rollup(1).key()))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTombstoneAsksForItsLastRollupAndCollection() {
    shard.registerReader(0);
    write();
    Frontier never = Frontier.empty(TimeDomain.U64);
    shard.append(0, HollowBatch.empty(new Description(shard.state.upper(), never, Frontier.at(0))));
    shard.downgrade(0, never);
    while (shard.run(new BecomeTombstone(SeqNo.ZERO))) {
      if (shard.state.isTombstone()) {
        assertThat(shard.maintenance.rollup()).contains(shard.state.seqNo());
      }
    }
    shard.addRollup();
    assertThat(shard.maintenance.rollup()).as("it has one").isEmpty();
    assertThat(shard.maintenance.gc()).contains(shard.state.seqNo());
  }

  @Test
  void theLaterRequestWins() {
    Maintenance early = new Maintenance(Optional.of(new SeqNo(3)), Optional.of(new SeqNo(1)));
    Maintenance late = new Maintenance(Optional.of(new SeqNo(5)), Optional.empty());
    assertThat(early.and(late))
        .isEqualTo(new Maintenance(Optional.of(new SeqNo(5)), Optional.of(new SeqNo(1))));
  }

  private HollowRollup rollup(long seqNo) {
    return new HollowRollup(
        new RollupKey(new SeqNo(seqNo), RollupId.generate(shard.seed)), OptionalLong.of(5));
  }

  private void write() {
    shard.append(0, Batches.of(upper, upper + 1, 1));
    upper++;
  }
}
