package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.time.Frontier.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Seeds;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.internal.batch.Append;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.internal.state.CompactionPolicy;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever is appended and compacted, in whichever order, and however far the since moves: every
 * snapshot and every listen that can be asked for is exact, with closed history and without a look
 * at what it lets be skipped.
 */
class ClosedHistoryTest {

  @Test
  void everyReadGivesWhatTheModelGives() {
    Seeds.forEach(40, seed -> new History(seed).run());
  }

  @Test
  void whatIsOverIsNothingToThePresentAndVanishesOnceSincePassesIt() {
    try (MachineRoom room = new MachineRoom(new MemoryBlob(), new MemoryConsensus())) {
      room.append(room.batch(0, 1, update("stays", 0, 1)));
      for (int time = 1; time < 101; time++) {
        room.append(room.batch(time, time + 1, update("counter" + time, time, 1)));
        room.append(
            room.batch(
                time + 1,
                time + 2,
                update("counter" + time, time + 1, -1),
                update("x", time + 1, 1)));
        time++;
      }
      room.compactAll();

      Spine trace = room.machine().shared().current().contents().trace();
      assertThat(trace.batches()).hasSize(1);
      assertThat(trace.updates()).as("the row that stays, and each time of x").isEqualTo(51);
      assertThat(trace.batches().get(0).closedRuns()).isNotEmpty();
      assertThat(trace.present().waste()).isZero();

      room.downgradeSince(60);
      long closed = closedUpdates(room);
      room.downgradeSince(101);
      assertThat(closedUpdates(room)).isZero().isLessThan(closed);
      assertThat(room.machine().shared().current().contents().trace().batches().get(0).desc())
          .extracting(desc -> desc.since())
          .as("history is gone up to here")
          .isEqualTo(at(101));
    }
  }

  private static long closedUpdates(MachineRoom room) {
    return room.machine().shared().current().contents().trace().batches().stream()
        .flatMap(batch -> batch.closedRuns().stream())
        .mapToLong(Run::updates)
        .sum();
  }

  private static Update<String, Unit> update(String key, long time, long diff) {
    return new Update<>(key, Unit.UNIT, time, diff);
  }

  /** One shard and its model. */
  private static final class History {

    private final Random random;
    private final boolean retractsAnything;
    private final List<Update<String, Unit>> model = new ArrayList<>();
    private final List<MergeRequest> requests = new ArrayList<>();
    private final CompactionLimits limits;
    private long upper;
    private long since;

    History(long seed) {
      this.random = new Random(seed);
      this.retractsAnything = random.nextInt(3) == 0;
      this.limits =
          new CompactionLimits(
              random.nextBoolean() ? 100 : 1 << 20,
              10,
              1,
              random.nextBoolean() ? 1 : 1 << 16,
              random.nextBoolean() ? 0 : 4096);
    }

    void run() {
      try (MachineRoom room = new MachineRoom(new MemoryBlob(), new MemoryConsensus())) {
        for (int i = 0; i < 60; i++) {
          switch (random.nextInt(12)) {
            case 0 -> exert(room);
            case 1, 2, 3 -> compact(room);
            case 4 -> {
              if (random.nextInt(3) == 0 && upper > 0) {
                since = Math.max(since, random.nextLong(upper));
                room.downgradeSince(since);
              }
            }
            default -> append(room);
          }
          if (random.nextInt(6) == 0) {
            check(room);
          }
        }
        room.compactAll(limits);
        check(room);
      }
    }

    private void exert(MachineRoom room) {
      CompactionPolicy all = new CompactionPolicy(1, 1, 1, 0);
      requests.addAll(room.machine().exert(1L << random.nextInt(10), all));
    }

    private void compact(MachineRoom room) {
      requests.addAll(room.machine().shared().current().contents().trace().uncompacted(0));
      if (!requests.isEmpty()) {
        MergeRequest request = requests.get(random.nextInt(requests.size()));
        MergeOutcome outcome = room.compact(request, limits);
        if (!outcome.isApplied()) {
          requests.remove(request);
        }
      }
    }

    private void append(MachineRoom room) {
      long next = upper + 1 + random.nextInt(4);
      long built = next + random.nextInt(3);
      List<Update<String, Unit>> updates = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        long time = upper + random.nextInt((int) (built - upper));
        String key = "k" + random.nextInt(6);
        updates.add(update(key, time, diff(key, time)));
      }
      HollowBatch batch = room.batch(upper, built, random.nextBoolean() ? 0 : 4096, updates);
      room.append(Append.concatenate(List.of(batch), at(upper), at(next)));
      long cut = next;
      updates.stream().filter(each -> each.time() < cut).forEach(model::add);
      upper = next;
    }

    private long diff(String key, long time) {
      if (retractsAnything) {
        long diff = random.nextInt(7) - 3;
        return diff == 0 ? 1 : diff;
      }
      boolean there = contents(time).getOrDefault(key, 0L) > 0;
      return there && random.nextBoolean() ? -1 : 1 + random.nextInt(2);
    }

    private Map<String, Long> contents(long asOf) {
      Map<String, Long> sums = new TreeMap<>();
      for (Update<String, Unit> update : model) {
        if (update.time() <= asOf) {
          sums.merge(update.key(), update.diff(), Long::sum);
        }
      }
      sums.values().removeIf(sum -> sum == 0);
      return sums;
    }

    private void check(MachineRoom room) {
      State state = room.machine().shared().current();
      for (long time = since; time < upper; time++) {
        Frontier asOf = at(time);
        assertThat(snapshot(room, state, asOf, true))
            .as("as of %s", time)
            .isEqualTo(contents(time));
        assertThat(snapshot(room, state, asOf, false)).as("of all parts").isEqualTo(contents(time));
        assertThat(changes(room, state, asOf)).as("after %s", time).isEqualTo(changes(time));
      }
    }

    private Map<String, Long> snapshot(
        MachineRoom room, State state, Frontier asOf, boolean skipping) {
      Map<String, Long> sums = new TreeMap<>();
      for (HollowBatch batch : state.contents().trace().batches()) {
        List<RegisteredPart> parts =
            RegisteredPart.of(batch).stream()
                .filter(part -> !skipping || part.mayShow(asOf))
                .toList();
        for (Update<String, Unit> each : room.read(parts, new ReadFilter.Snapshot(asOf))) {
          sums.merge(each.key(), each.diff(), Long::sum);
        }
      }
      sums.values().removeIf(sum -> sum == 0);
      return sums;
    }

    private static Map<String, Long> changes(MachineRoom room, State state, Frontier asOf) {
      ReadFilter.Listen filter = new ReadFilter.Listen(asOf, asOf);
      Map<String, Long> sums = new TreeMap<>();
      for (HollowBatch batch : state.contents().trace().batches()) {
        List<RegisteredPart> parts =
            RegisteredPart.of(batch).stream().filter(filter::mayShow).toList();
        for (Update<String, Unit> each : room.read(parts, filter)) {
          sums.merge(each.key() + "@" + each.time(), each.diff(), Long::sum);
        }
      }
      sums.values().removeIf(sum -> sum == 0);
      return sums;
    }

    private Map<String, Long> changes(long after) {
      Map<String, Long> sums = new TreeMap<>();
      for (Update<String, Unit> update : model) {
        if (update.time() > after) {
          sums.merge(update.key() + "@" + update.time(), update.diff(), Long::sum);
        }
      }
      sums.values().removeIf(sum -> sum == 0);
      return sums;
    }
  }
}
