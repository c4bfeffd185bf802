package io.travertine.persist;

import static io.travertine.persist.OneProcess.TESTING;
import static io.travertine.persist.OneProcess.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsage.Codecs;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.CriticalReaderId;
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
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Every way to use the porch wrongly (spec §9), in the order in which the seed's test does. */
final class SeedMisuse implements AutoCloseable {

  private static final Codecs STRINGS =
      new Codecs("String", "String", "u64", "i64", Optional.empty());

  private final PersistConfig config;
  private final PersistLocation location;
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final ShardId other = ShardId.generate(Seed.secure());
  private final PersistClient client;
  private final WriteHandle<String, String> writer;
  private final WriteHandle<String, String> otherWriter;

  SeedMisuse(PersistConfig config, PersistLocation location) {
    this.config = config;
    this.location = location;
    this.client = fresh();
    this.writer = client.openWriter(shard, Codec.string(), Codec.string(), TESTING);
    this.otherWriter = client.openWriter(other, Codec.string(), Codec.string(), TESTING);
  }

  /** A client that knows nothing of any shard yet. */
  private PersistClient fresh() {
    return new OneProcess(config).open(location);
  }

  @Override
  public void close() {
    try (client;
        writer;
        otherWriter) {
      // closed in reverse order
    }
  }

