package io.travertine.persist.internal.machine;

import io.travertine.persist.time.Frontier;

/** What became of an append, with every doubt about lost answers resolved (spec §4.4). */
public sealed interface AppendAnswer {

  /** The batch is part of the shard. */
  record Appended() implements AppendAnswer {}

  /** The shard does not end where the batch begins but at {@code actual}. */
  record UpperMismatch(Frontier actual) implements AppendAnswer {}

  /** The state has enough inline bytes: put the batch's parts into Blob and try again. */
  record TooMuchInline() implements AppendAnswer {}
}
