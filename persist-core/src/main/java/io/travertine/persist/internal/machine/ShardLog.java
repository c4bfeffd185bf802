package io.travertine.persist.internal.machine;

import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.metrics.MachineMetrics;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.Rollup;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.StateDiff;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A shard's versions: diffs in Consensus, rollups in Blob (spec §3.3). Reads are tried for ever,
 * unless there is a deadline. Thread-safe, stateless.
 */
public final class ShardLog {

  private static final SeqNo FIRST = SeqNo.ZERO.next();

  /** Versions to ask for before looking for a later rollup to start from: 30 rollups' worth. */
  private static final int RECENT_VERSIONS = 30 * 128;

  private final ShardId shardId;
  private final String key;
  private final Blob blob;
  private final Consensus consensus;
  private final Retry retry;
  private final Deadline deadline;

  public ShardLog(ShardId shardId, Blob blob, Consensus consensus, Retry retry) {
    this(shardId, blob, consensus, retry, Deadline.none());
  }

  private ShardLog(
      ShardId shardId, Blob blob, Consensus consensus, Retry retry, Deadline deadline) {
    this.deadline = deadline;
    this.shardId = shardId;
    this.key = shardId.toString();
    this.blob = blob;
    this.consensus = consensus;
    this.retry = retry;
  }

  /** The same log, of which everything is tried only until {@code other}. */
  public ShardLog until(Deadline other) {
    return new ShardLog(shardId, blob, consensus, retry, other);
  }

  public ShardId shardId() {
    return shardId;
  }

  /** Whether nothing can be committed here. */
  boolean isReadOnly() {
    return consensus.access() == Access.READ_ONLY;
  }

  /** Asks that no other process changes anything until what this returns is closed. */
  Consensus.Turn takeTurn(Duration atMost) {
    return consensus.takeTurn(atMost);
  }

  // ---- opening

  /**
   * The current state of the shard, which is created if there is none (spec §3.6); where nothing
   * can be written, it looks as if it had just been created.
   *
   * @throws InvalidUsageException if the shard has other codecs
   * @throws FormatTooNewException if a release wrote it that ours need not understand
   */
  State open(MachineContext context) {
    LiveDiffs diffs = recent();
    return diffs.isEmpty() ? create(context) : checked(context, current(diffs));
  }

  /** The newest state of the shard, whatever its codecs, if somebody has created it. */
  public Optional<State> find() {
    LiveDiffs diffs = recent();
    return diffs.isEmpty() ? Optional.empty() : Optional.of(current(diffs));
  }

  private State create(MachineContext context) {
    RollupKey rollup = new RollupKey(FIRST, RollupId.generate(context.seed()));
    State first =
        State.initial(
            shardId,
            context.codecs(),
            context.version(),
            context.hostname(),
            context.clock().epochMillis(),
            rollup);
    if (isReadOnly()) {
      return first;
    }
    write(rollup, new Rollup(first, List.of()).encode());
    Versioned version = new Versioned(FIRST, StateDiff.creating(first).encode());
    CasOutcome outcome =
        retrying(
            "creation of " + shardId,
            () -> consensus.compareAndSet(key, Optional.empty(), version));
    if (outcome == CasOutcome.COMMITTED) {
      return first;
    }
    State theirs = current(recent());
    boolean ours =
        theirs.codecs().equals(context.codecs())
            && theirs
                .contents()
                .rollups()
                .get(FIRST)
                .filter(r -> r.key().equals(rollup))
                .isPresent();
    if (!ours) {
      delete(rollup.full(shardId));
    }
    return checked(context, theirs);
  }

  private static State checked(MachineContext context, State state) {
    state.checkReadableBy(context.version());
    CodecNames requested = context.codecs();
    if (!state.codecs().equals(requested)) {
      throw new InvalidUsageException(
          new InvalidUsage.CodecMismatch(codecs(requested), codecs(state.codecs())));
    }
    return state;
  }

  private static InvalidUsage.Codecs codecs(CodecNames names) {
    return new InvalidUsage.Codecs(
        names.key(), names.value(), names.time(), names.diff(), Optional.empty());
  }

