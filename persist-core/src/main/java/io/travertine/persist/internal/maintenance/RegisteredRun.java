package io.travertine.persist.internal.maintenance;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.io.RegisteredPart;
import java.util.List;

/** A run, and the batch it is registered with, which may be narrower than the run. */
record RegisteredRun(HollowBatch batch, Run run) {

  /** How much more a part takes decoded than encoded, roughly. */
  private static final int DECODED_FACTOR = 4;

  List<RegisteredPart> parts() {
    return run.parts().stream().map(part -> new RegisteredPart(batch.desc(), run, part)).toList();
  }

  /** What merging it takes at once: its largest part. */
  long memoryBytes() {
    return DECODED_FACTOR * run.parts().stream().mapToLong(Part::encodedBytes).max().orElse(0);
  }
}
