package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static io.travertine.persist.time.Frontier.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.ScriptedConsensus;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.spine.SpinePart;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compactions whose answer gets lost, and what others do before it is made up for. */
class LostMergeTest {

  private static final Frontier MINIMUM = Frontier.minimum(TimeDomain.U64);
  private static final SpineId BOTH = new SpineId(0, 2);

  private final Blob blob = new MemoryBlob();
  private final Consensus consensus = new MemoryConsensus();
  private final ScriptedConsensus losing = new ScriptedConsensus(consensus);

  @Test
  void aMergeThatWasReplacedMeanwhileDoesNotComeBack() {
    List<HollowBatch> theirs = new ArrayList<>();
    try (MachineRoom room = new MachineRoom(blob, losing);
        MachineRoom other = new MachineRoom(blob, consensus, 43)) {
      MergeRequest merge = merge(room);
      losing.loseResponse(() -> theirs.add(compactedAgain(other)));

      assertThat(room.compact(merge).isApplied()).isTrue();

      assertThat(oldest(room)).isEqualTo(theirs.get(0));
    }
  }

  /** Two batches that were merged in the spine and should be compacted. */
  private static MergeRequest merge(MachineRoom room) {
    HollowBatch b0 = room.batch(0, 1, update("a", 0));
    HollowBatch b1 = room.batch(1, 2, update("b", 1));
    room.append(b0);
    room.append(b1);
    room.append(room.batch(2, 3, update("c", 2)));
    return new MergeRequest(
        BOTH,
        new Description(at(0), at(2), MINIMUM),
        List.of(new SpinePart(new SpineId(0, 1), b0), new SpinePart(new SpineId(1, 2), b1)));
  }

  /** As when the first compaction had too little memory to make one run. */
  private static HollowBatch compactedAgain(MachineRoom room) {
    room.machine().refresh();
    HollowBatch once = oldest(room);
    MergeRequest merge = new MergeRequest(BOTH, once.desc(), List.of(new SpinePart(BOTH, once)));
    assertThat(room.compact(merge).isApplied()).isTrue();
    return oldest(room);
  }

  private static HollowBatch oldest(MachineRoom room) {
    return room.machine().refresh().contents().trace().batches().get(0);
  }
}
