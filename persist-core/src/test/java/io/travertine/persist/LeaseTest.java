package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.machine.LiveStates;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableBlob;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.ManualClock;
import io.travertine.persist.time.SuspendedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What readers hold back, how long, and what happens when they are silent. */
class LeaseTest {

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final OpenLocation reliable =
      new OpenLocation(PersistLocation.of("mem:unused"), place.blob(), place.consensus());

  private static void await(BooleanSupplier condition) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(deadline.hasPassed()).as("waited too long").isFalse();
      Thread.onSpinWait();
    }
  }

  private static long heartbeatThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("persist-heartbeat") && thread.isAlive())
        .count();
  }

  @Test
  void heartbeatsEndWithTheirHandle() {
    long before = heartbeatThreads();
    PersistConfig hasty = PersistConfig.defaults().withReaderLease(Duration.ofMillis(1));
    try (PersistClient client = new OneProcess(hasty).open(reliable);
        ReadHandle<String, Unit> reader = reader(client, shard);
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      writer.append(keys(0, 2), at(0), at(2));
      assertThat(reader.shardId()).isEqualTo(shard);
    }
    await(() -> heartbeatThreads() <= before);
  }

  @Test
  void anIdleReaderStaysAliveByItself() {
    PersistConfig brief = PersistConfig.defaults().withReaderLease(Duration.ofMillis(800));
    try (PersistClient client = new OneProcess(brief).open(reliable);
        ReadHandle<String, Unit> reader = reader(client, shard);
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      writer.append(keys(0, 2), at(0), at(2));
      Deadline fourLeases = Deadline.after(Duration.ofMillis(3_200));
      long time = 2;
      while (!fourLeases.hasPassed()) {
        writer.append(List.of(insert("x", time)), at(time), at(time + 1));
        time++;
        assertThat(contents(reader, 1)).hasSize(2);
      }
      assertThat(reader.downgradeSince(at(1))).isEqualTo(at(1));
    }
  }

  @Test
  void aReaderThatWasCutOffForTooLongNoticesIt() {
    Unreliability network = new Unreliability(Seed.of(1));
    network.totallyAvailable();
    OpenLocation remote =
        new OpenLocation(
            PersistLocation.of("mem:unused"),
            new UnreliableBlob(place.blob(), network),
            new UnreliableConsensus(place.consensus(), network));
    PersistConfig brief = PersistConfig.defaults().withReaderLease(Duration.ofMillis(100));
    try (PersistClient here = new OneProcess(PersistConfig.defaults()).open(reliable);
        WriteHandle<String, Unit> writer = writer(here, shard);
        PersistClient there = new OneProcess(brief).open(remote);
        ReadHandle<String, Unit> reader = reader(there, shard)) {
      writer.append(keys(0, 2), at(0), at(2));
      assertThat(contents(reader, 1)).hasSize(2);
      network.totallyUnavailable();
      Deadline lease = Deadline.after(Duration.ofMillis(250));
      await(lease::hasPassed);
      writer.append(keys(2, 3), at(2), at(3));
      network.totallyAvailable();
      await(() -> isExpired(reader));
      assertThatThrownBy(() -> reader.snapshot(at(1)))
          .isInstanceOf(LeaseExpiredException.class)
          .hasMessageContaining(reader.readerId().toString());
    }
  }

  /** Its next heartbeat is far off: the monotonic clock has stood still meanwhile. */
  @Test
  void aReaderOfAMachineThatSleptNoticesBeforeItReadsAgain() {
    SuspendedClock clock = new SuspendedClock();
    PersistConfig config = PersistConfig.defaults().withClock(clock);
    try (PersistClient there = new OneProcess(config).open(reliable);
        ReadHandle<String, Unit> alone = reader(there, shard);
        ReadHandle<String, Unit> forgotten = reader(there, shard);
        WriteHandle<String, Unit> writer = writer(there, shard)) {
      writer.append(keys(0, 2), at(0), at(2));
      clock.suspend(Duration.ofDays(1));
      assertThat(contents(alone, 1)).hasSize(2);
      assertThat(heldBy(alone.readerId())).as("nobody has forgotten it").isTrue();
      assertThatThrownBy(() -> contents(forgotten, 1))
          .isInstanceOf(LeaseExpiredException.class)
          .hasMessageContaining(forgotten.readerId().toString());
    }
  }

  /** Its heartbeat has not told it yet. */
  @Test
  void aListenWhoseLeaseIsLostSaysSoWhenItMeetsWhatWasCompactedMeanwhile() {
    ManualClock inTwoHours =
        ManualClock.standingAt(Clock.system().epochMillis() + Duration.ofHours(2).toMillis());
    PersistConfig busy =
        PersistConfig.defaults()
            .withClock(inTwoHours)
            .withUpkeep(new Upkeep(true, 128, 32, 2, 2, 2, 1 << 20, 20));
    PersistConfig patient = PersistConfig.defaults().withReaderLease(Duration.ofHours(1));
    try (PersistClient here = new OneProcess(patient).open(reliable);
        ReadHandle<String, Unit> reader = reader(here, shard);
        Listen<String, Unit> listen = reader.listen(at(0));
        PersistClient there = new OneProcess(busy).open(reliable);
        ReadHandle<String, Unit> other = reader(there, shard);
        WriteHandle<String, Unit> writer = writer(there, shard)) {
      appendUntilCompacted(writer, other);

      assertThatThrownBy(() -> tellEverything(listen)).isInstanceOf(LeaseExpiredException.class);
      assertThat(reader.fetchRecentUpper()).isEqualTo(writer.upper());
    }
  }

  /** Until times before 10 cannot be told apart any more. */
  private void appendUntilCompacted(
      WriteHandle<String, Unit> writer, ReadHandle<String, Unit> reader) {
    writer.append(keys(0, 20), at(0), at(20));
    reader.downgradeSince(at(15));
    Retry retry = new Retry(Clock.system(), Seed.secure());
    ShardLog log = new ShardLog(shard, place.blob(), place.consensus(), retry);
    await(
        () -> {
          long time = writer.upper().only();
          writer.append(keys(time, time + 1), at(time), at(time + 1));
          LiveStates states = log.liveStates();
          while (states.advance().isPresent()) {
            // on to the newest
          }
          return states.current().contents().trace().batches().get(0).desc().since().equals(at(15));
        });
  }

  private static void tellEverything(Listen<String, Unit> listen) {
    while (true) {
      listen.next();
    }
  }

  private static boolean isExpired(ReadHandle<String, Unit> reader) {
    try {
      reader.snapshot(at(1)).close();
      return false;
    } catch (LeaseExpiredException e) {
      return true;
    }
  }

  @Test
  void anOpenSnapshotStaysReadableWhateverIsCompactedAndCollected() {
    PersistConfig busy =
        PersistConfig.defaults()
            .withParts(10, 1)
            .withInline(0, 0)
            .withRollupVersions(4)
            .withReaderLease(Duration.ofMillis(1_500));
    try (PersistClient client = new OneProcess(busy).open(reliable);
        ReadHandle<String, Unit> reader = reader(client, shard);
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      writer.append(keys(0, 20), at(0), at(20));
      try (Snapshot<String, Unit> snapshot = reader.snapshot(at(19))) {
        reader.downgradeSince(at(19));
        reader.close();
        Deadline leases = Deadline.after(Duration.ofMillis(2_500));
        long time = 20;
        while (!leases.hasPassed() || time < 200) {
          writer.append(keys(time, time + 1), at(time), at(time + 1));
          time++;
        }
        assertThat(snapshot.fetch()).hasSize(20);
      }
    }
  }

  @Test
  void aListenThatLagsBehindCompactionTellsEverythingOnceAsWritten() {
    PersistConfig busy =
        PersistConfig.defaults()
            .withRollupVersions(8)
            .withParts(64, 1)
            .withUpkeep(new Upkeep(true, 8, 32, 2, 2, 2, 1 << 20, 20));
    int commits = 300;
    try (PersistClient client = new OneProcess(busy).open(reliable);
        ReadHandle<String, Unit> reader = reader(client, shard);
        WriteHandle<String, Unit> writer = writer(client, shard);
        Listen<String, Unit> listen = reader.listen(at(0))) {
      reader.close();
      List<Update<String, Unit>> told = new ArrayList<>();
      for (long time = 0; time < commits; time++) {
        writer.append(keys(time, time + 1), at(time), at(time + 1));
        if (time % 29 == 0) {
          tell(listen, told);
        }
      }
      while (!listen.frontier().equals(at(commits))) {
        tell(listen, told);
      }
      assertThat(told).containsExactlyInAnyOrderElementsOf(keys(1, commits));
    }
  }

  private static void tell(Listen<String, Unit> listen, List<Update<String, Unit>> told) {
    long before = listen.frontier().only();
    ListenEvent<String, Unit> event = listen.next();
    if (event instanceof ListenEvent.Changes<String, Unit> changes) {
      assertThat(changes.updates())
          .allSatisfy(update -> assertThat(update.time()).isGreaterThanOrEqualTo(before));
      told.addAll(changes.updates());
    }
  }

  @Test
  void aSnapshotOutlivesItsHandleAndItsClient() {
    PersistClient client = new OneProcess(PersistConfig.defaults().withInline(0, 0)).open(reliable);
    ReadHandle<String, Unit> reader = reader(client, shard);
    WriteHandle<String, Unit> writer = writer(client, shard);
    writer.append(keys(0, 20), at(0), at(20));
    Snapshot<String, Unit> snapshot = reader.snapshot(at(19));
    writer.close();
    reader.close();
    client.close();
    assertThat(snapshot.fetch()).hasSize(20);
    snapshot.close();
    assertThatThrownBy(() -> reader(client, shard)).isInstanceOf(IllegalStateException.class);
    assertThat(heldBy(reader.readerId())).isFalse();
  }

  @Test
  void whatNobodyClosesIsClosedOnceItIsForgotten() {
    try (PersistClient client = new OneProcess(PersistConfig.defaults()).open(reliable)) {
      LeasedReaderId forgotten = openAndForget(client);
      assertThat(heldBy(forgotten)).isTrue();
      await(
          () -> {
            System.gc();
            return !heldBy(forgotten);
          });
    }
  }

  private LeasedReaderId openAndForget(PersistClient client) {
    return reader(client, shard).readerId();
  }

  /** Whether the durable state knows the reader. */
  private boolean heldBy(LeasedReaderId id) {
    Retry retry = new Retry(Clock.system(), Seed.secure());
    MachineContext context =
        new MachineContext(
            Clock.system(),
            Seed.secure(),
            "observer",
            BuildVersion.CURRENT,
            new CodecNames("String", "()", "u64", "i64"),
            MaintenancePolicy.DEFAULT,
            MaintenanceListener.NONE);
    return Machine.open(new ShardLog(shard, place.blob(), place.consensus(), retry), context)
        .shared()
        .current()
        .contents()
        .leasedReaders()
        .contains(id);
  }
}
