package io.travertine.persist.txn;

import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A Consensus that fails for some shards and no others. Thread-safe. */
final class BrokenShards implements Consensus {

  private final Consensus inner;
  private final Map<String, Supplier<PersistException>> broken = new ConcurrentHashMap<>();
  private final AtomicInteger failures = new AtomicInteger();

  BrokenShards(Consensus inner) {
    this.inner = inner;
  }

  void breaks(ShardId shard, Supplier<PersistException> how) {
    broken.put(shard.toString(), how);
  }

  void mend(ShardId shard) {
    broken.remove(shard.toString());
  }

  /** How many calls failed. */
  int failures() {
    return failures.get();
  }

  private void check(String key) {
    Optional.ofNullable(broken.get(key))
        .ifPresent(
            how -> {
              failures.incrementAndGet();
              throw how.get();
            });
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    check(key);
    return inner.compareAndSet(key, expected, next);
  }

  @Override
  public List<String> listKeys() {
    return inner.listKeys();
  }

  @Override
  public Optional<Versioned> head(String key) {
    check(key);
    return inner.head(key);
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    check(key);
    return inner.scan(key, from, limit);
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    check(key);
    return inner.truncate(key, seqNo);
  }

  @Override
  public void close() {
    inner.close();
  }
}
