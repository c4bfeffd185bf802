package io.travertine.persist.txn;

import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Updates;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one transaction writes, to any number of shards, until {@link Txns#commit} makes it durable
 * all at once. Large writes are uploaded when they are made; nobody sees them.
 *
 * <p>Not thread-safe. Close it: what was not committed is deleted then, and history that was kept
 * for it may go.
 */
public final class Txn implements AutoCloseable {

  private final Runnable whenClosed;
  private final Map<ShardId, StagedWrites> writes = new LinkedHashMap<>();
  private Set<ShardId> registered = new LinkedHashSet<>();
  private Set<ShardId> forgotten = new LinkedHashSet<>();
  private State state = State.OPEN;

  private enum State {
    OPEN,
    DONE
  }

  Txn(Runnable whenClosed) {
    this.whenClosed = whenClosed;
  }

  /** A moment in a transaction to go back to. */
  public static final class Savepoint {
    private final Map<ShardId, Integer> pieces;
    private final Set<ShardId> registered;
    private final Set<ShardId> forgotten;

    private Savepoint(
        Map<ShardId, Integer> pieces, Set<ShardId> registered, Set<ShardId> forgotten) {
      this.pieces = pieces;
      this.registered = registered;
      this.forgotten = forgotten;
    }
  }

  // ---- writing

  /**
   * Writes {@code updates} to a shard. They happen at the time of the commit, whatever times they
   * have.
   */
  public void write(DataShard<?, ?> shard, Updates updates) {
    checkOpen();
    if (!updates.isEmpty()) {
      writes.computeIfAbsent(shard.shardId(), absent -> new StagedWrites(shard)).add(updates);
    }
  }

  /**
   * The shard takes part in transactions from this one on, also with what this one writes. Nothing
   * happens if it does already.
   *
   * @param shard nobody may write to it but by transactions any more
   */
  public void register(ShardId shard) {
    checkOpen();
    if (!forgotten.remove(shard)) {
      registered.add(shard);
    }
  }

  /**
   * The shard takes no part in transactions after this one. Nothing happens if it does not already.
   * What this transaction writes to it is not committed.
   */
  public void forget(ShardId shard) {
    checkOpen();
    if (!registered.remove(shard)) {
      forgotten.add(shard);
    }
    StagedWrites dropped = writes.remove(shard);
    if (dropped != null) {
      dropped.close();
    }
  }

  // ---- looking at it

  /** Whether there is nothing to commit, so far as can be told without work. */
  public boolean isEmpty() {
    for (StagedWrites staged : writes.values()) {
      if (!staged.isEmpty()) {
        return false;
      }
    }
    return registered.isEmpty() && forgotten.isEmpty();
  }

  /** The shards it writes to. */
  public Set<ShardId> shards() {
    Set<ShardId> written = new LinkedHashSet<>();
    writes.forEach(
        (shard, staged) -> {
          if (!staged.isEmpty()) {
            written.add(shard);
          }
        });
    return written;
  }

  /** What it writes to one shard so far, if anything. */
  Optional<StagedBatch> staged(ShardId shard) {
    return Optional.ofNullable(writes.get(shard)).flatMap(StagedWrites::staged);
  }

  // ---- going back

  /** Where it is now. */
  public Savepoint savepoint() {
    checkOpen();
    Map<ShardId, Integer> pieces = new LinkedHashMap<>();
    writes.forEach((shard, staged) -> pieces.put(shard, staged.mark()));
    return new Savepoint(pieces, Set.copyOf(registered), Set.copyOf(forgotten));
  }

  /** Takes back everything since {@code savepoint}, which stays good. */
  public void rollbackTo(Savepoint savepoint) {
    checkOpen();
    registered = new LinkedHashSet<>(savepoint.registered);
    forgotten = new LinkedHashSet<>(savepoint.forgotten);
    writes.forEach((shard, staged) -> staged.rollbackTo(savepoint.pieces.getOrDefault(shard, 0)));
  }

  // ---- committing

  /** Everything it is going to commit. */
  record Prepared(List<StagedBatch> batches, Set<ShardId> registered, Set<ShardId> forgotten) {
    boolean isEmpty() {
      return batches.isEmpty() && registered.isEmpty() && forgotten.isEmpty();
    }
  }

  /** Uploads what is to be uploaded. */
  Prepared prepare() {
    checkOpen();
    List<StagedBatch> batches = new ArrayList<>();
    writes.values().forEach(staged -> staged.whole().ifPresent(batches::add));
    return new Prepared(batches, Set.copyOf(registered), Set.copyOf(forgotten));
  }

  /** What it wrote is not its own any more: it was committed, or may have been. */
  void handOver() {
    writes.values().forEach(StagedWrites::disown);
    writes.clear();
    close();
  }

  private void checkOpen() {
    if (state != State.OPEN) {
      throw new IllegalStateException("the transaction is over");
    }
  }

  /** Ends it. What was not committed is as if it had never been. */
  @Override
  public void close() {
    if (state == State.OPEN) {
      state = State.DONE;
      try {
        writes.values().forEach(StagedWrites::close);
        writes.clear();
      } finally {
        whenClosed.run();
      }
    }
  }
}
