package io.travertine.persist.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class PubSubHubTest extends PubSubContract {

  private final PubSubHub hub = new PubSubHub();

  @Override
  PubSub line(String database) {
    return line(hub, database);
  }

  private static PubSub line(PubSubHub hub, String database) {
    return hub.connect(PersistLocation.of("mem:" + database), Clock.system(), Seed.secure());
  }

  @Test
  void whoIsSlowLosesDiffsAndLearnsOfTheNewestVersion() {
    Deque<Runnable> later = new ArrayDeque<>();
    PubSubHub slow = new PubSubHub(later::add);
    Notes notes = new Notes();
    line(slow, "original").subscribe(SHARD, notes);
    PubSub busy = line(slow, "original");

    for (int i = 1; i <= Outbox.DIFFS_MAX + 10; i++) {
      push(busy, SHARD, i);
    }
    assertThat(later).as("one task a line").hasSize(1);
    later.remove().run();

    assertThat(notes.diffs()).hasSize(Outbox.DIFFS_MAX);
    assertThat(notes.all()).last().isEqualTo(new SeqNo(Outbox.DIFFS_MAX + 10) + "?");
    push(busy, SHARD, 99);
    later.remove().run();
    assertThat(notes.all()).last().isEqualTo("v99=d99");
  }

  @Test
  void diffsWaitingAreBoundedInBytesToo() {
    Deque<Runnable> later = new ArrayDeque<>();
    PubSubHub slow = new PubSubHub(later::add);
    Notes notes = new Notes();
    line(slow, "original").subscribe(SHARD, notes);
    PubSub busy = line(slow, "original");
    byte[] large = new byte[(int) (Outbox.BYTES_MAX / 3)];

    for (int i = 1; i <= 4; i++) {
      busy.push(SHARD, new SeqNo(i), large);
    }
    later.remove().run();

    assertThat(notes.diffs()).hasSize(3);
    assertThat(notes.all()).last().isEqualTo("v4?");
  }
}
