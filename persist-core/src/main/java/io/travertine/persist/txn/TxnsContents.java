package io.travertine.persist.txn;

import com.google.protobuf.ByteString;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.txn.TxnEntry.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the entries of a txns shard say, for who looks at it from outside.
 *
 * @param registered the shards that take part in transactions
 * @param batches what was committed to shards, at its times, as long as the entries are there: the
 *     states of the shards need not have it
 */
public record TxnsContents(Set<ShardId> registered, List<StagedBatch> batches) {

  public TxnsContents {
    registered = Set.copyOf(registered);
    batches = List.copyOf(batches);
  }

  /** The names of the blobs that the batches lie in. */
  public Set<String> blobs() {
    Set<String> blobs = new HashSet<>();
    batches.forEach(batch -> blobs.addAll(batch.blobs()));
    return blobs;
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
    List<StagedBatch> batches = new ArrayList<>();
    counts.forEach(
        (entry, count) -> {
          if (count > 0) {
            TxnEntry parsed = TxnEntry.parse(entry.key(), entry.value().toByteArray());
            if (parsed instanceof Write write) {
              batches.add(write.batch());
            } else {
              registered.add(parsed.shard());
            }
          }
        });
    return new TxnsContents(registered, batches);
  }

  private record Entry(String key, ByteString value) {}
}
