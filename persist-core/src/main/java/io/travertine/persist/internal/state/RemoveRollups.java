package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.RollupKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Unlinks rollups whose blobs are gone, and ends the claim to collect garbage: the last step of
 * garbage collection, even of one that found nothing. The result is the versions unlinked.
 */
public record RemoveRollups(List<RollupKey> rollups) implements Command<List<SeqNo>> {

  public RemoveRollups {
    rollups = List.copyOf(rollups);
  }

  @Override
  public boolean isPatient() {
    return true;
  }

  @Override
  public boolean isAllowedOnTombstone() {
    return false;
  }

  @Override
  public Transition<List<SeqNo>> apply(SeqNo next, Contents now) {
    if (now.isTombstone() || (rollups.isEmpty() && now.activeGc().isEmpty())) {
      return new Transition.NoOp<>(List.of());
    }
    SortedTable<SeqNo, HollowRollup> left = now.rollups();
    List<SeqNo> removed = new ArrayList<>();
    for (RollupKey key : rollups) {
      Optional<HollowRollup> present = left.get(key.seqNo());
      if (present.isPresent()) {
        if (!present.get().key().equals(key)) {
          throw new IllegalStateException(
              "rollup of " + key.seqNo() + " is " + present.get().key() + ", not " + key);
        }
        left = left.without(key.seqNo());
        removed.add(key.seqNo());
      }
    }
    return new Transition.Commit<>(
        now.withRollups(left).withActiveGc(Optional.empty()), List.copyOf(removed));
  }
}
