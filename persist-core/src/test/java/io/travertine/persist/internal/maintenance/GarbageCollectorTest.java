package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static io.travertine.persist.time.Frontier.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.spine.SpinePart;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The golden history of spec appendix B2. */
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
      assertThat(room.versions()).containsExactly(1L, 2L, 3L);

      room.rollups().rollUp(room.machine(), new SeqNo(3));
      assertThat(room.versions()).containsExactly(1L, 2L, 3L, 4L);
      room.collect(3);
      assertThat(room.versions()).containsExactly(3L, 4L, 5L);
      assertThat(room.rollupsKnown()).containsExactly(3L);
      assertThat(room.rollupBlobs()).containsExactly(1L, 3L);
      assertThat(room.exists(b0)).isTrue();
      assertThat(room.exists(b1)).isTrue();

      HollowBatch b2 = room.batch(2, 3, update("c", 2));
      assertThat(room.append(b2)).isEqualTo(6);
      room.rollups().rollUp(room.machine(), new SeqNo(6));
      MergeRequest merge =
          new MergeRequest(
              new SpineId(0, 2),
              new Description(at(0), at(2), MINIMUM),
              List.of(new SpinePart(new SpineId(0, 1), b0), new SpinePart(new SpineId(1, 2), b1)));
      assertThat(room.compact(merge).isApplied()).isTrue();
      assertThat(room.machine().shared().current().seqNo()).isEqualTo(new SeqNo(8));

      room.collect(8);
      assertThat(room.versions()).containsExactly(6L, 7L, 8L, 9L);
      assertThat(room.rollupBlobs()).as("the first one's is deleted").containsExactly(3L, 6L);
      assertThat(room.rollupsKnown()).containsExactly(6L);
      assertThat(room.exists(b0)).as("dereferenced after the rollup").isTrue();
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
}