  // ---- reading

  /** Enough of the newest versions to find the current state from (spec §3.7). */
  private LiveDiffs recent() {
    List<Versioned> all = scan(SeqNo.ZERO, RECENT_VERSIONS);
    if (all.size() < RECENT_VERSIONS) {
      return new LiveDiffs(all);
    }
    Versioned head =
        retrying("read of " + shardId, () -> consensus.head(key))
            .orElseThrow(() -> new IllegalStateException("log of " + shardId + " vanished"));
    SeqNo start = StateDiff.latestRollup(head.data()).seqNo();
    return new LiveDiffs(scan(start, Integer.MAX_VALUE));
  }

  private List<Versioned> scan(SeqNo from, int limit) {
    return retrying("read of " + shardId, () -> consensus.scan(key, from, limit));
  }

  /** The state after the last of {@code diffs}, from the rollup that it names. */
  private State current(LiveDiffs diffs) {
    LiveDiffs live = diffs;
    while (true) {
      RollupKey rollup = StateDiff.latestRollup(live.newest().data());
      Optional<byte[]> bytes = read(rollup);
      if (bytes.isPresent()) {
        return advanced(decode(rollup, bytes.get()), live.versions());
      }
      // Ours is no longer the current version, so garbage collection may have taken its rollup.
      LiveDiffs newer = recent();
      if (newer.newest().seqNo().equals(live.newest().seqNo())) {
        // Not ours to decide: it may be a bug, or a Blob that does not belong to this Consensus.
        throw new BlobMissingException(rollup.full(shardId));
      }
      live = newer;
    }
  }

  private State decode(RollupKey rollup, byte[] bytes) {
    try {
      State state = Rollup.decode(bytes).state();
      if (!state.seqNo().equals(rollup.seqNo())) {
        throw new CorruptException("holds " + state.seqNo());
      }
      return state;
    } catch (CorruptException e) {
      throw new CorruptException(rollup.full(shardId) + ": " + e.getMessage(), e);
    }
  }

  /**
   * {@code state} with those of {@code diffs} applied that come after it.
   *
   * @throws CorruptException if one is missing: what is left is not an old state
   */
  private static State advanced(State state, List<Versioned> diffs) {
    State advanced = state;
    for (Versioned version : diffs) {
      if (!advanced.seqNo().isBefore(version.seqNo())) {
        continue;
      }
      if (!version.seqNo().equals(advanced.seqNo().next())) {
        throw new CorruptException(
            "log of "
                + state.shard()
                + " has no "
                + advanced.seqNo().next()
                + " between "
                + advanced.seqNo()
                + " and "
                + version.seqNo());
      }
      State before = advanced;
      advanced = StateDiff.decode(version.data(), before.domain()).applyTo(before);
      if (!advanced.seqNo().equals(version.seqNo())) {
        throw new CorruptException(
            "version " + version.seqNo() + " of " + state.shard() + " holds " + advanced.seqNo());
      }
    }
    return advanced;
  }

  /**
   * The newest version, which must not be before {@code known}.
   *
   * @throws IllegalStateException if it is: the log has lost what was committed
   */
  SeqNo checkReaches(SeqNo known) {
    Optional<SeqNo> newest =
        retrying("read of " + shardId, () -> consensus.head(key)).map(Versioned::seqNo);
    if (newest.isEmpty() || newest.get().isBefore(known)) {
      throw new IllegalStateException(
          "log of "
              + shardId
              + " stepped back from "
              + known
              + " to "
              + newest.map(SeqNo::toString).orElse("nothing"));
    }
    return newest.get();
  }

  /**
   * A state, and how it was found.
   *
   * @param state the newest there is
   */
  record Newest(State state, MachineMetrics.FetchPath path) {}

