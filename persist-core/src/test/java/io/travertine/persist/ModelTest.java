package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.delete;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.sums;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Seeds;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random histories of inserts and deletes by several processes, with upkeep as busy as can be,
 * against a list of all updates.
 */
class ModelTest {

  private static final Upkeep BUSY = new Upkeep(true, 4, 2, 2, 2, 2, 1 << 20, 20);

  @Test
  void everyReadGivesWhatTheModelGives() {
    Seeds.forEach(5, seed -> new History(seed).run());
  }

  private static final class History {
    private final Random random;
    private final PersistLocation location;
    private final ShardId shard;
    private final List<Update<String, Unit>> model = new ArrayList<>();
    private final List<String> present = new ArrayList<>();
    private final List<PersistClient> processes = new ArrayList<>();
    private final List<WriteHandle<String, Unit>> writers = new ArrayList<>();
    private final List<ReadHandle<String, Unit>> readers = new ArrayList<>();
    private long upper;

    History(long seed) {
      this.random = new Random(seed);
      this.location = PersistLocation.of("mem:" + Seed.secure().uuid());
      this.shard = ShardId.generate(Seed.of(seed));
    }

    void run() {
      for (int i = 0; i < 3; i++) {
        start();
      }
      Listen<String, Unit> listen = readers.get(0).listen(at(0));
      List<Update<String, Unit>> told = new ArrayList<>();
      for (int step = 0; step < 150; step++) {
        switch (random.nextInt(10)) {
          case 0 -> restart(random.nextInt(processes.size()));
          case 1 -> letHistoryGo(any(readers));
          case 2, 3 -> read(any(readers));
          case 4 -> hear(listen, told);
          case 5 -> appendStaged(any(writers), any(writers));
          default -> append(any(writers));
        }
      }
      while (listen.frontier().lessThan(at(upper))) {
        hear(listen, told);
      }
      assertThat(byTime(told))
          .isEqualTo(byTime(model.stream().filter(update -> update.time() > 0).toList()));
      read(any(readers));
      listen.close();
      readers.forEach(ReadHandle::close);
      writers.forEach(WriteHandle::close);
      processes.forEach(PersistClient::close);
    }

    /** The sum of diffs by key and time. */
    private static Map<String, Long> byTime(List<Update<String, Unit>> updates) {
      return sums(
          updates.stream()
              .map(u -> new Update<>(u.key() + "@" + u.time(), u.value(), u.time(), u.diff()))
              .toList());
    }

    private void start() {
      PersistConfig config =
          PersistConfig.defaults()
              .withParts(64, 1 + random.nextInt(2))
              .withInline(random.nextBoolean() ? 0 : 120, random.nextBoolean() ? 400 : 1 << 20)
              .withUpkeep(BUSY);
      PersistClient client = new OneProcess(config).open(location);
      processes.add(client);
      writers.add(writer(client, shard));
      readers.add(reader(client, shard));
    }

    private void restart(int index) {
      // The listen lives on in its process although its handle and its client are closed.
      readers.remove(index).close();
      writers.remove(index).close();
      processes.remove(index).close();
      start();
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    private void append(WriteHandle<String, Unit> writer) {
      long next = upper + 1 + random.nextInt(3);
      List<Update<String, Unit>> updates = new ArrayList<>();
      for (long time = upper; time < next; time++) {
        for (int i = random.nextInt(6); i > 0; i--) {
          if (!present.isEmpty() && random.nextInt(3) == 0) {
            updates.add(delete(present.remove(random.nextInt(present.size())), time));
          } else {
            String key = "key" + random.nextInt(40);
            present.add(key);
            updates.add(insert(key, time));
          }
        }
      }
      List<Update<String, Unit>> shuffled = new ArrayList<>(updates);
      java.util.Collections.shuffle(shuffled, random);
      AppendResult result =
          random.nextBoolean()
              ? writer.compareAndAppend(shuffled, at(upper), at(next))
              : writer.append(shuffled, at(upper), at(next));
      assertThat(result).isEqualTo(new AppendResult.Appended(at(next)));
      model.addAll(updates);
      upper = next;
    }

    /** A batch built for earlier times, sent to another process perhaps, and rewritten. */
    private void appendStaged(
        WriteHandle<String, Unit> stager, WriteHandle<String, Unit> appender) {
      long next = upper + 1 + random.nextInt(3);
      long lower = upper - random.nextInt((int) Math.min(upper, 5) + 1);
      long built = Math.min(next, lower + 1 + random.nextInt(3));
      long frontier = upper + random.nextInt((int) (next - upper));
      List<Update<String, Unit>> updates = new ArrayList<>();
      Batch batch;
      try (BatchBuilder<String, Unit> builder = stager.builder(at(lower))) {
        for (int i = random.nextInt(8); i > 0; i--) {
          String key = "key" + random.nextInt(40);
          long time = lower + random.nextInt((int) (built - lower));
          builder.add(key, Unit.UNIT, time, 1);
          present.add(key);
          updates.add(insert(key, Math.max(time, frontier)));
        }
        batch = builder.finish(at(built));
      }
      if (random.nextBoolean()) {
        batch.rewriteTimes(at(Math.max(lower, frontier - 2)), at(next));
      }
      if (stager != appender || random.nextBoolean()) {
        batch = appender.batchFromTransmittable(batch.intoTransmittable());
      }
      batch.rewriteTimes(at(frontier), at(next));
      assertThat(appender.compareAndAppendBatch(List.of(batch), at(upper), at(next)))
          .isEqualTo(new AppendResult.Appended(at(next)));
      model.addAll(updates);
      upper = next;
    }

    private void letHistoryGo(ReadHandle<String, Unit> reader) {
      long since = reader.since().only();
      long to = since + random.nextInt((int) Math.max(1, upper - since));
      assertThat(reader.downgradeSince(at(to))).isEqualTo(at(Math.max(since, to)));
    }

    private void read(ReadHandle<String, Unit> reader) {
      if (upper == 0) {
        return;
      }
      long since = reader.since().only();
      if (since >= upper) {
        return;
      }
      long time = since + random.nextInt((int) (upper - since));
      assertThat(contents(reader, time)).as("at %s of %s", time, upper).isEqualTo(expected(time));
      if (since > 0) {
        assertThatThrownBy(() -> reader.snapshot(at(since - 1)))
            .isInstanceOf(HistoryLostException.class);
      }
    }

    private Map<String, Long> expected(long time) {
      return sums(model.stream().filter(u -> u.time() <= time).collect(Collectors.toList()));
    }

    private void hear(Listen<String, Unit> listen, List<Update<String, Unit>> told) {
      if (listen.frontier().lessThan(at(upper))) {
        if (listen.next() instanceof ListenEvent.Changes<String, Unit> changes) {
          told.addAll(changes.updates());
        }
      }
    }
  }
}
