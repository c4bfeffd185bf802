package io.travertine.persist.internal.state;

import io.travertine.persist.time.Frontier;

/** What became of {@link DowngradeSince}. */
public sealed interface DowngradeOutcome {

  /** The reader holds {@code since}. */
  record Held(Frontier since) implements DowngradeOutcome {}

  /**
   * The reader is not registered (any more): its lease has expired, and what it held may be gone.
   */
  record Expired() implements DowngradeOutcome {}
}
