package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rollup tells of the versions before it, unless that would make most of it. */
class InlinedDiffsTest {

  @Test
  void fewAreInTheRollupAndManyAreNot() {
    try (MachineRoom room = new MachineRoom(new MemoryBlob(), new MemoryConsensus())) {
      room.append(room.batch(0, 1, 1_000, List.of(update("small", 0))));
      room.rollups().rollUp(room.machine(), new SeqNo(2));
      assertThat(room.inlinedDiffs()).containsExactly(2L);

      String large = "x".repeat(100_000);
      room.append(room.batch(1, 2, 1_000_000, List.of(update(large, 1))));
      long newest = room.machine().shared().current().seqNo().value();
      room.rollups().rollUp(room.machine(), new SeqNo(newest));
      assertThat(room.rollupsKnown()).contains(newest);
      assertThat(room.inlinedDiffs()).isEmpty();
    }
  }
}
