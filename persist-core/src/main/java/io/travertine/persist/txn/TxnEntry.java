package io.travertine.persist.txn;

import com.google.protobuf.ByteString;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.ShardId;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * An entry of the txns shard (spec §11.1): its key is the data shard, its value is bytes that end
 * with the time of the commit, big-endian. It carries that time because compaction advances the
 * times of updates. Entries are retracted by the bytes they were read with, never by encoding them
 * again.
 */
sealed interface TxnEntry {

  int UUID_BYTES = 16;

  ShardId shard();

  /** When it was committed. */
  long time();

  /** The value in the txns shard. */
  ByteString raw();

  /** The shard takes part in transactions from then on; retracted when it no longer does. */
  record Registration(ShardId shard, long time, ByteString raw) implements TxnEntry {

    static Registration of(ShardId shard, long time) {
      return new Registration(shard, time, TxnEntry.bytes(time));
    }
  }

  /**
   * A batch that is part of the shard from then on; retracted when the shard itself has it. In the
   * bytes it has times of its own, or the time of the commit, as earlier releases wrote it.
   *
   * @param batch at the time of the commit
   * @param uuid makes equal batches different entries
   */
  record Write(ShardId shard, long time, UUID uuid, StagedBatch batch, ByteString raw)
      implements TxnEntry {

    /** The memory it takes, roughly. */
    long bytes() {
      return raw.size() + batch.inlineBytes();
    }
  }

  /** The update of the txns shard that brings it or takes it away. */
  default Update<String, byte[]> update(long at, long diff) {
    return new Update<>(shard().toString(), raw().toByteArray(), at, diff);
  }

  /**
   * The entry of an update.
   *
   * @throws CorruptException if it is none
   */
  static TxnEntry parse(String key, byte[] value) {
    try {
      ShardId shard = ShardId.parse(key);
      ByteBuffer bytes = ByteBuffer.wrap(value);
      long time = bytes.getLong(value.length - Long.BYTES);
      ByteString raw = ByteString.copyFrom(value);
      if (value.length == Long.BYTES) {
        return new Registration(shard, time, raw);
      }
      UUID uuid = new UUID(bytes.getLong(), bytes.getLong());
      byte[] batch = new byte[value.length - UUID_BYTES - Long.BYTES];
      bytes.get(batch);
      StagedBatch staged = StagedBatch.parse(batch);
      if (!staged.shardId().equals(shard)) {
        throw new CorruptException("an entry of " + shard + " has a " + staged);
      }
      return new Write(shard, time, uuid, staged.at(time), raw);
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | InvalidUsageException
        | java.nio.BufferUnderflowException e) {
      throw new CorruptException("not an entry of a txns shard, " + value.length + " bytes", e);
    }
  }

  private static ByteString bytes(long time) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(0, time));
  }
}
