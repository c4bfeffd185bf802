package io.travertine.persist.internal.machine;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.pubsub.DiffReceiver;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what it is told as long as somebody uses the shard, without keeping it. Thread-safe.
 */
final class WeakReceiver implements DiffReceiver {

  private final WeakReference<@Nullable DiffReceiver> receiver;

  WeakReceiver(DiffReceiver receiver) {
    this.receiver = new WeakReference<>(receiver);
  }

  private void tell(Consumer<DiffReceiver> news) {
    DiffReceiver alive = receiver.get();
    if (alive != null) {
      news.accept(alive);
    }
  }

  @Override
  public void pushed(SeqNo seqNo, byte[] diff) {
    tell(alive -> alive.pushed(seqNo, diff));
  }

  @Override
  public void announced(SeqNo seqNo) {
    tell(alive -> alive.announced(seqNo));
  }

  @Override
  public void subscribed() {
    tell(DiffReceiver::subscribed);
  }
}
