package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Seeds;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whichever rollup one starts from, and whichever older diffs are still there: one state. */
class RollupStartTest {

  private static final int STEPS = 40;

  @Test
  void whoComesNewFindsTheStateThatTheOthersHave() {
    Seeds.forEach(10, seed -> run(new Random(seed)));
  }

  private static void run(Random random) {
    MemoryBlob blob = new MemoryBlob();
    MemoryConsensus consensus = new MemoryConsensus();
    try (MachineRoom room = new MachineRoom(blob, consensus)) {
      for (long time = 0; time < STEPS; time++) {
        switch (random.nextInt(4)) {
          case 0 -> room.rollups().rollUp(room.machine(), version(room));
          case 1 -> room.collect(version(room).value());
          default -> {
            long upper = room.machine().shared().current().upper().only();
            room.append(room.batch(upper, upper + 1, update("k" + time, upper)));
          }
        }
        assertThat(found(room.machine(), blob, consensus))
            .isEqualTo(room.machine().shared().current());
      }
    }
  }

  private static SeqNo version(MachineRoom room) {
    return room.machine().shared().current().seqNo();
  }

  private static State found(Machine machine, MemoryBlob blob, MemoryConsensus consensus) {
    MachineContext context =
        new MachineContext(
            Clock.system(),
            Seed.secure(),
            "newcomer",
            BuildVersion.CURRENT,
            new CodecNames("String", "()", "u64", "i64"),
            MaintenancePolicy.DEFAULT,
            MaintenanceListener.NONE);
    Retry retry = new Retry(Clock.system(), Seed.secure());
    return Machine.open(new ShardLog(machine.shardId(), blob, consensus, retry), context)
        .shared()
        .current();
  }
}
