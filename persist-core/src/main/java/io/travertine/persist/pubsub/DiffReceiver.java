package io.travertine.persist.pubsub;

import io.travertine.persist.id.SeqNo;

/**
 * Is told what others committed to one shard, on a thread of the line: it must be quick,
 * thread-safe, do no I/O and not throw. What it is told may be old, twice told, damaged or untrue.
 */
public interface DiffReceiver {

  /**
   * Version {@code seqNo} was committed.
   *
   * @param diff makes it of the version before; not to be modified
   */
  void pushed(SeqNo seqNo, byte[] diff);

  /** Version {@code seqNo} was committed; its diff, and maybe earlier ones, got lost on the way. */
  void announced(SeqNo seqNo);

  /** From now on pushes arrive; what was pushed before may have been missed. */
  void subscribed();
}
