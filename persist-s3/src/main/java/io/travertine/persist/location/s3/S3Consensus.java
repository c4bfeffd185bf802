package io.travertine.persist.location.s3;

import static io.travertine.persist.error.CancelledException.throwIfInterrupted;

import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A Consensus in a bucket, for any number of processes anywhere, by conditional writes alone. A
 * compare-and-set by who knows the newest version is one request, and so is a look whether there is
 * a newer one. Thread-safe.
 */
final class S3Consensus implements IdentifiedConsensus {

  private static final long CACHE_BYTES = 16 << 20;

  private final ObjectStore store;
  private final StoreRules rules;
  private final Clock clock;
  private final Seed seed;
  private final EntryCache cache = new EntryCache(CACHE_BYTES);
  private final ConcurrentMap<String, BucketLog> logs = new ConcurrentHashMap<>();

  /**
   * @param store closed with this
   * @param seed tells the entries of different writers apart, and varies pauses
   */
  S3Consensus(ObjectStore store, StoreRules rules, Clock clock, Seed seed) {
    this.store = store;
    this.rules = rules;
    this.clock = clock;
    this.seed = seed;
  }

  @Override
  public List<String> listKeys() {
    throwIfInterrupted("list", "consensus keys");
    return store.folders(LogNames.LOGS).stream()
        .flatMap(folder -> ObjectNames.key(folder).stream())
        .toList();
  }

  @Override
  public Optional<Versioned> head(String key) {
    throwIfInterrupted("head", key);
    return log(key).head();
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    Consensus.checkSuccession(key, expected, next.seqNo());
    throwIfInterrupted("compare-and-set", key);
    return log(key).compareAndSet(expected, next);
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    Consensus.checkLimit(key, limit);
    throwIfInterrupted("scan", key);
    return log(key).scan(from, limit);
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    throwIfInterrupted("truncate", key);
    return log(key).truncate(seqNo);
  }

  @Override
  public DatabaseId identify(DatabaseId fresh) {
    return Marker.CONSENSUS.identify(store, fresh);
  }

  @Override
  public Optional<DatabaseId> databaseId() {
    return Marker.CONSENSUS.read(store);
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return "S3Consensus(" + store + ")";
  }

  private BucketLog log(String key) {
    return logs.computeIfAbsent(
        key, absent -> new BucketLog(key, store, rules, clock, seed, cache));
  }
}