  private static void assertInvalid(ThrowingCallable call, InvalidUsage usage) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidUsageException.class, e -> assertThat(e.usage()).isEqualTo(usage));
  }

  // ---- codecs

  void refusesCodecsThatAreNotTheShards() {
    Codecs key = new Codecs("Vec<u8>", "String", "u64", "i64", Optional.empty());
    Codecs value = new Codecs("String", "Vec<u8>", "u64", "i64", Optional.empty());
    assertRefused(client, shard, Codec.bytes(), Codec.string(), key, STRINGS);
    assertRefused(client, shard, Codec.string(), Codec.bytes(), value, STRINGS);
    try (PersistClient fresh = fresh()) {
      assertRefused(fresh, shard, Codec.bytes(), Codec.string(), key, STRINGS);
      assertRefused(fresh, shard, Codec.string(), Codec.bytes(), value, STRINGS);
      Codecs pairs = new Codecs("String", "String", "CodecProduct", "i64", Optional.empty());
      ShardId ofPairs = shardWith(pairs);
      assertRefused(fresh, ofPairs, Codec.string(), Codec.string(), STRINGS, pairs);
      Codecs unsigned = new Codecs("String", "String", "u64", "u64", Optional.empty());
      ShardId ofUnsigned = shardWith(unsigned);
      assertRefused(fresh, ofUnsigned, Codec.string(), Codec.string(), STRINGS, unsigned);
    }
  }

  private static <K, V> void assertRefused(
      PersistClient client,
      ShardId shard,
      Codec<K> keys,
      Codec<V> values,
      Codecs requested,
      Codecs actual) {
    InvalidUsage usage = new InvalidUsage.CodecMismatch(requested, actual);
    assertInvalid(() -> client.open(shard, keys, values, TESTING), usage);
    assertInvalid(() -> client.openLeasedReader(shard, keys, values, TESTING), usage);
    assertInvalid(() -> client.openWriter(shard, keys, values, TESTING), usage);
  }

  /** Another program's shard: our clients always ask for times u64 and diffs i64. */
  private ShardId shardWith(Codecs codecs) {
    ShardId theirs = ShardId.generate(Seed.secure());
    MachineContext context =
        new MachineContext(
            Clock.system(),
            Seed.secure(),
            "theirs",
            BuildVersion.CURRENT,
            new CodecNames(codecs.key(), codecs.value(), codecs.time(), codecs.diff()),
            MaintenancePolicy.DEFAULT,
            MaintenanceListener.NONE);
    Retry retry = new Retry(Clock.system(), Seed.secure());
    try (OpenLocation opened = Locations.standard().open(location, OpenOptions.readWrite())) {
      Machine.open(new ShardLog(theirs, opened.blob(), opened.consensus(), retry), context);
    }
    return theirs;
  }

  void refusesTokensOfAnotherKind() {
    ShardId held = ShardId.generate(Seed.secure());
    CriticalReaderId id = PersistClient.CONTROLLER_CRITICAL_SINCE;
    try (SinceHandle since =
        client.openCriticalSince(held, id, Codec.string(), Codec.string(), TESTING)) {
      assertThat(since.since()).isEqualTo(at(0));
      assertInvalid(
          () ->
              client.openCriticalSince(
                  held, id, new OpaqueCodec("i64", 0), Codec.string(), Codec.string(), TESTING),
          new InvalidUsage.OpaqueMismatch("i64", "u64"));
    }
  }

  // ---- shards

  void refusesWhatIsOfAnotherShard() {
    try (Batch batch = batch(otherWriter, 0, 4)) {
      InvalidUsage usage = new InvalidUsage.BatchNotFromThisShard(other, shard);
      assertInvalid(() -> writer.compareAndAppendBatch(List.of(batch), at(0), at(4)), usage);
      assertInvalid(() -> writer.appendBatch(batch, at(0), at(4)), usage);
    }
    otherWriter.append(List.of(new Update<>("0", "zero", 0, 1)), at(0), at(1));
    try (ReadHandle<String, String> reader =
            client.openLeasedReader(other, Codec.string(), Codec.string(), TESTING);
        Snapshot<String, String> snapshot = reader.snapshot(at(0));
        LeasedPart part = snapshot.parts().get(0);
        BatchFetcher<String, String> fetcher =
            client.createBatchFetcher(shard, Codec.string(), Codec.string(), TESTING)) {
      assertInvalid(
          () -> fetcher.fetch(part), new InvalidUsage.BatchNotFromThisShard(other, shard));
    }
  }

  // ---- bounds

  void refusesWrongBounds() {
    writer.append(List.of(), at(0), at(2));
    List<Update<String, String>> atThree = List.of(new Update<>("3", "three", 3, 1));
    assertInvalid(
        () -> writer.append(atThree, at(4), at(5)),
        new InvalidUsage.UpdateNotBeyondLower(at(3), at(4)));
    assertInvalid(
        () -> writer.append(atThree, at(2), at(3)),
        new InvalidUsage.UpdateBeyondUpper(at(3), at(3)));
    InvalidUsage backwards = new InvalidUsage.InvalidBounds(at(3), at(2));
    assertInvalid(() -> writer.append(List.of(), at(3), at(2)), backwards);
    assertInvalid(() -> writer.compareAndAppend(List.of(), at(3), at(2)), backwards);
    try (BatchBuilder<String, String> builder = writer.builder(at(3))) {
      assertInvalid(() -> builder.finish(at(2)), backwards);
      assertInvalid(
          () -> builder.add("2", "two", 2, 1), new InvalidUsage.UpdateNotBeyondLower(at(2), at(3)));
    }
    assertInvalid(
        () -> writer.appendBatch(batch(writer, 3, 4), at(4), at(5)),
        new InvalidUsage.InvalidBatchBounds(at(3), at(4), at(4), at(5)));
    assertInvalid(
        () -> writer.appendBatch(batch(writer, 3, 4), at(2), at(3)),
        new InvalidUsage.InvalidBatchBounds(at(3), at(4), at(2), at(3)));
    assertInvalid(
        () -> writer.appendBatch(batch(writer, 3, 4), at(3), at(3)),
        new InvalidUsage.InvalidEmptyTimeInterval(at(3), at(3), 1));
    assertThat(writer.fetchRecentUpper()).as("nothing was written").isEqualTo(at(2));
  }

  private static Batch batch(WriteHandle<String, String> writer, long lower, long upper) {
    try (BatchBuilder<String, String> builder = writer.builder(at(lower))) {
      for (long time = lower; time < upper; time++) {
        builder.add("key" + time, "value", time, 1);
      }
      return builder.finish(at(upper));
    }
  }

  // ---- the end

  void refusesToFinalizeWhatCanBeReadOrWritten() {
    Frontier never = Frontier.empty(TimeDomain.U64);
    ShardId ending = ShardId.generate(Seed.secure());
    try (Handles<String, String> handles =
        client.open(ending, Codec.string(), Codec.string(), TESTING)) {
      assertNotFinalized(ending, at(0), at(0));
      handles.writer().compareAndAppend(List.of(), at(0), never);
      assertNotFinalized(ending, at(0), never);
      handles.reader().downgradeSince(never);
      client.finalizeShard(ending, Codec.string(), Codec.string());
      assertThat(client.isFinalized(ending)).isTrue();
    }
  }

  private void assertNotFinalized(ShardId ending, Frontier since, Frontier upper) {
    assertInvalid(
        () -> client.finalizeShard(ending, Codec.string(), Codec.string()),
        new InvalidUsage.FinalizationError(since, upper));
  }
}
