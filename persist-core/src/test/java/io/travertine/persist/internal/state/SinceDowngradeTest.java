package io.travertine.persist.internal.state;

import static io.travertine.persist.internal.state.TestShard.critical;
import static io.travertine.persist.internal.state.TestShard.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.time.Frontier;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Golden vectors B8 and B9, and the rules of spec §4.6. */
@Tag("B8")
@Tag("B9")
class SinceDowngradeTest {

  private final TestShard shard = new TestShard();

  @Test
  void leasedReadersMoveSinceToTheirMeetOnlyWhenTheyMove() {
    assertThat(shard.registerReader(0)).isEqualTo(Frontier.at(0));
    shard.assertVersion(2);
    assertThat(shard.downgrade(0, 2)).isEqualTo(Frontier.at(2));
    shard.assertVersion(3);
    assertSince(2);
    assertThat(shard.downgrade(0, 2)).isEqualTo(Frontier.at(2));
    shard.assertVersion(4);
    assertThat(shard.downgrade(0, 1)).as("does not go back").isEqualTo(Frontier.at(2));
    shard.assertVersion(5);
    assertThat(shard.registerReader(1)).isEqualTo(Frontier.at(2));
    shard.assertVersion(6);
    assertThat(shard.downgrade(1, 3)).isEqualTo(Frontier.at(3));
    shard.assertVersion(7);
    assertSince(2);
    assertThat(shard.downgrade(0, 5)).isEqualTo(Frontier.at(5));
    shard.assertVersion(8);
    assertSince(3);
    assertThat(shard.run(new ExpireLeasedReader(reader(0)))).isTrue();
    shard.assertVersion(9);
    assertSince(3);
    assertThat(shard.registerReader(2)).isEqualTo(Frontier.at(3));
    shard.assertVersion(10);
    assertThat(shard.downgrade(2, 10)).isEqualTo(Frontier.at(10));
    shard.assertVersion(11);
    assertSince(3);
    assertThat(shard.run(new ExpireLeasedReader(reader(1)))).isTrue();
    shard.assertVersion(12);
    assertSince(3);
    assertThat(shard.run(new ExpireLeasedReader(reader(2)))).isTrue();
    shard.assertVersion(13);
    assertSince(3);
    assertThat(shard.run(new ExpireLeasedReader(reader(2)))).as("gone already").isFalse();
    shard.assertVersion(14);
  }

  @Test
  void sinceFollowsAnExpiredReaderOnlyWhenAnotherReallyMoves() {
    shard.registerReader(0);
    shard.registerReader(1);
    shard.downgrade(0, 2);
    shard.downgrade(1, 5);
    shard.run(new ExpireLeasedReader(reader(0)));
    shard.downgrade(1, 5);
    shard.downgrade(1, 4);
    assertSince(2);
    shard.downgrade(1, 6);
    assertSince(6);
  }

  @Test
  void criticalReadersMoveSinceForWhoKnowsTheirToken() {
    assertThat(shard.registerCritical(0).since()).isEqualTo(Frontier.at(0));
    shard.assertVersion(2);
    assertThat(shard.downgrade(0, 0, 0, Frontier.at(2))).isEqualTo(held(0, 2));
    shard.assertVersion(3);
    assertThat(shard.downgrade(0, 100, 1, Frontier.at(9)))
        .isEqualTo(new CriticalDowngradeOutcome.OpaqueMismatch(0, Frontier.at(2)));
    shard.assertVersion(4);
    assertThat(shard.registerCritical(1).since()).isEqualTo(Frontier.at(2));
    shard.assertVersion(5);
    assertThat(shard.downgrade(1, 0, 11, Frontier.at(3))).isEqualTo(held(11, 3));
    shard.assertVersion(6);
    assertThat(shard.downgrade(1, 11, 111, Frontier.at(3))).isEqualTo(held(111, 3));
    assertThat(shard.downgrade(1, 111, 1111, Frontier.at(3))).isEqualTo(held(1111, 3));
    assertThat(shard.downgrade(1, 1111, 1111, Frontier.at(3))).isEqualTo(held(1111, 3));
    shard.assertVersion(9);
    assertSince(2);
    assertThat(shard.downgrade(0, 0, 0, Frontier.at(5))).isEqualTo(held(0, 5));
    shard.assertVersion(10);
    assertSince(3);
    assertThat(shard.downgrade(0, 0, 0, Frontier.at(5))).isEqualTo(held(0, 5));
    shard.assertVersion(11);
    assertThat(shard.downgrade(0, 0, 0, Frontier.at(0)))
        .as("does not go back")
        .isEqualTo(held(0, 5));
    shard.assertVersion(12);
    assertThat(shard.run(new ExpireCriticalReader(critical(0)))).isTrue();
    assertSince(3);
    assertThat(shard.registerCritical(2).since()).isEqualTo(Frontier.at(3));
  }

