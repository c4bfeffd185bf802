package io.travertine.persist.txn;

import io.travertine.persist.id.ShardId;
import java.util.Optional;
import java.util.Set;

/**
 * Says whether what others committed since a transaction began to read keeps it from being
 * committed. Asked by whichever thread commits for the group, one call after the other; it must
 * depend on nothing but its argument and what the transaction did.
 */
public interface CommitCheck {

  /** The time the transaction read at: it has seen everything committed up to then. */
  long readTime();

  /** The shards of which it wants to know: what it has read, and what it has changed. */
  Set<ShardId> shards();

  /**
   * Looks at what others committed to one of these shards after the read time. Each of their
   * commits is shown once if it was committed; those that are committed along with this transaction
   * but before it may be shown again.
   *
   * @return why the transaction cannot be committed after them, if so
   */
  Optional<Conflict> conflict(OthersChanges changes);
}
