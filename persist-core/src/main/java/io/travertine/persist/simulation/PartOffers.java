package io.travertine.persist.simulation;

import io.travertine.persist.LeasedPart;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts of snapshots that somebody holds a lease on, for others to fetch. Used in turns. */
final class PartOffers {

  private static final int REMEMBERED = 20;

  private final List<Offer> offers = new ArrayList<>();

  /** All parts of one snapshot; fetched by those who cannot know whether they are still held. */
  static final class Offer {
    private final ShardId shard;
    private final String purpose;
    private final long asOf;
    private final List<LeasedPart> parts;
    private boolean withdrawn;

    private Offer(ShardId shard, String purpose, long asOf, List<LeasedPart> parts) {
      this.shard = shard;
      this.purpose = purpose;
      this.asOf = asOf;
      this.parts = List.copyOf(parts);
    }

    /** Under which the state knows the reader that holds them. */
    String purpose() {
      return purpose;
    }

    long asOf() {
      return asOf;
    }

    List<LeasedPart> parts() {
      return parts;
    }

    boolean isWithdrawn() {
      return withdrawn;
    }
  }

  Offer offer(ShardId shard, String purpose, long asOf, List<LeasedPart> parts) {
    Offer offer = new Offer(shard, purpose, asOf, parts);
    offers.add(offer);
    if (offers.size() > REMEMBERED) {
      offers.remove(0);
    }
    return offer;
  }

  /** Its parts are about to be closed; it is remembered, so that some come too late. */
  void withdraw(Offer offer) {
    offer.withdrawn = true;
  }

  /** One of the offers of a shard. */
  Optional<Offer> some(ShardId shard, Dice dice) {
    List<Offer> ofShard = offers.stream().filter(offer -> offer.shard.equals(shard)).toList();
    return ofShard.isEmpty() ? Optional.empty() : Optional.of(dice.pick(ofShard));
  }
}