  @Test
  void aTokenTakesEffectAlsoWhereSinceWouldGoBack() {
    shard.registerCritical(0);
    shard.downgrade(0, 0, 1, Frontier.at(5));
    assertThat(shard.downgrade(0, 1, 2, Frontier.at(3))).isEqualTo(held(2, 5));
    assertThat(shard.downgrade(0, 1, 1, Frontier.at(9)))
        .as("the one that was fenced off")
        .isEqualTo(new CriticalDowngradeOutcome.OpaqueMismatch(2, Frontier.at(5)));
    assertThat(shard.downgrade(0, 2, 2, Frontier.at(9))).isEqualTo(held(2, 9));
  }

  @Test
  void aCriticalReaderRegisteredAgainKeepsItsHoldAndItsToken() {
    shard.registerCritical(0);
    shard.downgrade(0, 0, 42, Frontier.at(5));
    CriticalReader again =
        shard.run(
            new RegisterCriticalReader(critical(0), new HandleLabel("there", "again"), 1, "i64"));
    assertThat(again)
        .isEqualTo(
            new CriticalReader(Frontier.at(5), 42, "u64", new HandleLabel("there", "again")));
    assertThatThrownBy(
            () ->
                shard.run(new CompareAndDowngradeSince(critical(0), "i64", 42, 1, Frontier.at(6))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(shard.downgrade(9, 0, 0, Frontier.at(6)))
        .isEqualTo(new CriticalDowngradeOutcome.Unknown());
  }

  @Test
  void newReadersMayStartWhereTheCriticalOnesAre() {
    shard.registerReader(0);
    shard.registerCritical(0);
    shard.registerCritical(1);
    shard.downgrade(0, 0, 0, Frontier.at(7));
    shard.downgrade(1, 0, 0, Frontier.at(6));
    assertSince(0);
    RegisterLeasedReader atCritical =
        new RegisterLeasedReader(reader(1), TestShard.LABEL, TestShard.LEASE, shard.now, true);
    assertThat(shard.run(atCritical).since()).isEqualTo(Frontier.at(6));
    assertThat(shard.registerReader(2)).isEqualTo(Frontier.at(0));
  }

  @Test
  void aReaderHoldsTheVersionItSaysItStillNeeds() {
    shard.registerReader(0);
    assertThat(shard.state.seqNoSince()).isEqualTo(new SeqNo(2));
    shard.append(0, Batches.of(0, 1, 1));
    shard.append(0, Batches.of(1, 2, 1));
    assertThat(shard.state.seqNoSince()).isEqualTo(new SeqNo(2));
    hold(3);
    assertThat(shard.state.seqNoSince()).isEqualTo(new SeqNo(3));
    shard.downgrade(0, 0);
    assertThat(shard.state.seqNoSince()).as("the version committed").isEqualTo(new SeqNo(6));
    assertThatThrownBy(() -> hold(5)).isInstanceOf(IllegalStateException.class);
    hold(99);
    assertThat(shard.state.seqNoSince())
        .as("never a version that does not exist")
        .isEqualTo(new SeqNo(7));
  }

  @Test
  void whoIsSilentForLongerThanItsLeaseIsForgotten() {
    shard.registerReader(0);
    shard.registerReader(1);
    shard.registerCritical(0);
    shard.append(0, Batches.of(0, 1, 1));
    shard.downgrade(0, 5);
    shard.now += TestShard.LEASE;
    assertThat(shard.run(new HeartbeatLeasedReader(reader(1), shard.now))).isTrue();
    assertThat(shard.state.contents().leasedReaders().size()).as("not longer yet").isEqualTo(2);
    shard.now += 1;
    shard.append(1, Batches.of(1, 2, 1));
    assertThat(shard.state.contents().leasedReaders().contains(reader(0))).isFalse();
    assertThat(shard.state.contents().leasedReaders().contains(reader(1))).isTrue();
    assertThat(shard.state.contents().writers().contains(TestShard.writer(0))).isFalse();
    assertThat(shard.state.contents().criticalReaders().size()).isEqualTo(1);
    assertSince(0);
    assertThat(shard.run(new HeartbeatLeasedReader(reader(0), shard.now))).isFalse();
    assertThat(
            shard.run(new DowngradeSince(reader(0), Optional.empty(), Frontier.at(9), shard.now)))
        .isEqualTo(new DowngradeOutcome.Expired());
  }

  @Test
  void heartbeatsNeverGoBack() {
    shard.registerReader(0);
    shard.run(new HeartbeatLeasedReader(reader(0), 50));
    assertThat(shard.state.contents().leasedReaders().get(reader(0)))
        .get()
        .extracting(LeasedReader::heartbeatMillis)
        .isEqualTo(100L);
  }

  @Test
  void anUnknownReadersHeartbeatIsLinearized() {
    assertThat(shard.run(new HeartbeatLeasedReader(reader(0), 50))).isFalse();
    shard.assertVersion(2);
  }

  private void hold(long seqNo) {
    shard.run(
        new DowngradeSince(reader(0), Optional.of(new SeqNo(seqNo)), Frontier.at(0), shard.now));
  }

  private static CriticalDowngradeOutcome held(long opaque, long since) {
    return new CriticalDowngradeOutcome.Held(opaque, Frontier.at(since));
  }

  private void assertSince(long since) {
    assertThat(shard.state.since()).isEqualTo(Frontier.at(since));
  }
}
