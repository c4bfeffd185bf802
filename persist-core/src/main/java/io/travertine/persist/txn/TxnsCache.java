package io.travertine.persist.txn;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.txn.TxnEntry.Registration;
import io.travertine.persist.txn.TxnEntry.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What this process knows of the txns shard: the entries it has, and what was committed lately.
 * Thread-safe; only grows newer.
 *
 * <p>Everything is ordered by the time of the commit that the entries carry, never by the times of
 * the updates they came in, which compaction advances.
 */
final class TxnsCache {

  /** Everything committed before it is known. */
  private long progress;

  /**
   * Writes up to it may have been applied and their entries removed before this cache began: such a
   * write is in its shard, though perhaps not in an old state of it.
   */
  private Removed unseen = Removed.NOTHING;

  /** Counts the moments at which entries went. */
  private long removals;

  private final Map<ShardId, Known> shards = new HashMap<>();

  /** What was committed at or after {@link #windowStart}, entries since removed included. */
  private final TreeMap<Long, List<Write>> window = new TreeMap<>();

  private long windowStart;
  private long windowBytes;

  /** What is known of one data shard. */
  private static final class Known {
    private Optional<Registration> registration = Optional.empty();

    /** The entries there are. */
    private final TreeMap<Long, Write> writes = new TreeMap<>();

    private Removed removed = Removed.NOTHING;

    /** The shard itself has every write before it. */
    private long appliedUpper;

    private Iterable<Write> unapplied() {
      return writes.tailMap(appliedUpper, true).values();
    }
  }

  /**
   * Entries that are gone, because their shard has the writes. A state of the shard that was read
   * before the last of them went may lack one.
   *
   * @param upTo the latest time of such a write
   * @param moment which removal was the last; later ones have greater numbers
   */
  record Removed(long upTo, long moment) {

    private static final Removed NOTHING = new Removed(-1, 0);

    private Removed and(Removed other) {
      return new Removed(Math.max(upTo, other.upTo), Math.max(moment, other.moment));
    }
  }

  /** What one append changed. */
  record Change(TxnEntry entry, long diff) {}

  // ---- learning

  /** Everything committed before it is known. */
  synchronized long progress() {
    return progress;
  }

  /**
   * Begins anew with all entries there are as of the time before {@code upper}, unless more is
   * known already.
   */
  synchronized void begin(List<TxnEntry> entries, long upper) {
    if (upper <= progress) {
      return;
    }
    Map<ShardId, Long> applied = new HashMap<>();
    shards.forEach((shard, known) -> applied.put(shard, known.appliedUpper));
    shards.clear();
    window.clear();
    windowBytes = 0;
    for (TxnEntry entry : entries) {
      add(entry);
    }
    applied.forEach((shard, before) -> known(shard).appliedUpper = before);
    window.clear();
    windowBytes = 0;
    progress = upper;
    unseen = new Removed(upper - 1, ++removals);
    windowStart = upper;
  }

  /**
   * Learns what was committed from {@code from} on and before {@code upper}, unless that is not
   * where {@link #progress} is: then somebody else was faster.
   */
  synchronized void advance(List<Change> changes, long from, long upper) {
    if (progress != from) {
      return;
    }
    for (Change change : changes) {
      if (change.diff() == 1) {
        add(change.entry());
      } else if (change.diff() == -1) {
        remove(change.entry());
      } else {
        throw new CorruptException(
            "an entry of " + change.entry().shard() + " came " + change.diff() + " times");
      }
    }
    progress = upper;
  }

  private void add(TxnEntry entry) {
    Known known = known(entry.shard());
    if (entry instanceof Registration registration) {
      known.registration = Optional.of(registration);
    } else if (entry instanceof Write write) {
      if (known.writes.putIfAbsent(write.time(), write) != null) {
        throw new CorruptException(
            "two writes to " + write.shard() + " were committed at " + write.time());
      }
      window.computeIfAbsent(write.time(), time -> new ArrayList<>(1)).add(write);
      windowBytes += write.bytes();
    }
  }

  private void remove(TxnEntry entry) {
    Known known = known(entry.shard());
    if (entry instanceof Registration) {
      known.registration = known.registration.filter(kept -> !kept.raw().equals(entry.raw()));
      return;
    }
    Write removed = known.writes.remove(entry.time());
    if (removed == null || !removed.raw().equals(entry.raw())) {
      throw new CorruptException(
          "an entry of " + entry.shard() + " was removed that is not there: " + entry.time());
    }
    known.removed = known.removed.and(new Removed(entry.time(), ++removals));
    known.appliedUpper = Math.max(known.appliedUpper, entry.time() + 1);
  }

  private Known known(ShardId shard) {
    return shards.computeIfAbsent(shard, absent -> new Known());
  }

  private Optional<Known> find(ShardId shard) {
    return Optional.ofNullable(shards.get(shard));
  }

