package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;

/**
 * A change of state as a pure function (spec §4.2). It may be applied many times, to newer and
 * newer states, before one application is committed or none is needed.
 *
 * <p>Where the result says whether something was linked (a rollup, a merge result), the caller must
 * remember if it was so in <em>any</em> attempt: one whose answer was lost may have been committed.
 *
 * @param <R> what the caller learns
 */
public sealed interface Command<R>
    permits RegisterLeasedReader,
        RegisterCriticalReader,
        RegisterSchema,
        EvolveSchema,
        CompareAndAppend,
        DowngradeSince,
        CompareAndDowngradeSince,
        HeartbeatLeasedReader,
        ExpireLeasedReader,
        ExpireCriticalReader,
        ExpireWriter,
        AddRollup,
        ReleaseClaim,
        RemoveRollups,
        RenewGc,
        ApplyMerge,
        ExertSpine,
        TakeOverMaintenance,
        BecomeTombstone,
        Together {

  /**
   * What the command makes of {@code now}.
   *
   * @param next the version that would be committed
   */
  Transition<R> apply(SeqNo next, Contents now);

  /** Whether it may be committed on a tombstone. */
  default boolean isAllowedOnTombstone() {
    return false;
  }

  /** Whether nobody waits for it: it may go along with somebody else's commit. */
  default boolean isPatient() {
    return false;
  }

  /** Whether it may be asked to collect garbage even while there are writers. */
  default boolean isWrite() {
    return false;
  }
}
