package io.travertine.persist.txn;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.txn.TxnEntry.Write;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A write that waits to be committed, with its entry encoded but for the time: the thread that
 * wrote it does that, not the one that commits for all.
 *
 * @param batch with times of its own, before that of the commit
 * @param uuid the id of the entry
 */
record PendingWrite(StagedBatch batch, UUID uuid, ByteString encoded) {

  static PendingWrite of(StagedBatch batch, UUID uuid) {
    byte[] bytes = batch.toBytes();
    ByteBuffer encoded = ByteBuffer.allocate(TxnEntry.UUID_BYTES + bytes.length);
    encoded.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    encoded.put(bytes);
    return new PendingWrite(batch, uuid, UnsafeByteOperations.unsafeWrap(encoded.array()));
  }

  /** The entry if it is committed at {@code time}. */
  Write at(long time) {
    byte[] raw = new byte[encoded.size() + Long.BYTES];
    encoded.copyTo(raw, 0);
    ByteBuffer.wrap(raw).putLong(encoded.size(), time);
    return new Write(
        batch.shardId(), time, uuid, batch.at(time), UnsafeByteOperations.unsafeWrap(raw));
  }
}