  // ---- registrations

  synchronized Optional<Registration> registration(ShardId shard) {
    return find(shard).flatMap(known -> known.registration);
  }

  synchronized Set<ShardId> registered() {
    Set<ShardId> registered = new HashSet<>();
    shards.forEach((shard, known) -> known.registration.ifPresent(entry -> registered.add(shard)));
    return registered;
  }

  // ---- overlays

  /** The writes to a shard from {@code upper} on and up to {@code asOf}. */
  synchronized List<Write> writes(ShardId shard, long upper, long asOf) {
    if (upper > asOf) {
      return List.of();
    }
    return find(shard)
        .map(known -> List.copyOf(known.writes.subMap(upper, true, asOf, true).values()))
        .orElse(List.of());
  }

  /** Which entries of the shard may be gone. */
  synchronized Removed removed(ShardId shard) {
    return find(shard).map(known -> known.removed.and(unseen)).orElse(unseen);
  }

  // ---- applying

  /** The writes up to {@code through} that a shard is not known to have, by time. */
  synchronized List<Write> unapplied(ShardId shard, long through) {
    List<Write> writes = new ArrayList<>();
    find(shard)
        .ifPresent(
            known ->
                writes.addAll(
                    known.appliedUpper > through
                        ? List.of()
                        : known.writes.subMap(known.appliedUpper, true, through, true).values()));
    return writes;
  }

  /** What is left to be applied to one shard. */
  record Backlog(ShardId shard, int writes, long bytes) {}

  /** The shards that are not known to have all that was committed. */
  synchronized List<Backlog> backlogs() {
    List<Backlog> backlogs = new ArrayList<>();
    shards.forEach(
        (shard, known) -> {
          int writes = 0;
          long bytes = 0;
          for (Write write : known.unapplied()) {
            writes++;
            bytes += write.bytes();
          }
          if (writes > 0) {
            backlogs.add(new Backlog(shard, writes, bytes));
          }
        });
    return backlogs;
  }

  /** Notes that a shard surely has every write before {@code upper}. */
  synchronized void applied(ShardId shard, long upper) {
    Known known = known(shard);
    known.appliedUpper = Math.max(known.appliedUpper, upper);
  }

  /** The earliest write that its shard is not known to have. */
  synchronized OptionalLong earliestUnapplied() {
    OptionalLong earliest = OptionalLong.empty();
    for (Known known : shards.values()) {
      for (Write write : known.unapplied()) {
        if (earliest.isEmpty() || write.time() < earliest.getAsLong()) {
          earliest = OptionalLong.of(write.time());
        }
        break;
      }
    }
    return earliest;
  }

  /** Entries that are of no use any more, as their shards have the writes. */
  synchronized List<Write> removable(int atMost) {
    List<Write> removable = new ArrayList<>();
    for (Known known : shards.values()) {
      for (Write write : known.writes.headMap(known.appliedUpper, false).values()) {
        if (removable.size() == atMost) {
          return removable;
        }
        removable.add(write);
      }
    }
    return removable;
  }

  /** How many entries there are. */
  synchronized int entries() {
    int count = 0;
    for (Known known : shards.values()) {
      count += known.writes.size() + (known.registration.isPresent() ? 1 : 0);
    }
    return count;
  }

  // ---- what was committed lately

  /** The earliest time from which on it is known what was committed. */
  synchronized long windowStart() {
    return windowStart;
  }

  /** What was committed to {@code wanted} after {@code time}, in order. */
  synchronized List<Write> committedAfter(long time, Set<ShardId> wanted) {
    List<Write> found = new ArrayList<>();
    if (!wanted.isEmpty()) {
      for (List<Write> commit : window.tailMap(time, false).values()) {
        for (Write write : commit) {
          if (wanted.contains(write.shard())) {
            found.add(write);
          }
        }
      }
    }
    return found;
  }

  /** The commit at or after {@code from} that has an entry with one of these ids. */
  synchronized OptionalLong find(Set<UUID> uuids, long from) {
    for (List<Write> commit : window.tailMap(from, true).values()) {
      for (Write write : commit) {
        if (uuids.contains(write.uuid())) {
          return OptionalLong.of(write.time());
        }
      }
    }
    return OptionalLong.empty();
  }

  /** Forgets what was committed before {@code time}, and more if it takes too much memory. */
  synchronized void trim(long time, long bytesMax) {
    while (!window.isEmpty() && (window.firstKey() < time || windowBytes > bytesMax)) {
      Map.Entry<Long, List<Write>> first = window.pollFirstEntry();
      windowStart = Math.max(windowStart, first.getKey() + 1);
      first.getValue().forEach(write -> windowBytes -= write.bytes());
    }
    windowStart = Math.max(windowStart, Math.min(time, progress));
  }

  @Override
  public synchronized String toString() {
    return "entries of " + shards.size() + " shards before " + progress;
  }
}
