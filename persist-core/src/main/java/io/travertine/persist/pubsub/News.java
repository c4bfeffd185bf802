package io.travertine.persist.pubsub;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;

/** One thing a receiver is told. */
sealed interface News {

  ShardId shardId();

  void tell(DiffReceiver receiver);

  /** A version and the diff that made it. */
  record Pushed(ShardId shardId, SeqNo seqNo, byte[] diff) implements News {
    @Override
    public void tell(DiffReceiver receiver) {
      receiver.pushed(seqNo, diff);
    }
  }

  /** A version whose diff got lost. */
  record Announced(ShardId shardId, SeqNo seqNo) implements News {
    @Override
    public void tell(DiffReceiver receiver) {
      receiver.announced(seqNo);
    }
  }

  /** Pushes arrive from now on. */
  record Subscribed(ShardId shardId) implements News {
    @Override
    public void tell(DiffReceiver receiver) {
      receiver.subscribed();
    }
  }
}
