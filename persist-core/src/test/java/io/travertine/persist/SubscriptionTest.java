package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.delete;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.sums;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Contents first, then what happens. */
class SubscriptionTest {

  private static final PersistConfig SMALL_PARTS =
      PersistConfig.defaults().withInline(0, 0).withParts(10, 1);

  @Test
  void tellsTheContentsAndThenWhatHappens() {
    try (OneShard shard = new OneShard(SMALL_PARTS);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      writer.append(keys(0, 4), at(0), at(4));
      try (Subscription<String, Unit> subscription = reader.subscribe(at(1))) {
        ListenEvent.Changes<String, Unit> contents =
            (ListenEvent.Changes<String, Unit>) subscription.next();
        assertThat(contents.updates())
            .containsExactlyInAnyOrder(insert("key0", 1), insert("key1", 1));
        ListenEvent.Changes<String, Unit> changes =
            (ListenEvent.Changes<String, Unit>) subscription.next();
        assertThat(changes.updates()).containsExactlyInAnyOrderElementsOf(keys(2, 4));
        assertThat(subscription.next()).isEqualTo(new ListenEvent.Progress<>(at(4)));
        writer.append(List.of(), at(4), Frontier.empty(TimeDomain.U64));
        assertThat(subscription.next())
            .isEqualTo(new ListenEvent.Progress<>(Frontier.empty(TimeDomain.U64)));
        assertThat(subscription.next()).isEqualTo(new ListenEvent.Closed<>());
      }
    }
  }

  @Test
  void theFirstEventWaitsForItsTime() {
    try (OneShard shard = new OneShard(SMALL_PARTS);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer();
        Subscription<String, Unit> subscription = reader.subscribe(at(1))) {
      writer.append(keys(0, 1), at(0), at(1));
      assertThatThrownBy(() -> subscription.next(Deadline.after(Duration.ofMillis(20))))
          .isInstanceOf(DeadlineExceededException.class);
      writer.append(keys(1, 2), at(1), at(2));
      assertThat(sums(((ListenEvent.Changes<String, Unit>) subscription.next()).updates()))
          .isEqualTo(sums(keys(0, 2)));
      assertThat(subscription.next()).isEqualTo(new ListenEvent.Progress<>(at(2)));
    }
  }

  @Test
  void ofNothingThereIsNothingToTell() {
    try (OneShard shard = new OneShard(SMALL_PARTS);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer();
        Subscription<String, Unit> subscription = reader.subscribe(at(0))) {
      writer.append(keys(1, 2), at(0), at(2));
      assertThat(subscription.next()).isEqualTo(new ListenEvent.Changes<>(keys(1, 2)));
    }
  }

  @Test
  void historyThatIsGoneCannotBeSubscribedTo() {
    try (OneShard shard = new OneShard(SMALL_PARTS);
        ReadHandle<String, Unit> reader = shard.reader()) {
      reader.downgradeSince(at(3));
      assertThatThrownBy(() -> reader.subscribe(at(2))).isInstanceOf(HistoryLostException.class);
    }
  }

  @Test
  void aSubscriptionClosedUnreadHoldsNothing() {
    try (OneShard shard = new OneShard(SMALL_PARTS);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      writer.append(keys(0, 4), at(0), at(4));
      reader.subscribe(at(1)).close();
      assertThat(registered(shard)).containsExactly(reader.readerId());

      Subscription<String, Unit> unfetched = reader.subscribe(at(1));
      PartEvent.Parts parts = (PartEvent.Parts) unfetched.nextParts(Deadline.none());
      unfetched.close();
      assertThat(registered(shard)).hasSize(2);
      parts.close();
      assertThat(registered(shard)).containsExactly(reader.readerId());
      assertThatThrownBy(unfetched::next).isInstanceOf(IllegalStateException.class);
    }
  }

  private static List<LeasedReaderId> registered(OneShard shard) {
    List<LeasedReaderId> ids = new ArrayList<>();
    shard.state().contents().leasedReaders().forEach(row -> ids.add(row.getKey()));
    return ids;
  }

  /** Whatever is compacted meanwhile: what was told adds up to the contents at every progress. */
  @Test
  void whatIsToldAddsUpToTheContents() {
    for (long seed = 0; seed < 20; seed++) {
      addsUp(seed);
    }
  }

  private static void addsUp(long seed) {
    Random random = new Random(seed);
    PersistConfig config =
        PersistConfig.defaults()
            .withInline(random.nextBoolean() ? 0 : 100, 1_000)
            .withParts(1 + random.nextInt(100), 1)
            .withUpkeep(new Upkeep(true, 8, 4, 2, 2, 2, 1 << 20, 20));
    List<Update<String, Unit>> written = new ArrayList<>();
    try (OneShard shard = new OneShard(config);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      long upper = write(writer, random, 0, 20, written);
      long asOf = random.nextInt((int) upper);
      if (random.nextBoolean()) {
        reader.downgradeSince(at(random.nextInt((int) asOf + 1)));
      }
      try (Subscription<String, Unit> subscription = reader.subscribe(at(asOf))) {
        List<Update<String, Unit>> told = new ArrayList<>();
        if (random.nextBoolean()) {
          tellUntil(subscription, asOf + 1, told, written, seed);
        }
        reader.close();
        upper = write(writer, random, upper, 60, written);
        tellUntil(subscription, upper, told, written, seed);
      }
    }
  }

  private static long write(
      WriteHandle<String, Unit> writer,
      Random random,
      long from,
      int commits,
      List<Update<String, Unit>> written) {
    long upper = from;
    for (int i = 0; i < commits; i++) {
      long next = upper + 1 + random.nextInt(3);
      List<Update<String, Unit>> batch = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        long time = upper + random.nextInt((int) (next - upper));
        String key = "k" + random.nextInt(6);
        batch.add(random.nextInt(3) == 0 ? delete(key, time) : insert(key, time));
      }
      assertThat(writer.compareAndAppend(batch, at(upper), at(next)))
          .isInstanceOf(AppendResult.Appended.class);
      written.addAll(batch);
      upper = next;
    }
    return upper;
  }

  private static void tellUntil(
      Subscription<String, Unit> subscription,
      long until,
      List<Update<String, Unit>> told,
      List<Update<String, Unit>> written,
      long seed) {
    while (true) {
      ListenEvent<String, Unit> event = subscription.next();
      if (event instanceof ListenEvent.Changes<String, Unit> changes) {
        told.addAll(changes.updates());
      } else if (event instanceof ListenEvent.Progress<String, Unit> progress) {
        long frontier = progress.frontier().only();
        Map<String, Long> model =
            sums(written.stream().filter(update -> update.time() < frontier).toList());
        assertThat(sums(told)).as("seed %s up to %s", seed, frontier).isEqualTo(model);
        if (frontier >= until) {
          return;
        }
      }
    }
  }
}
