package io.travertine.persist.admin;

import static io.travertine.persist.inspect.Place.STORED;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.AppendResult;
import io.travertine.persist.Batch;
import io.travertine.persist.BatchBuilder;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Seeds;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.Place;
import io.travertine.persist.inspect.ProgressListener;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Leaked blobs are removed again and again while writers have batches on their way for hours, while
 * shards are compacted and collected and processes die: nothing that is appended later is gone, and
 * everything that was left behind is. Upkeep takes no hours: time passes between its tasks.
 */
class LeakRemovalTest {

  private static final PersistConfig BUSY =
      PersistConfig.defaults().withParts(10, 1).withInline(0, 0).withRollupVersions(3);

  @Test
  void nothingOnItsWayIsEverRemoved() {
    Seeds.forEach(3, seed -> new History(seed).run());
  }

  private static final class Writing {
    final WriteHandle<String, Unit> writer;
    final Set<String> appended = new HashSet<>();
    Optional<Batch> held = Optional.empty();
    Set<String> heldKeys = Set.of();
    long heldMinutes;

    Writing(WriteHandle<String, Unit> writer) {
      this.writer = writer;
    }
  }

  private static final class History {
    private final Place place = new Place();
    private final Random random;
    private final List<Writing> writings = new ArrayList<>();
    private final Map<String, Long> leaked = new HashMap<>();
    private int keys;

    History(long seed) {
      random = new Random(seed);
    }

    void run() {
      for (int i = 0; i < 3; i++) {
        ShardId shard = Place.newShard();
        Writing writing = new Writing(place.writer(i == 0 ? STORED : BUSY, shard));
        writings.add(writing);
      }
      for (int i = 0; i < 150; i++) {
        step(writings.get(random.nextInt(writings.size())));
      }
      writings.forEach(this::append);
      pass(Duration.ofHours(25));
      remove();
      assertThat(leaked).isEmpty();
      place.closeWriters();
      writings.forEach(this::check);
      try {
        place.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    private void step(Writing writing) {
      switch (random.nextInt(5)) {
        case 0, 1 -> build(writing);
        case 2 -> append(writing);
        case 3 -> {
          pass(Duration.ofMinutes(random.nextInt(300)));
          leak(writing);
        }
        default -> remove();
      }
    }

    private void build(Writing writing) {
      if (writing.held.isPresent()) {
        append(writing);
      }
      long time = writing.writer.fetchRecentUpper().only();
      Set<String> built = new HashSet<>();
      try (BatchBuilder<String, Unit> builder = writing.writer.builder(Frontier.at(time))) {
        for (int i = random.nextInt(4); i >= 0; i--) {
          String key = "key" + keys++;
          builder.add(key, Unit.UNIT, time, 1);
          built.add(key);
        }
        writing.held = Optional.of(builder.finish(Frontier.at(time + 1)));
      }
      writing.heldKeys = built;
      writing.heldMinutes = 0;
    }

    private void append(Writing writing) {
      if (writing.held.isEmpty()) {
        return;
      }
      Batch batch = writing.held.get();
      writing.held = Optional.empty();
      assertThat(writing.writer.compareAndAppendBatch(List.of(batch), batch.lower(), batch.upper()))
          .isInstanceOf(AppendResult.Appended.class);
      writing.appended.addAll(writing.heldKeys);
    }

    /** Time passes; whoever has a batch for most of a day had better append it. */
    private void pass(Duration time) {
      for (Writing writing : writings) {
        writing.heldMinutes += time.toMinutes();
        if (writing.heldMinutes > Duration.ofHours(23).toMinutes()) {
          append(writing);
        }
      }
      place.pass(time);
      leaked.replaceAll((name, minutes) -> minutes + time.toMinutes());
    }

    /** As a process leaves one that dies between an upload and its append. */
    private void leak(Writing writing) {
      leaked.put(place.plant(writing.writer.shardId(), BuildVersion.CURRENT), 0L);
    }

    private void remove() {
      try (ShardAdmin admin =
          new ShardAdmin(
              place.location(), PersistConfig.defaults(), Mode.COMMIT, BuildVersion.CURRENT)) {
        admin.removeLeakedBlobs(Optional.empty(), LeakRule.DEFAULT, ProgressListener.NONE);
      }
      leaked
          .entrySet()
          .removeIf(
              each -> {
                boolean old = each.getValue() > LeakRule.DEFAULT.grace().toMinutes();
                assertThat(place.blob.get(each.getKey()).isEmpty()).isEqualTo(old);
                return old;
              });
    }

    private void check(Writing writing) {
      assertThat(
              place
                  .inspector()
                  .shard(writing.writer.shardId())
                  .history(Codec.string(), Codec.unit())
                  .stream()
                  .map(Update::key))
          .containsExactlyInAnyOrderElementsOf(writing.appended);
    }
  }
}
