package io.travertine.persist.txn;

/** What became of a transaction. */
public sealed interface CommitOutcome {

  /** It is durable, all of it at {@code time}, which no other transaction has. */
  record Committed(long time) implements CommitOutcome {}

  /** Its check found a conflict. Nothing happened. */
  record Refused(Conflict conflict) implements CommitOutcome {}

  /** There was nothing to commit, so nothing was written, and nothing checked. */
  record Unchanged() implements CommitOutcome {}
}
