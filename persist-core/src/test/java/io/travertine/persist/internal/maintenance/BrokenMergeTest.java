package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static io.travertine.persist.time.Frontier.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import org.junit.jupiter.api.Test;

/** A compaction that would lose updates stops the shard in this process, before it commits. */
class BrokenMergeTest {

  private final Blob blob = new MemoryBlob();
  private final Consensus consensus = new MemoryConsensus();

  @Test
  void aMergeThatLosesUpdatesPoisonsTheShardAndIsNotCommitted() {
    try (MachineRoom room = new MachineRoom(blob, consensus);
        MachineRoom other = new MachineRoom(blob, consensus, 43)) {
      room.append(room.batch(0, 1, update("a", 0)));
      room.append(room.batch(1, 2, update("b", 1)));
      room.append(room.batch(2, 3, update("c", 2)));
      HollowBatch lossy = room.batch(0, 2, update("a", 0));

      assertThatThrownBy(() -> room.machine().applyMerge(new MergeResult(new SpineId(0, 2), lossy)))
          .isInstanceOf(PoisonedException.class)
          .hasMessageContaining("does not keep the sum of diffs: 2 became 1");

      HollowBatch next = room.batch(3, 4, update("d", 3));
      assertThatThrownBy(() -> room.writer().compareAndAppend(next))
          .isInstanceOf(PoisonedException.class)
          .hasMessageContaining("sum of diffs");
      assertThatThrownBy(() -> room.machine().refresh())
          .isInstanceOf(PoisonedException.class)
          .hasMessageContaining("sum of diffs");
      assertThat(other.machine().refresh().upper()).isEqualTo(at(3));
      other.append(next);
      assertThat(
              other.machine().shared().current().contents().trace().batches().stream()
                  .mapToLong(HollowBatch::updates)
                  .sum())
          .isEqualTo(4);
    }
  }
}
