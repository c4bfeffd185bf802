package io.travertine.persist;

import io.travertine.persist.time.Frontier;

/** Outcome of {@link SinceHandle#compareAndDowngradeSince}. */
public sealed interface SinceDowngrade {

  /** The hold is at {@code since} now, or was there before, under the new token. */
  record Downgraded(Frontier since) implements SinceDowngrade {}

  /**
   * Somebody else has changed the token to {@code actualOpaque}. The hold stays at {@code since}.
   */
  record Fenced(long actualOpaque, Frontier since) implements SinceDowngrade {}
}
