package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is laid over a shard whose commits are applied and tidied meanwhile. */
class CommittedOverlayTest {

  private final ShardId id = ShardId.generate(Seed.of(7));
  private final TxnProcess process =
      new TxnProcess(
          TxnProcess.location(MemoryPlace.unnamed()), PersistConfig.defaults(), TxnProcess.BY_HAND);
  private final DataShard<String, Unit> shard = process.registered(id);
  private final CommittedOverlay overlay = new CommittedOverlay(process.txns(), id);

  @AfterEach
  void close() {
    process.close();
  }

  private Frontier upper() {
    return process.client().recentUpper(id);
  }

  private void applyAndTidy() {
    process.txns().apply();
    process.txns().tidy();
  }

  private void look() {
    Consumer<Frontier> looked = overlay.beforeLook();
    looked.accept(upper());
  }

  private static Optional<Integer> count(Optional<List<StagedBatch>> batches) {
    return batches.map(List::size);
  }

  @Test
  void whatIsNotAppliedIsLaidOver() {
    look();
    Frontier before = upper();
    Frontier time = Frontier.at(process.insert(shard, "x"));
    assertThat(count(overlay.beyond(before, time))).hasValue(1);
  }

  @Test
  void aStateThatMayLackWhatIsTidiedHasToBeReadAgain() {
    Frontier before = upper();
    Frontier time = Frontier.at(process.insert(shard, "x"));
    applyAndTidy();
    assertThat(overlay.beyond(before, time)).isEmpty();
    look();
    assertThat(count(overlay.beyond(upper(), time))).hasValue(0);
  }

  /** Two threads read: one takes a state, the other looks for a newer one, the first one asks. */
  @Test
  void aStateTakenBeforeSomebodyLookedIsNotTheOneThatWasLookedAt() {
    Frontier before = upper();
    Frontier time = Frontier.at(process.insert(shard, "x"));
    applyAndTidy();
    look();
    assertThat(overlay.beyond(before, time)).isEmpty();
  }
}
