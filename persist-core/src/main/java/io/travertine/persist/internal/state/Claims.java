package io.travertine.persist.internal.state;

import io.travertine.persist.internal.spine.Claim;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.Spine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands out compactions so that each is done by one (spec §4.3, step 9). */
final class Claims {

  private Claims() {}

  /**
   * The requests worth doing, claimed in the spine. If there are none, one that an earlier command
   * handed out in vain, or that has become worth doing since.
   */
  static Spine.Pushed claimed(Spine.Pushed pushed, long nowMillis, CompactionPolicy policy) {
    List<MergeRequest> requests = new ArrayList<>();
    for (MergeRequest request : pushed.requests()) {
      if (policy.isWorthDoing(request.counts())) {
        requests.add(request);
      }
    }
    if (requests.isEmpty()) {
      abandoned(pushed.spine(), nowMillis, policy).ifPresent(requests::add);
    }
    Spine spine = pushed.spine();
    for (MergeRequest request : requests) {
      spine = spine.claim(request.id(), new Claim(nowMillis));
    }
    return new Spine.Pushed(spine, List.copyOf(requests));
  }

  private static Optional<MergeRequest> abandoned(
      Spine spine, long nowMillis, CompactionPolicy policy) {
    return spine.neediest(
        nowMillis - policy.claimMillis(), batch -> policy.isWorthDoing(batch.counts()));
  }
}
