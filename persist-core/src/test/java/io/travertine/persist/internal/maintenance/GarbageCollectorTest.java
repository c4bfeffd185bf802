package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static io.travertine.persist.time.Frontier.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.machine.ReadHolds;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.spine.SpinePart;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The golden history of spec appendix B2. */
@Tag("B2")
class GarbageCollectorTest {

  private static final Frontier MINIMUM = Frontier.minimum(TimeDomain.U64);

  @Test
  void collectsUpToTheLatestRollupThatNobodyIsBehind() {
    try (MachineRoom room = new MachineRoom(new MemoryBlob(), new MemoryConsensus())) {
      HollowBatch b0 = room.batch(0, 1, update("a", 0));
      HollowBatch b1 = room.batch(1, 2, update("b", 1));
      assertThat(room.append(b0)).isEqualTo(2);
      assertThat(room.append(b1)).isEqualTo(3);
      room.collect(3);
      assertThat(room.versions()).as("nothing to do").containsExactly(1L, 2L, 3L);
      assertThat(room.rollupsKnown()).containsExactly(1L);

      HollowRollup third = room.writeRollup();
      assertThat(third.key().seqNo()).isEqualTo(new SeqNo(3));
      assertThat(room.machine().addRollup(third)).isTrue();
      assertThat(room.inlinedDiffs()).containsExactly(2L, 3L);
      assertThat(room.versions()).containsExactly(1L, 2L, 3L, 4L);
      room.collect(3);
      assertThat(room.versions()).containsExactly(3L, 4L, 5L);
      assertThat(room.rollupsKnown()).containsExactly(3L);
      assertThat(room.rollupBlobs()).as("no blob is deleted yet").containsExactly(1L, 3L);
      assertThat(room.exists(b0)).isTrue();
      assertThat(room.exists(b1)).isTrue();

      HollowBatch b2 = room.batch(2, 3, update("c", 2));
      assertThat(room.append(b2)).isEqualTo(6);
      HollowRollup sixth = room.writeRollup();
      MergeRequest merge =
          new MergeRequest(
              new SpineId(0, 2),
              new Description(at(0), at(2), MINIMUM),
              List.of(new SpinePart(new SpineId(0, 1), b0), new SpinePart(new SpineId(1, 2), b1)));
      assertThat(room.compact(merge).isApplied()).isTrue();
      assertThat(room.machine().shared().current().seqNo()).isEqualTo(new SeqNo(7));
      assertThat(room.machine().addRollup(sixth)).isTrue();
      assertThat(room.inlinedDiffs()).containsExactly(4L, 5L, 6L);
      assertThat(room.machine().shared().current().seqNo()).isEqualTo(new SeqNo(8));

      room.collect(7);
      assertThat(room.versions()).containsExactly(6L, 7L, 8L, 9L);
      assertThat(room.rollupBlobs()).as("the first one's is deleted").containsExactly(3L, 6L);
      assertThat(room.rollupsKnown()).containsExactly(6L);
      assertThat(room.exists(b0)).as("let go of after the rollup").isTrue();
      assertThat(room.exists(b1)).isTrue();

      room.rollups().rollUp(room.machine(), new SeqNo(9));
      room.collect(9);
      assertThat(room.exists(b0)).isFalse();
      assertThat(room.exists(b1)).isFalse();
      assertThat(room.exists(b2)).isTrue();
      assertThat(room.rollupBlobs()).containsExactly(6L, 9L);

      room.collect(9);
      assertThat(room.versions()).as("nothing left to do").startsWith(9L);
    }
  }

  /** The argument of spec §3.9b, step by step. */
  @Test
  void whatAReaderMayTouchStaysUntilItsHoldMoves() {
    try (MachineRoom room = new MachineRoom(new MemoryBlob(), new MemoryConsensus())) {
      room.append(room.batch(0, 1, update("a", 0)));
      room.append(room.batch(1, 2, update("b", 1)));
      room.append(room.batch(2, 3, update("c", 2)));
      ShardReader reader = room.reader();
      List<HollowBatch> seen;
      try (ReadHolds.Lease lease = reader.leaseCurrent()) {
        long held = lease.state().seqNo().value();
        seen = lease.state().contents().trace().batches();

        room.compactAll();
        room.append(room.batch(3, 4, update("d", 3)));
        room.rollups().rollUp(room.machine(), room.machine().shared().current().seqNo());
        reader.downgradeSince(at(0));
        assertThat(room.machine().shared().current().seqNoSince())
            .as("no later version lets go of what is held")
            .isEqualTo(new SeqNo(held));
        assertThatThrownBy(() -> room.collect(held + 1))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("a reader of " + MachineRoom.SHARD + " holds v" + held);

        room.collect(held);
        assertThat(seen).as("let go of, and held").allMatch(room::exists);
        assertThat(seen.stream().flatMap(batch -> room.read(batch).stream())).hasSize(3);
      }
      assertThat(seen).as("let go of, and no longer leased").allMatch(room::exists);
      reader.downgradeSince(at(0));
      room.rollups().rollUp(room.machine(), room.machine().shared().current().seqNo());
      reader.downgradeSince(at(0));
      room.collect(room.machine().refresh().seqNoSince().value());
      assertThat(seen).as("let go of, and free to go").noneMatch(room::exists);
    }
  }
}