  /**
   * The newest state there is; the one confirmed if that is it.
   *
   * @throws CorruptException if what was heard is not true
   */
  Newest newerThan(Hearsay known) {
    SeqNo next = known.confirmed().seqNo().next();
    List<Versioned> diffs = scan(next, Integer.MAX_VALUE);
    if (diffs.isEmpty() || diffs.get(0).seqNo().equals(next)) {
      known.check(diffs);
      return new Newest(
          advanced(known.believed(), diffs),
          diffs.isEmpty() ? MachineMetrics.FetchPath.NOTHING : MachineMetrics.FetchPath.DIFFS);
    }
    return new Newest(current(recent()), MachineMetrics.FetchPath.ROLLUP);
  }

  /** The versions from {@code from} on that still exist, oldest first. */
  public List<Versioned> versionsFrom(SeqNo from) {
    return scan(from, Integer.MAX_VALUE);
  }

  /** The first version that still exists. */
  public SeqNo earliest() {
    return scan(SeqNo.ZERO, 1).get(0).seqNo();
  }

  /** Version {@code seqNo}, or nothing if it does not exist any more. */
  Optional<Versioned> version(SeqNo seqNo) {
    return scan(seqNo, 1).stream().filter(version -> version.seqNo().equals(seqNo)).findFirst();
  }

  /**
   * Every state that still exists, the earliest first (spec §3.7), of a shard that exists.
   *
   * @throws BlobMissingException if the rollup to start from is gone
   */
  public LiveStates liveStates() {
    while (true) {
      List<Versioned> versions = versionsFrom(SeqNo.ZERO);
      State current = current(new LiveDiffs(versions));
      SeqNo earliest = versions.get(0).seqNo();
      Optional<HollowRollup> rollup = current.contents().rollups().get(earliest);
      Optional<byte[]> bytes = rollup.flatMap(linked -> read(linked.key()));
      if (bytes.isPresent()) {
        return new LiveStates(decode(rollup.get().key(), bytes.get()), versions);
      }
      // Somebody collected garbage meanwhile, and the log begins later now.
      if (versionsFrom(SeqNo.ZERO).get(0).seqNo().equals(earliest)) {
        throw new IllegalStateException(
            "no rollup of " + earliest + ", the earliest version of " + shardId);
      }
    }
  }

  /** The bytes of a rollup or a part, or nothing if it was collected. */
  public Optional<byte[]> read(BlobKey key) {
    String name = key.full(shardId);
    return retrying("get of " + name, () -> blob.get(name));
  }

  // ---- writing

  /**
   * Appends a version, tried again only if it surely did not happen.
   *
   * @throws IndeterminateException if it may or may not have happened
   */
  CasOutcome append(SeqNo expected, Versioned version) {
    return retry.retryDeterminate(
        "commit of " + version.seqNo() + " of " + shardId,
        deadline,
        () -> consensus.compareAndSet(key, Optional.of(expected), version));
  }

  /** Writes a rollup. */
  public void write(RollupKey rollup, byte[] bytes) {
    String name = rollup.full(shardId);
    retry.retryExternalRun("set of " + name, deadline, () -> blob.set(name, bytes));
  }

  /** The names of all blobs of the shard. */
  public List<String> blobs() {
    return retrying(
        "list of " + shardId,
        () -> {
          List<String> names = new ArrayList<>();
          blob.listKeysAndMetadata(key + "/", (name, size) -> names.add(name));
          return names;
        });
  }

  /** Deletes a blob; nothing if there is none. */
  public void delete(String name) {
    retrying("delete of " + name, () -> blob.delete(name));
  }

  /** Lets versions before {@code seqNo} go. */
  public int truncate(SeqNo seqNo) {
    return retrying("truncation of " + shardId, () -> consensus.truncate(key, seqNo));
  }

  private <T> T retrying(String what, Supplier<T> call) {
    return retry.retryExternal(what, deadline, call);
  }

  /** Consecutive versions of the log, the newest last. */
  private record LiveDiffs(List<Versioned> versions) {

    LiveDiffs {
      versions = List.copyOf(versions);
    }

    boolean isEmpty() {
      return versions.isEmpty();
    }

    Versioned newest() {
      return versions.get(versions.size() - 1);
    }
  }
}
