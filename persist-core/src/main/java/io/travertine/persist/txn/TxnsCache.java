package io.travertine.persist.txn;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.txn.TxnEntry.Registration;
import io.travertine.persist.txn.TxnEntry.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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

    /** How many of the entries are not before it, and how many bytes they take. */
    private int unapplied;

    private long unappliedBytes;

    private void count(Write write, int one) {
      if (write.time() >= appliedUpper) {
        unapplied += one;
        unappliedBytes += one * write.bytes();
      }
    }

    private void appliedTo(long upper) {
      if (upper > appliedUpper) {
        writes.subMap(appliedUpper, true, upper, false).values().forEach(write -> count(write, -1));
        appliedUpper = upper;
      }
    }

    private NavigableMap<Long, Write> applied() {
      return writes.headMap(appliedUpper, false);
    }
  }

  /** Those that are not known to have all that was committed, and those with useless entries. */
  private final Set<ShardId> lagging = new LinkedHashSet<>();

  private final Set<ShardId> cluttered = new LinkedHashSet<>();

  private void sort(ShardId shard, Known known) {
    put(lagging, shard, known.unapplied > 0);
    put(cluttered, shard, known.writes.size() > known.unapplied);
  }

  private static void put(Set<ShardId> set, ShardId shard, boolean in) {
    if (in) {
      set.add(shard);
    } else {
      set.remove(shard);
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
    lagging.clear();
    cluttered.clear();
    for (TxnEntry entry : entries) {
      add(entry);
    }
    applied.forEach(this::applied);
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
      known.count(write, 1);
      sort(write.shard(), known);
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
    known.count(removed, -1);
    known.appliedTo(entry.time() + 1);
    sort(entry.shard(), known);
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
    for (ShardId shard : lagging) {
      Known known = known(shard);
      backlogs.add(new Backlog(shard, known.unapplied, known.unappliedBytes));
    }
    return backlogs;
  }

  /** Notes that a shard surely has every write before {@code upper}. */
  synchronized void applied(ShardId shard, long upper) {
    Known known = known(shard);
    known.appliedTo(upper);
    sort(shard, known);
  }

  /** The earliest write that its shard is not known to have, but for those of {@code others}. */
  synchronized OptionalLong earliestUnapplied(Set<ShardId> others) {
    OptionalLong earliest = OptionalLong.empty();
    for (ShardId shard : lagging) {
      if (others.contains(shard)) {
        continue;
      }
      Known known = known(shard);
      long first = known.writes.ceilingKey(known.appliedUpper);
      if (earliest.isEmpty() || first < earliest.getAsLong()) {
        earliest = OptionalLong.of(first);
      }
    }
    return earliest;
  }

  /** Entries that are of no use any more, as their shards have the writes. */
  synchronized List<Write> removable(int atMost) {
    return removable(atMost, Long.MAX_VALUE);
  }

  /** The same, of no more than so many bytes. */
  synchronized List<Write> removable(int atMost, long bytesMax) {
    List<Write> removable = new ArrayList<>();
    long bytes = 0;
    for (ShardId shard : cluttered) {
      for (Write write : known(shard).applied().values()) {
        bytes += write.raw().size();
        if (removable.size() == atMost || bytes > bytesMax) {
          return removable;
        }
        removable.add(write);
      }
    }
    return removable;
  }

  /** How many times entries went. */
  synchronized long removals() {
    return removals;
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

  /** Whether nothing was committed to {@code shard} in between; false where that is not known. */
  synchronized boolean isKnownUnchanged(ShardId shard, long from, long to) {
    if (windowStart > from + 1 || progress <= to) {
      return false;
    }
    for (List<Write> commit : window.subMap(from, false, to, true).values()) {
      for (Write write : commit) {
        if (write.shard().equals(shard)) {
          return false;
        }
      }
    }
    return true;
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
