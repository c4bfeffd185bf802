package io.travertine.persist.inspect;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.machine.LiveStates;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.part.PartReader;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.Rollup;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** One shard as it is found; every method looks again. Thread-safe. */
public final class InspectedShard {

  /** So often the shard may change under a look at all of its parts. */
  private static final int LOOKS = 10;

  private final ShardInspector location;
  private final ShardId shardId;
  private final ShardLog log;

  InspectedShard(ShardInspector location, ShardId shardId) {
    this.location = location;
    this.shardId = shardId;
    this.log = location.log(shardId);
  }

  public ShardId id() {
    return shardId;
  }

  private State current() {
    return log.find().orElseThrow(() -> new NoSuchShardException(shardId));
  }

  // ---- states

  /** The shard at a glance. */
  public ShardSummary summary() {
    return ShardSummary.of(current());
  }

  /** The current state, in the shape of a rollup. */
  public Json.Fields state() {
    return StateJson.of(current());
  }

  /**
   * A rollup.
   *
   * @param key as the states write it, {@code v<seqno>/r<uuid>}; the latest one if absent
   * @throws IllegalArgumentException if {@code key} is not of that form
   * @throws BlobMissingException if there is none
   */
  public Json.Fields rollup(Optional<String> key) {
    RollupKey wanted = key.map(this::rollupKey).orElseGet(() -> latestRollup(current()));
    return StateJson.of(
        Rollup.decode(
            log.read(wanted).orElseThrow(() -> new BlobMissingException(wanted.full(shardId)))));
  }

  private RollupKey rollupKey(String text) {
    return RollupKey.parse(withoutShard(text));
  }

  private String withoutShard(String name) {
    String prefix = shardId + "/";
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  private static RollupKey latestRollup(State state) {
    return state.latestRollup().map(HollowRollup::key).orElseThrow();
  }

  /** Every rollup that a live state refers to and that still exists, under its key. */
  public Json.Fields rollups() {
    Map<String, Json> found = new TreeMap<>();
    for (BlobKey key : LiveReferences.of(log).bytes().keySet()) {
      if (key instanceof RollupKey rollup) {
        log.read(rollup)
            .ifPresent(bytes -> found.put(key.partial(), StateJson.of(Rollup.decode(bytes))));
      }
    }
    return new Json.Fields(found);
  }

  /** Each live state and the one after it, as {@code previous} and {@code new}. */
  public void diffs(Consumer<Json.Fields> pairs) {
    LiveStates states = log.liveStates();
    Json previous = StateJson.of(states.current());
    while (states.advance().isPresent()) {
      Json next = StateJson.of(states.current());
      pairs.accept(Json.object().put("previous", previous).put("new", next).build());
      previous = next;
    }
  }

  // ---- blobs

  /** What neither a live state nor a committed transaction refers to, by name. */
  public List<UnreferencedBlob> unreferencedBlobs(LeakRule rule) {
    Map<BlobKey, Long> blobs = BlobListing.of(location.blob(), shardId, location.retry());
    Set<String> committed = location.committedBlobs();
    LiveReferences live = LiveReferences.of(log);
    return BlobListing.sorted(blobs).stream()
        .filter(blob -> !live.bytes().containsKey(blob.getKey()))
        .filter(blob -> !committed.contains(blob.getKey().full(shardId)))
        .map(blob -> location.unreferenced(shardId, blob.getKey(), blob.getValue(), rule))
        .toList();
  }

  /**
   * What one part covers, and its first {@code limit} updates as they are stored.
   *
   * @param key as the states write it, {@code n…/p<uuid>}
   * @throws IllegalArgumentException if {@code key} is not of that form
   * @throws BlobMissingException if there is none
   */
  public Json.Fields part(String key, int limit) {
    PartKey wanted = PartKey.parse(withoutShard(key));
    String name = wanted.full(shardId);
    byte[] bytes = log.read(wanted).orElseThrow(() -> new BlobMissingException(name));
    Optional<Part.Stored> registered =
        current().contents().trace().batches().stream()
            .flatMap(batch -> batch.parts().stream())
            .filter(part -> part.blob().filter(wanted::equals).isPresent())
            .map(Part.Stored.class::cast)
            .findFirst();
    PartReader reader =
        registered.isPresent()
            ? PartReader.open(bytes, registered.get().crc32c(), name)
            : PartReader.openUnverified(bytes, name);
    Schema keys = reader.storedKey();
    Schema values = reader.storedValue();
    Description desc = reader.description();
    TimeDomain domain = desc.lower().domain();
    return Json.object()
        .put("key", wanted.partial())
        .put("bytes", bytes.length)
        .put("in_current_state", registered.isPresent())
        .put("lower", StateJson.of(desc.lower()))
        .put("upper", StateJson.of(desc.upper()))
        .put("since", StateJson.of(desc.since()))
        .put("key_columns", Json.texts(keys.columns()))
        .put("value_columns", Json.texts(values.columns()))
        .put("length", reader.length())
        .put("updates", UpdatesJson.of(domain, reader.read(keys, values, Projection.all()), limit))
        .build();
  }

  /**
   * The names of all blobs that a live state refers to, in order, but for the rollups of versions
   * that are gone.
   */
  public List<String> referencedBlobs() {
    return names(LiveReferences.of(log));
  }

  /**
   * Those of {@link #referencedBlobs} that must be there: of the others, a collection that did not
   * come to its end may have deleted any.
   */
  public List<String> neededBlobs() {
    return names(LiveReferences.needed(log));
  }

  private List<String> names(LiveReferences live) {
    return live.bytes().keySet().stream()
        .filter(key -> !(key instanceof RollupKey old && old.seqNo().isBefore(live.earliest())))
        .map(key -> key.full(shardId))
        .sorted()
        .toList();
  }

  // ---- contents

  /** The columns that the parts have, found out by fetching all of them. */
  public StoredSchemas storedSchemas() {
    return ofAllParts(ShardContents::schemas);
  }

  /** The merges that would be worth doing, oldest first: batches of several, or of several runs. */
  public List<UncompactedBatch> uncompacted() {
    return current().contents().trace().spineBatches().stream()
        .filter(batch -> !batch.isCompact())
        .map(UncompactedBatch::of)
        .toList();
  }

  /** What is left when everything is advanced to the upper and consolidated. */
  public ConsolidatedSize consolidatedSize() {
    return ofAllParts(parts -> parts.consolidatedSize());
  }

  /** Every update that the shard still tells apart, with its time, consolidated. */
  public <K, V> List<Update<K, V>> history(Codec<K> keys, Codec<V> values) {
    return ofAllParts(parts -> parts.history(keys, values));
  }

  /** The same with what transactions have committed to it and it was not given yet. */
  public <K, V> List<Update<K, V>> committedHistory(Codec<K> keys, Codec<V> values) {
    return ofAllParts(
        () -> location.committedTo(shardId),
        (parts, committed) -> parts.history(keys, values, committed));
  }

  private <R> R ofAllParts(Function<ShardContents, R> look) {
    return ofAllParts(() -> true, (parts, always) -> look.apply(parts));
  }

  /**
   * Over again when a part was compacted away and collected meanwhile.
   *
   * @param before read before the state is
   */
  private <A, R> R ofAllParts(Supplier<A> before, BiFunction<ShardContents, A, R> look) {
    for (int i = 1; ; i++) {
      A known = before.get();
      State state = current();
      try {
        return look.apply(new ShardContents(location, state), known);
      } catch (BlobMissingException collected) {
        if (i == LOOKS || current().seqNo().equals(state.seqNo())) {
          throw collected;
        }
      }
    }
  }
}
