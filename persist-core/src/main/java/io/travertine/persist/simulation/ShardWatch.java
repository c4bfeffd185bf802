package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.io.HeldPart;
import io.travertine.persist.internal.state.CriticalReader;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.LeasedReader;
import io.travertine.persist.internal.state.Rollup;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.StateDiff;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Follows one shard version by version as they are committed, and holds every invariant of the
 * specification against each (spec §3.2–3.9). Used in turns.
 */
final class ShardWatch {

  private final ShardId shardId;
  private final Stores stores;
  private final ShardModel model;
  private final Trace trace;
  private final Fencing fencing = new Fencing();

  /** Parts of reads that are not closed; of each read one. */
  private final List<HeldPart> held = new ArrayList<>();

  /** The states that can be rebuilt, by version. */
  private final TreeMap<SeqNo, State> live = new TreeMap<>();

  /** The blobs of the current state. */
  private Set<String> referenced = Set.of();

  /** Blobs that a state referred to once, with the version that let go of them. */
  private final Map<String, SeqNo> dereferenced = new HashMap<>();

  ShardWatch(ShardId shardId, Stores stores, ShardModel model, Trace trace) {
    this.shardId = shardId;
    this.stores = stores;
    this.model = model;
    this.trace = trace;
  }

  /** The newest state, once there is one. */
  Optional<State> current() {
    return live.isEmpty() ? Optional.empty() : Optional.of(live.lastEntry().getValue());
  }

  /** Somebody has a lease on the version that {@code part} was found in, until it is let go. */
  void holds(HeldPart part) {
    held.add(part);
  }

  void letsGo(HeldPart part) {
    held.remove(part);
  }

  /** No version goes that somebody has a lease on, unless the state has forgotten the reader. */
  private void checkLeases(State state) {
    for (HeldPart part : held) {
      Optional<LeasedReader> reader = state.contents().leasedReaders().get(part.reader());
      unless(
          reader.isEmpty() || reader.get().seqNo().compareTo(part.seqNo()) <= 0,
          () ->
              state.seqNo()
                  + ": "
                  + reader
                  + " has let go of "
                  + part.seqNo()
                  + ", which is leased");
    }
  }

  /** The tokens of the hold that never expires. */
  Fencing fencing() {
    return fencing;
  }

  /** How many versions were committed. */
  long commits() {
    return current().map(state -> state.seqNo().value()).orElse(0L);
  }

  /** The since of the newest state. */
  Frontier since() {
    return current().map(State::since).orElse(Frontier.minimum(TimeDomain.U64));
  }

  /** Whether the newest state knows a reader with this purpose. */
  boolean knows(String purpose) {
    for (State state : live.descendingMap().values()) {
      for (var row : state.contents().leasedReaders()) {
        if (row.getValue().label().purpose().equals(purpose)) {
          return true;
        }
      }
      return false;
    }
    return false;
  }

  /**
   * What a reader whose lease has run out may complain about, others may not; and nobody loses a
   * lease without trouble.
   */
  void unlessHeld(SimulatedProcess process, String purpose, PersistException complaint) {
    if (knows(purpose)) {
      throw new Violation(purpose + " holds its lease, but: " + complaint.getMessage(), complaint);
    }
    if (process.isUndisturbed()) {
      throw new Violation(
          purpose + " lost its lease without trouble: " + complaint.getMessage(), complaint);
    }
  }

  // ---- what happens

  void committed(Versioned version, Home home) {
    StateDiff diff = StateDiff.decode(version.data(), TimeDomain.U64);
    Optional<State> before = current();
    State after = before.isPresent() ? diff.applyTo(before.get()) : first(diff);
    unless(after.seqNo().equals(version.seqNo()), () -> version + " holds " + after.seqNo());
    unless(
        diff.latestRollup().equals(after.latestRollup().orElseThrow().key()),
        () -> version + " names " + diff.latestRollup() + " as its latest rollup");
    after.contents().trace().validate();
    checkHolds(after);
    checkLeases(after);
    before.ifPresent(old -> checkSuccession(old, after));
    before.ifPresent(old -> checkExpiry(old, after));
    live.put(after.seqNo(), after);
    fencing.seen(after);
    checkBlobs(before, after, diff);
    checkRollups();
    String moved =
        before.isEmpty() || !before.get().upper().equals(after.upper())
            ? " upper " + after.upper()
            : "";
    trace.step(
        "      " + home.name() + " commits " + after.seqNo() + moved + " since " + after.since());
    before.ifPresent(
        old -> {
          if (old.upper().equals(after.upper())) {
            return;
          }
          if (after.upper().isEmpty()) {
            model.closes();
          } else {
            model.advanced(old.upper().only(), after.upper().only());
          }
        });
  }

