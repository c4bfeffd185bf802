package io.travertine.persist;

import io.travertine.persist.data.Codec;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.io.PartFetcher;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.ShardReader;
import java.util.function.Supplier;

/** What a handle needs of its shard and its location; keeps the location open until released. */
record OpenShard<K, V>(
    SharedLocation location, Machine machine, ShardData data, Codec<K> keys, Codec<V> values) {

  /** The same shard, for who knows its columns by other codecs. */
  <A, B> OpenShard<A, B> under(Codec<A> otherKeys, Codec<B> otherValues) {
    return location.shard(data.shardId(), otherKeys, otherValues);
  }

  PartFetcher fetcher() {
    return location.fetcher();
  }

  PartUploader uploader() {
    return location.uploader();
  }

  /** Another user of the location, to be released as well. */
  OpenShard<K, V> retained() {
    if (!location.tryAcquire()) {
      throw new IllegalStateException("the client is closed");
    }
    return this;
  }

  /**
   * Reads what {@code reader} has leased in version {@code leased}.
   *
   * @throws LeaseExpiredException if a blob is gone because the lease was
   * @throws CorruptException if a blob is gone although it is leased
   */
  <T> T reading(LeasedReaderId reader, SeqNo leased, Supplier<T> read) {
    try {
      return read.get();
    } catch (BlobMissingException e) {
      throw machine.missing(reader, leased, e);
    }
  }

  /** Registers another leased reader. */
  ShardReader register(String purpose) {
    return location.register(machine, purpose);
  }

  /** Lets the location go, which closes with its last user. */
  void release() {
    location.release();
  }
}
