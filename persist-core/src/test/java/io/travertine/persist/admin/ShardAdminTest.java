package io.travertine.persist.admin;

import static io.travertine.persist.inspect.Place.STORED;
import static io.travertine.persist.inspect.Place.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.error.UnexpectedVersionException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.Place;
import io.travertine.persist.inspect.ProgressListener;
import io.travertine.persist.inspect.UnreferencedBlob;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardAdminTest {

  private static final Duration OLD = Duration.ofHours(25);

  private final MemoryPlace memory = MemoryPlace.unnamed();
  private final Place place = new Place(memory.restorableBlob(), memory.consensus());
  private final ShardId shard = Place.newShard();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    place.close();
  }

  private ShardAdmin admin(Mode mode) {
    return admin(mode, BuildVersion.CURRENT);
  }

  private ShardAdmin admin(Mode mode, BuildVersion expected) {
    ShardAdmin admin = new ShardAdmin(place.location(), PersistConfig.defaults(), mode, expected);
    open.add(admin);
    return admin;
  }

  private Object everything() {
    TreeMap<String, Object> found = new TreeMap<>();
    place.blob.listKeysAndMetadata("", found::put);
    place
        .consensus
        .listKeys()
        .forEach(key -> found.put(key, place.consensus.scan(key, SeqNo.ZERO, Integer.MAX_VALUE)));
    return found;
  }

  private List<Update<String, Unit>> contents() {
    return place.inspector().shard(shard).history(Codec.string(), Codec.unit());
  }

  /** A shard of many parts, with garbage and more than one rollup. */
  private void fill(int appends) {
    WriteHandle<String, Unit> writer = place.writer(STORED.withRollupVersions(4), shard);
    for (int i = 0; i < appends; i++) {
      append(writer, "key" + i);
    }
    place.closeWriters();
  }

  @Test
  void rehearsesWithoutLeavingATrace() {
    fill(20);
    plantLeak(shard);
    place.blob.ageAll(OLD);
    Object before = everything();
    ShardAdmin admin = admin(Mode.REHEARSAL);

    CompactionReport compaction =
        admin.forceCompaction(
            shard, Schema.EMPTY, Schema.EMPTY, Deadline.none(), ProgressListener.NONE);
    admin.forceGc(shard);
    assertThat(admin.removeLeakedBlobs(Optional.of(shard), LeakRule.DEFAULT, ProgressListener.NONE))
        .hasSize(1);
    admin.restoreBlobs(4, ProgressListener.NONE);
    admin.finalizeShard(shard, true, true);

    assertThat(compaction.found()).isNotEmpty();
    assertThat(compaction.merges()).isZero();
    assertThat(admin.effects().blobsDeleted()).isGreaterThan(20);
    assertThat(admin.effects().commits()).isPositive();
    assertThat(admin.inspector().shard(shard).summary().isFinalized())
        .as("whoever rehearses sees what would be")
        .isTrue();
    assertThat(everything()).isEqualTo(before);
  }

  /** They would take a rehearsed commit for a real one. */
  @Test
  void tellsNobodyOfWhatItRehearses() {
    fill(3);
    PersistConfig talkative =
        PersistConfig.defaults()
            .withPubSub(
                (location, clock, seed) -> {
                  throw new AssertionError("a rehearsal talks to others");
                });

    try (ShardAdmin admin =
        new ShardAdmin(place.location(), talkative, Mode.REHEARSAL, BuildVersion.CURRENT)) {
      admin.finalizeShard(shard, true, true);
    }
  }

  @Test
  void compactsIntoOneRunWhateverTheCodecs() {
    fill(40);
    List<Update<String, Unit>> before = contents();
    List<Long> told = new ArrayList<>(List.of(0L));
    List<Long> wholes = new ArrayList<>();

    CompactionReport report =
        admin(Mode.COMMIT)
            .forceCompaction(
                shard,
                Schema.EMPTY,
                Schema.EMPTY,
                Deadline.after(Duration.ofMinutes(1)),
                (done, whole) -> {
                  told.add(done);
                  wholes.add(whole);
                });

    assertThat(told).isSorted().last().isEqualTo(wholes.get(wholes.size() - 1));
    assertThat(told).last().asInstanceOf(InstanceOfAssertFactories.LONG).isPositive();
    assertThat(report.merges()).isPositive();
    assertThat(place.inspector().shard(shard).uncompacted()).isEmpty();
    assertThat(contents()).isEqualTo(before);
    assertThat(
            admin(Mode.COMMIT)
                .forceCompaction(
                    shard, Schema.EMPTY, Schema.EMPTY, Deadline.none(), ProgressListener.NONE)
                .merges())
        .isZero();
  }

  @Test
  void collectsGarbage() {
    fill(40);
    ShardAdmin admin = admin(Mode.COMMIT);
    admin.forceCompaction(
        shard, Schema.EMPTY, Schema.EMPTY, Deadline.none(), ProgressListener.NONE);
    long before = place.bytes(shard + "/n");
    SeqNo rolledUp = admin.rollUp(shard);
    List<Update<String, Unit>> contents = contents();

    SeqNo earliest = admin.forceGc(shard);

    assertThat(earliest).isEqualTo(rolledUp).isGreaterThan(new SeqNo(40));
    assertThat(place.consensus.scan(shard.toString(), SeqNo.ZERO, 1).get(0).seqNo())
        .isEqualTo(earliest);
    assertThat(place.bytes(shard + "/n")).isLessThan(before);
    assertThat(contents()).isEqualTo(contents);
  }

  @Test
  void finalizesWhatIsClosedOrForcedToBe() {
    fill(5);
    ShardAdmin admin = admin(Mode.COMMIT);

    assertThatThrownBy(() -> admin.finalizeShard(shard, false, false))
        .isInstanceOf(InvalidUsageException.class);
    assertThatThrownBy(() -> admin.finalizeShard(shard, true, false))
        .isInstanceOf(InvalidUsageException.class);
    admin.finalizeShard(shard, false, true);

    assertThat(place.inspector().shard(shard).summary().isFinalized()).isTrue();
    assertThat(place.bytes(shard + "/n")).isZero();
    admin.finalizeShard(shard, true, true);
    assertThat(admin.restoreBlobs(4, ProgressListener.NONE).lost())
        .as("rollups of versions that are gone are not missed")
        .isEmpty();
  }

  @Test
  void doesNotTakeHistoryFromAReader() {
    fill(5);
    place.reader(STORED, shard, "still reading");

    assertThatThrownBy(() -> admin(Mode.COMMIT).finalizeShard(shard, true, true))
        .isInstanceOf(InvalidUsageException.class);
    assertThat(contents()).hasSize(5);
  }

  @Test
  void bringsBackWhatTheStoreCanBringBack() {
    fill(6);
    List<String> names = new ArrayList<>();
    place.blob.listKeysAndMetadata("", (name, size) -> names.add(name));
    names.forEach(place.blob::delete);

    RestoreReport rehearsed = admin(Mode.REHEARSAL).restoreBlobs(4, ProgressListener.NONE);
    assertThat(rehearsed.present()).isZero();
    assertThat(rehearsed.lost()).isNotEmpty().isSubsetOf(names);
    assertThat(place.bytes("")).isZero();

    RestoreReport restored = admin(Mode.COMMIT).restoreBlobs(4, ProgressListener.NONE);
    assertThat(restored.lost()).isEmpty();
    assertThat(restored.present()).isPositive();
    assertThat(contents()).hasSize(6);
  }

  @Test
  void namesWhatIsLost() {
    Place forgetful = new Place(memory.blob(), memory.consensus());
    fill(6);
    String part =
        place.inspector().shard(shard).referencedBlobs().stream()
            .filter(name -> name.contains("/n"))
            .findFirst()
            .orElseThrow();
    forgetful.blob.delete(part);
    ShardAdmin admin =
        new ShardAdmin(
            forgetful.location(), PersistConfig.defaults(), Mode.COMMIT, BuildVersion.CURRENT);
    open.add(admin);

    assertThat(admin.restoreBlobs(4, ProgressListener.NONE).lost()).containsExactly(part);
  }

  /** Garbage goes before the versions that tell of it; those are of no use to anybody. */
  @Test
  void doesNotMissWhatACollectionHasDeletedThatDidNotComeToItsEnd() {
    fill(40);
    ShardAdmin admin = admin(Mode.COMMIT);
    admin.forceCompaction(
        shard, Schema.EMPTY, Schema.EMPTY, Deadline.none(), ProgressListener.NONE);
    SeqNo last = admin.rollUp(shard);
    List<Update<String, Unit>> contents = contents();
    Place forgetful = new Place(memory.blob(), dyingAtTruncation(last));
    ShardAdmin dying =
        new ShardAdmin(
            forgetful.location(), PersistConfig.defaults(), Mode.COMMIT, BuildVersion.CURRENT);
    open.add(dying);
    long before = place.bytes(shard + "/n");

    assertThatThrownBy(() -> dying.forceGc(shard)).hasMessage("killed");

    assertThat(place.bytes(shard + "/n")).isLessThan(before);
    for (Mode mode : Mode.values()) {
      ShardAdmin next =
          new ShardAdmin(
              new Place(memory.blob(), memory.consensus()).location(),
              PersistConfig.defaults(),
              mode,
              BuildVersion.CURRENT);
      open.add(next);
      assertThat(next.restoreBlobs(4, ProgressListener.NONE).lost()).as("%s", mode).isEmpty();
    }
    assertThat(contents()).isEqualTo(contents);
  }

  private Consensus dyingAtTruncation(SeqNo at) {
    return (Consensus)
        Proxy.newProxyInstance(
            Consensus.class.getClassLoader(),
            new Class<?>[] {Consensus.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("truncate") && List.of(arguments).contains(at)) {
                throw new IllegalStateException("killed");
              }
              return method.invoke(memory.consensus(), arguments);
            });
  }

  private String plantLeak(ShardId owner) {
    return place.plant(owner, BuildVersion.CURRENT);
  }

  /** Which columns a shard has is only known by its parts, and there may be none yet. */
  @Test
  void compactsWhatComesWhileItLooksWhichColumnsThereAre() {
    boolean came = true;
    for (int reads = 1; came; reads++) {
      ShardId empty = Place.newShard();
      place.writer(STORED, empty);
      place.closeWriters();
      came = compactedThoughPartsCameAtRead(reads, empty);
      assertThat(reads).isLessThan(100);
    }
  }

  /** Whether it came to reading Consensus so often. */
  private boolean compactedThoughPartsCameAtRead(int number, ShardId empty) {
    AtomicInteger left = new AtomicInteger(number);
    Consensus busy =
        whenRead(
            () -> {
              if (left.decrementAndGet() == 0) {
                WriteHandle<String, Unit> writer = place.writer(STORED, empty);
                append(writer, "a");
                append(writer, "b");
                append(writer, "c");
                place.closeWriters();
              }
            });
    try (ShardAdmin admin =
        new ShardAdmin(
            new OpenLocation(place.location().location(), place.blob, busy),
            PersistConfig.defaults(),
            Mode.COMMIT,
            BuildVersion.CURRENT)) {
      Deadline soon = Deadline.after(Duration.ofMinutes(1));
      admin.forceCompaction(empty, Schema.EMPTY, Schema.EMPTY, soon, ProgressListener.NONE);
    }
    return left.get() <= 0;
  }

  private Consensus whenRead(Runnable before) {
    return (Consensus)
        Proxy.newProxyInstance(
            Consensus.class.getClassLoader(),
            new Class<?>[] {Consensus.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("scan") || method.getName().equals("head")) {
                before.run();
              }
              return method.invoke(memory.consensus(), arguments);
            });
  }

  @Test
  void removesLeakedBlobsAndNothingElse() {
    fill(6);
    String leaked = plantLeak(shard);
    String ofNoShard = plantLeak(Place.newShard());
    String ofTheFuture = place.plant(shard, new BuildVersion(99, 0, 0));
    place.blob.ageAll(OLD);
    String young = plantLeak(shard);
    String youngOfNoShard = plantLeak(Place.newShard());
    List<String> referenced = place.inspector().shard(shard).referencedBlobs();

    List<UnreferencedBlob> removed =
        admin(Mode.COMMIT)
            .removeLeakedBlobs(Optional.empty(), LeakRule.DEFAULT, ProgressListener.NONE);

    assertThat(removed)
        .extracting(UnreferencedBlob::name)
        .contains(leaked, ofNoShard)
        .doesNotContain(young, youngOfNoShard, ofTheFuture)
        .doesNotContainAnyElementsOf(referenced);
    assertThat(removed).allSatisfy(each -> assertThat(place.blob.get(each.name())).isEmpty());
    for (String kept : List.of(young, youngOfNoShard, ofTheFuture)) {
      assertThat(place.blob.get(kept)).isPresent();
    }
    assertThat(place.inspector().shard(shard).referencedBlobs()).isEqualTo(referenced);
    assertThat(contents()).hasSize(6);
  }

  @Test
  void aGraceOfMinutesIsRefused() {
    assertThatThrownBy(() -> new LeakRule(Duration.ofMinutes(59)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void worksOnlyOnWhatTheExpectedReleaseWrote() {
    BuildVersion older = new BuildVersion(0, 0, 9);
    create(older);

    assertThatThrownBy(() -> admin(Mode.COMMIT).forceGc(shard))
        .isInstanceOf(UnexpectedVersionException.class)
        .hasMessageContainingAll(shard.toString(), "0.0.9", "0.1.0");
    admin(Mode.REHEARSAL).forceGc(shard);
    admin(Mode.COMMIT, older).forceGc(shard);
    assertThatThrownBy(() -> admin(Mode.COMMIT, new BuildVersion(99, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leavesLeaksOfNewerReleasesToThem() {
    create(new BuildVersion(99, 0, 0));

    assertThatThrownBy(
            () ->
                admin(Mode.COMMIT)
                    .removeLeakedBlobs(Optional.empty(), LeakRule.DEFAULT, ProgressListener.NONE))
        .isInstanceOf(FormatTooNewException.class);
  }

  private void create(BuildVersion version) {
    Retry retry = new Retry(Clock.system(), Seed.secure());
    Machine.open(
        new ShardLog(shard, place.blob, place.consensus, retry),
        new MachineContext(
            Clock.system(),
            Seed.secure(),
            "host",
            version,
            new CodecNames("String", "()", "u64", "i64"),
            MaintenancePolicy.DEFAULT,
            MaintenanceListener.NONE));
  }

  @Test
  void createsNothing(@TempDir Path directory) {
    ShardAdmin admin = admin(Mode.COMMIT);
    assertThatThrownBy(() -> admin.forceGc(shard)).isInstanceOf(NoSuchShardException.class);
    assertThatThrownBy(() -> admin.finalizeShard(shard, true, true))
        .isInstanceOf(NoSuchShardException.class);
    assertThatThrownBy(
            () ->
                admin.forceCompaction(
                    shard, Schema.EMPTY, Schema.EMPTY, Deadline.none(), ProgressListener.NONE))
        .isInstanceOf(NoSuchShardException.class);
    assertThat(place.consensus.listKeys()).isEmpty();

    Path nowhere = directory.resolve("nowhere");
    assertThatThrownBy(
            () ->
                ShardAdmin.open(
                    PersistLocation.of("file:" + nowhere),
                    PersistConfig.defaults(),
                    Mode.COMMIT,
                    BuildVersion.CURRENT))
        .hasMessageContaining("is not a Travertine database directory");
    assertThat(nowhere).doesNotExist();
  }
}