  private State first(StateDiff diff) {
    State first = Rollup.decode(stores.bytes(diff.latestRollup().full(shardId))).state();
    unless(
        first.seqNo().equals(SeqNo.ZERO.next()), () -> "the first rollup is of " + first.seqNo());
    return first;
  }

  private void checkSuccession(State before, State after) {
    String what = shardId + " from " + before.seqNo() + " to " + after.seqNo() + ": ";
    unless(after.seqNo().equals(before.seqNo().next()), () -> what + "a gap");
    unless(before.walltimeMillis() < after.walltimeMillis(), () -> what + "time stands still");
    unless(before.since().lessEqual(after.since()), () -> what + "since steps back");
    unless(before.upper().lessEqual(after.upper()), () -> what + "upper steps back");
    unless(
        before.since().equals(after.since()) || somebodyLetGo(before, after),
        () -> what + "since moved although no reader moved its own");
    unless(
        !after.seqNoSince().isBefore(before.seqNoSince()),
        () -> what + "seqno hold steps back to " + after.seqNoSince());
    unless(
        !after.contents().lastGcRequest().isBefore(before.contents().lastGcRequest()),
        () -> what + "the last request to collect garbage steps back");
  }

  /**
   * Whether a reader moved its since; that others leave or expire is no reason (#22789). Who is
   * slow may move its since and be forgotten in one version.
   */
  private static boolean somebodyLetGo(State before, State after) {
    for (var row : after.contents().leasedReaders()) {
      Optional<LeasedReader> known = before.contents().leasedReaders().get(row.getKey());
      if (known.isPresent() && !known.get().since().equals(row.getValue().since())) {
        return true;
      }
    }
    for (LeasedReader each : vanished(before, after)) {
      if (each.label().hostname().equals(after.hostname())) {
        return true;
      }
    }
    for (var row : after.contents().criticalReaders()) {
      Optional<CriticalReader> known = before.contents().criticalReaders().get(row.getKey());
      if (known.isPresent() && !known.get().equals(row.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static List<LeasedReader> vanished(State before, State after) {
    List<LeasedReader> vanished = new ArrayList<>();
    for (var row : before.contents().leasedReaders()) {
      if (!after.contents().leasedReaders().contains(row.getKey())) {
        vanished.add(row.getValue());
      }
    }
    return vanished;
  }

  /** Leases are lost only by who is silent, and nobody is silent without trouble. */
  private void checkExpiry(State before, State after) {
    for (LeasedReader each : vanished(before, after)) {
      String owner = each.label().hostname();
      unless(
          owner.equals(after.hostname()) || after.isTombstone() || !stores.isUndisturbed(owner),
          () -> owner + " lost the lease of " + each + " without trouble");
    }
  }

  private static void checkHolds(State state) {
    for (var row : state.contents().criticalReaders()) {
      unless(
          state.since().lessEqual(row.getValue().since()),
          () -> state.seqNo() + ": since " + state.since() + " is beyond that of " + row);
    }
    for (var row : state.contents().leasedReaders()) {
      unless(
          state.since().lessEqual(row.getValue().since()),
          () -> state.seqNo() + ": since " + state.since() + " is beyond that of " + row);
    }
    unless(
        state.contents().lastGcRequest().compareTo(state.seqNoSince()) <= 0,
        () -> state.seqNo() + ": asked to collect what a reader holds");
  }

  /** Blobs exist when they are linked, and are linked for one stretch of versions. */
  private void checkBlobs(Optional<State> before, State after, StateDiff diff) {
    Set<String> now = blobs(after);
    for (String name : now) {
      if (!referenced.contains(name)) {
        unless(stores.has(name), () -> after.seqNo() + " links " + name + ", which does not exist");
        unless(!dereferenced.containsKey(name), () -> after.seqNo() + " links " + name + " again");
      }
    }
    Set<String> gone = new LinkedHashSet<>();
    for (String name : referenced) {
      if (!now.contains(name)) {
        gone.add(name);
        dereferenced.put(name, after.seqNo());
      }
    }
    if (before.isPresent()) {
      Set<String> told = new HashSet<>();
      diff.dereferencedParts().forEach(key -> told.add(key.full(shardId)));
      diff.dereferencedRollups().forEach(key -> told.add(key.full(shardId)));
      unless(
          told.equals(gone), () -> after.seqNo() + " lets go of " + gone + " but tells of " + told);
      for (var row : after.contents().rollups()) {
        if (!before.get().contents().rollups().contains(row.getKey())) {
          checkRollup(row.getValue());
        }
      }
    }
    referenced = now;
  }

  private void checkRollup(HollowRollup linked) {
    State told = Rollup.decode(stores.bytes(linked.key().full(shardId))).state();
    State known = live.get(linked.key().seqNo());
    unless(
        known == null || known.equals(told),
        () -> "rollup " + linked.key() + " differs from the state of that version");
  }

  private Set<String> blobs(State state) {
    Set<String> names = new LinkedHashSet<>();
    for (HollowBatch batch : state.contents().trace().batches()) {
      for (Part part : batch.parts()) {
        part.blob().ifPresent(key -> names.add(key.full(shardId)));
      }
    }
    for (var row : state.contents().rollups()) {
      BlobKey key = row.getValue().key();
      names.add(key.full(shardId));
    }
    return names;
  }

  void willDelete(String name) {
    current()
        .ifPresent(
            state -> {
              unless(
                  !referenced.contains(name),
                  () -> name + " is deleted while " + state.seqNo() + " refers to it");
              SeqNo letGo = dereferenced.get(name);
              unless(
                  letGo == null || letGo.compareTo(state.seqNoSince()) <= 0,
                  () ->
                      name
                          + " is deleted, let go of by "
                          + letGo
                          + ", while a reader holds "
                          + state.seqNoSince());
            });
  }

  void truncated(SeqNo until) {
    live.headMap(until, false).clear();
    State current = current().orElseThrow();
    trace.step("      truncated until " + until + " of " + current.seqNo());
    unless(
        until.compareTo(current.seqNoSince()) <= 0,
        () -> "truncated until " + until + " while a reader holds " + current.seqNoSince());
    checkRollups();
  }

  /** The earliest version that exists can be rebuilt, and with it all others. */
  private void checkRollups() {
    SeqNo earliest = live.firstKey();
    State current = current().orElseThrow();
    Optional<HollowRollup> rollup = current.contents().rollups().get(earliest);
    unless(
        rollup.isPresent(),
        () -> current.seqNo() + " has no rollup of the earliest version " + earliest);
    for (String name : referenced) {
      unless(stores.has(name), () -> current.seqNo() + " refers to " + name + ", which is gone");
    }
  }

  // ---- in the end

  /** Whether some state referred to the blob once. */
  boolean wasLinked(String name) {
    return dereferenced.containsKey(name);
  }

  /** The blobs that {@code version} would link; nothing if what it was made on is gone. */
  Optional<Set<String>> linkedBy(Versioned version) {
    StateDiff diff = StateDiff.decode(version.data(), TimeDomain.U64);
    State before = live.get(diff.from());
    if (before == null) {
      return Optional.empty();
    }
    Set<String> linked = blobs(diff.applyTo(before));
    linked.removeAll(blobs(before));
    return Optional.of(linked);
  }

  /** The blobs that some version which can be rebuilt refers to. */
  Set<String> referencedByLive() {
    Set<String> names = new HashSet<>();
    live.values().forEach(state -> names.addAll(blobs(state)));
    return names;
  }
}
