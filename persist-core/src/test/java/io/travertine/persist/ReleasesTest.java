package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.sums;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Releases that use one database after or beside each other (spec §8.7). */
class ReleasesTest {

  private static final BuildVersion OURS = BuildVersion.CURRENT;
  private static final BuildVersion NEXT = new BuildVersion(OURS.major(), OURS.minor() + 1, 9);
  private static final BuildVersion LATER = new BuildVersion(OURS.major(), OURS.minor() + 2, 0);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final ScheduledExecutorService heartbeats = Executors.newScheduledThreadPool(1);
  private final ScriptedPubSub told = new ScriptedPubSub();
  private final PersistClient client =
      new OneProcess(PersistConfig.defaults().withCompaction(false).withPubSub(told))
          .open(
              new OpenLocation(PersistLocation.of("mem:unused"), place.blob(), place.consensus()));

  @AfterEach
  void close() {
    heartbeats.shutdownNow();
    client.close();
  }

  /** A process of that release commits something. */
  private void commitAs(BuildVersion release) {
    Machine machine =
        Machine.open(
            new ShardLog(
                shard, place.blob(), place.consensus(), new Retry(Clock.system(), Seed.secure())),
            new MachineContext(
                Clock.system(),
                Seed.secure(),
                "host",
                release,
                new CodecNames("String", "()", "u64", "i64"),
                MaintenancePolicy.DEFAULT,
                MaintenanceListener.NONE));
    machine.registerReader("test", Duration.ofHours(1), heartbeats);
  }

  private Versioned newest() {
    return place.consensus().head(shard.toString()).orElseThrow();
  }

  @Test
  void whatTheNextMinorReleaseWroteIsUsed() {
    commitAs(NEXT);

    try (WriteHandle<String, Unit> writer = writer(client, shard);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      assertThat(writer.compareAndAppend(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
      assertThat(contents(reader, 1)).isEqualTo(sums(keys(0, 2)));
    }
    assertThat(client.inspectShard(shard).applierVersion()).isEqualTo(NEXT);
  }

  @Test
  void whatALaterReleaseWroteIsRefusedAndCanBeLookedAt() {
    commitAs(LATER);

    assertThatThrownBy(() -> writer(client, shard))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessage(
            shard
                + " was written by release "
                + LATER
                + ", which is too new for this one, "
                + OURS
                + ": upgrade this program");
    assertThatThrownBy(() -> reader(client, shard)).isInstanceOf(FormatTooNewException.class);
    assertThat(client.inspectShard(shard).applierVersion()).isEqualTo(LATER);
  }

  @Test
  void whoIsThereAlreadyGoesNoFurtherOnceALaterReleaseHasWritten() {
    try (WriteHandle<String, Unit> writer = writer(client, shard);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      writer.compareAndAppend(keys(0, 2), at(0), at(2));
      commitAs(LATER);
      Versioned theirs = newest();
      told.tell(shard, theirs);

      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> writer.compareAndAppend(keys(2, 3), at(2), at(3)))
            .isInstanceOf(FormatTooNewException.class);
        assertThatThrownBy(writer::fetchRecentUpper).isInstanceOf(FormatTooNewException.class);
        assertThatThrownBy(() -> reader.downgradeSince(at(1)))
            .isInstanceOf(FormatTooNewException.class);
      }
      assertThatThrownBy(
              () -> writer.waitForUpperPast(at(2), Deadline.after(Duration.ofMinutes(1))))
          .isInstanceOf(FormatTooNewException.class);

      assertThat(newest()).isEqualTo(theirs);
    }
  }
}
