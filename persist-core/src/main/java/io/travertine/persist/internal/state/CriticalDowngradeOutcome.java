package io.travertine.persist.internal.state;

import io.travertine.persist.time.Frontier;

/** What became of {@link CompareAndDowngradeSince}. */
public sealed interface CriticalDowngradeOutcome {

  /** The reader holds {@code since}, under the token {@code opaque}. */
  record Held(long opaque, Frontier since) implements CriticalDowngradeOutcome {}

  /** Another holder has fenced the caller off: the token is {@code actualOpaque}. */
  record OpaqueMismatch(long actualOpaque, Frontier since) implements CriticalDowngradeOutcome {}

  /** No such reader is registered. */
  record Unknown() implements CriticalDowngradeOutcome {}
}
