package io.travertine.persist;

import io.travertine.persist.time.Frontier;

/** Outcome of an append (spec §1.6). */
public sealed interface AppendResult {

  /** The updates are durable, and the shard is complete up to {@code upper}. */
  record Appended(Frontier upper) implements AppendResult {}

  /** Another writer was first. Nothing became visible; retry from {@code actual}. */
  record UpperMismatch(Frontier expected, Frontier actual) implements AppendResult {}
}
