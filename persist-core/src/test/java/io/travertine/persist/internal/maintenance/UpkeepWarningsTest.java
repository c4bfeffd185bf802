package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.state.Maintenance;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log tells of background work that could not be done. */
class UpkeepWarningsTest {

  /** Held, so that its handler stays. */
  private static final Logger CORE = Logger.getLogger("io.travertine.persist");

  private final List<LogRecord> told = new CopyOnWriteArrayList<>();

  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          told.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    CORE.addHandler(listener);
    CORE.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    CORE.removeHandler(listener);
    CORE.setUseParentHandlers(true);
  }

  @Test
  void aFullDiskIsOneWarningOfOneLine() {
    FullDisk disk = new FullDisk(new MemoryBlob());
    try (MachineRoom room = new MachineRoom(disk, new MemoryConsensus())) {
      room.append(room.batch(0, 1, update("a", 0)));
      MaintenanceWorker worker =
          new MaintenanceWorker(
              room.rollups(),
              new GarbageCollector(room.uploader()),
              room.compactor(),
              true,
              Runnable::run,
              Runnable::run,
              room.timer(),
              Clock.system(),
              Seed.of(1));
      disk.full = true;
      worker
          .on(room.data())
          .due(
              room.machine(),
              new Maintenance(Optional.of(new SeqNo(2)), Optional.empty()),
              List.of());
    }
    List<LogRecord> shown =
        told.stream().filter(line -> line.getLevel().intValue() >= Level.INFO.intValue()).toList();
    assertThat(shown).hasSize(1);
    LogRecord warning = shown.get(0);
    assertThat(warning.getLevel()).isEqualTo(Level.WARNING);
    assertThat(warning.getThrown()).isNull();
    assertThat(warning.getMessage())
        .contains(MachineRoom.SHARD.toString(), "rollup", "No space left on device")
        .doesNotContain("\n");
  }
}
