package io.travertine.persist.simulation;

import io.travertine.persist.Batch;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.state.TransmittedBatch;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Batches on their way from the process that built them to the one that will append them. Who takes
 * one answers for its blobs. Used in turns.
 */
final class Parcels {

  private final Stores stores;
  private final List<Parcel> waiting = new ArrayList<>();

  /**
   * A batch as sent.
   *
   * @param lower where it begins
   * @param retimed its times are no earlier
   * @param upper where it ends
   * @param updates what it holds
   */
  record Parcel(
      ShardId shard,
      byte[] bytes,
      long lower,
      long retimed,
      long upper,
      List<Update<String, Long>> updates) {

    Parcel {
      updates = List.copyOf(updates);
    }
  }

  Parcels(Stores stores) {
    this.stores = stores;
  }

  /** Sends a batch, which is used up. */
  void send(Batch batch, long retimed, List<Update<String, Long>> updates) {
    long lower = batch.lower().only();
    long upper = batch.upper().only();
    byte[] bytes = batch.intoTransmittable();
    answersFor(Home.WORLD, bytes);
    waiting.add(new Parcel(batch.shardId(), bytes, lower, retimed, upper, updates));
  }

  /** One of a shard that nobody has taken yet. */
  Optional<Parcel> take(ShardId shard, SimulatedProcess taker, Dice dice) {
    List<Parcel> ofShard = waiting.stream().filter(each -> each.shard.equals(shard)).toList();
    if (ofShard.isEmpty()) {
      return Optional.empty();
    }
    Parcel parcel = dice.pick(ofShard);
    waiting.remove(parcel);
    answersFor(taker, parcel.bytes);
    return Optional.of(parcel);
  }

  private void answersFor(Home home, byte[] bytes) {
    TransmittedBatch sent = TransmittedBatch.decode(bytes, TimeDomain.U64);
    for (Part part : sent.batch().parts()) {
      part.blob().ifPresent(key -> stores.handOver(key.full(sent.shard()), home));
    }
  }
}
