package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.PartUploads;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Description;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Golden vector B10 (spec appendix B): a listen meets a batch that was compacted under it. */
class GoldenListenTest {

  private static final Update<String, Unit> ONE = new Update<>("one", Unit.UNIT, 1, 1);
  private static final Update<String, Unit> TWO = new Update<>("two", Unit.UNIT, 2, 1);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final Retry retry = new Retry(Clock.system(), Seed.secure());
  private final ExecutorService transfers = Executors.newSingleThreadExecutor();
  private final PersistClient client =
      new OneProcess(PersistConfig.defaults().withCompaction(false).withInline(0, 0))
          .open(
              new OpenLocation(PersistLocation.of("mem:unused"), place.blob(), place.consensus()));

  @AfterEach
  void close() {
    client.close();
    transfers.shutdownNow();
  }

  @Test
  @DisplayName("B10: a listen tells of a merged batch only what it has not told before")
  void aListenTellsOfAMergedBatchOnlyWhatItHasNotToldBefore() {
    try (WriteHandle<String, Unit> writer = writer(client, shard);
        ReadHandle<String, Unit> reader = reader(client, shard);
        Listen<String, Unit> listen = reader.listen(at(0))) {
      writer.append(List.of(ONE), at(0), at(2));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Changes<>(List.of(ONE)));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Progress<>(at(2)));

      writer.append(List.of(TWO), at(2), at(3));
      HollowBatch merged = merged();
      writer.append(fourUpdates(), at(3), at(4));
      Machine elsewhere = machine();
      assertThat(elsewhere.applyMerge(new MergeResult(new SpineId(0, 2), merged)))
          .isEqualTo(MergeOutcome.APPLIED_EXACT);
      assertThat(elsewhere.shared().current().contents().trace().batches().get(0))
          .isEqualTo(merged);

      assertThat(reader.fetchRecentUpper()).as("now known here as well").isEqualTo(at(4));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Changes<>(List.of(TWO)));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Progress<>(at(3)));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Changes<>(fourUpdates()));
      assertThat(listen.next()).isEqualTo(new ListenEvent.Progress<>(at(4)));
    }
  }

  private static List<Update<String, Unit>> fourUpdates() {
    return List.of("a", "b", "c", "d").stream()
        .map(key -> new Update<>(key, Unit.UNIT, 3, 1))
        .toList();
  }

  /** What compacting both batches gives, in Blob. */
  private HollowBatch merged() {
    Description desc = new Description(at(0), at(3), at(0));
    ShardData data = new ShardData(shard, Codec.string().schema(), Codec.unit().schema());
    UpdatesBuilder updates = new UpdatesBuilder(data.key(), data.value());
    for (Update<String, Unit> update : List.of(ONE, TWO)) {
      updates.add(
          Codec.string(), update.key(), Codec.unit(), update.value(), update.time(), update.diff());
    }
    PartUploads uploads =
        new PartUploader(place.blob(), retry, Seed.secure(), BuildVersion.CURRENT, transfers)
            .uploads(data, desc, 1, 0);
    uploads.submit(updates.build());
    return HollowBatch.of(desc, uploads.finish());
  }

  /** Another process' view of the shard. */
  private Machine machine() {
    return Machine.open(
        new ShardLog(shard, place.blob(), place.consensus(), retry),
        new MachineContext(
            Clock.system(),
            Seed.secure(),
            "elsewhere",
            BuildVersion.CURRENT,
            new CodecNames("String", "()", "u64", "i64"),
            MaintenancePolicy.DEFAULT,
            MaintenanceListener.NONE));
  }
}
