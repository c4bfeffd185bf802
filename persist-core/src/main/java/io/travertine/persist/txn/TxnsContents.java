package io.travertine.persist.txn;

import com.google.protobuf.ByteString;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.txn.TxnEntry.Write;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the entries of a txns shard say, for who looks at it from outside.
 *
 * @param registered the shards that take part in transactions
 * @param blobs the names of the blobs of committed batches: as long as the entry is there, the
 *     state of the batch's shard need not refer to them
 */
public record TxnsContents(Set<ShardId> registered, Set<String> blobs) {

  public TxnsContents {
    registered = Set.copyOf(registered);
    blobs = Set.copyOf(blobs);
  }

  /**
   * What is there after all of {@code updates} of the shard.
   *
   * @throws CorruptException if they are not those of a txns shard
   */
  public static TxnsContents of(List<Update<String, byte[]>> updates) {
    Map<Entry, Long> counts = new HashMap<>();
    for (Update<String, byte[]> update : updates) {
      Entry entry = new Entry(update.key(), ByteString.copyFrom(update.value()));
      counts.merge(entry, update.diff(), Long::sum);
    }
    Set<ShardId> registered = new HashSet<>();
    Set<String> blobs = new HashSet<>();
    counts.forEach(
        (entry, count) -> {
          if (count > 0) {
            TxnEntry parsed = TxnEntry.parse(entry.key(), entry.value().toByteArray());
            if (parsed instanceof Write write) {
              blobs.addAll(write.batch().blobs());
            } else {
              registered.add(parsed.shard());
            }
          }
        });
    return new TxnsContents(registered, blobs);
  }

  private record Entry(String key, ByteString value) {}
}
