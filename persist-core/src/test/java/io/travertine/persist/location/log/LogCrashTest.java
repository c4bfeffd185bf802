package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.LocationException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Consensus.Turn;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.log.SimulatedMachine.Ending;
import io.travertine.persist.location.log.SimulatedMachine.Killed;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that share a log are killed, and their machine loses its power, at any step; between
 * any two steps of one the others go on. What they find is one of the few states that the
 * acknowledgements allow. {@code -Dtravertine.log.seeds=N} runs more seeds.
 */
class LogCrashTest {

  private static final int SEEDS = Integer.getInteger("travertine.log.seeds", 150);
  private static final int PROCESSES = 3;
  private static final int ACTIONS = 120;
  private static final List<String> KEYS = List.of("a", "b", "c");

  /** Each key's versions, by seqno. */
  private record State(Map<String, TreeMap<Long, String>> logs) {

    State with(String key, UnaryOperator<TreeMap<Long, String>> change) {
      Map<String, TreeMap<Long, String>> next = new HashMap<>(logs);
      next.put(key, change.apply(new TreeMap<>(logs.getOrDefault(key, new TreeMap<>()))));
      next.values().removeIf(Map::isEmpty);
      return new State(next);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatIsAcknowledgedStays(int share) {
    for (int seed = share; seed < SEEDS; seed += 4) {
      try {
        new Run(seed).all();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** What was asked for: a change of one key, that happens once, or not. */
  private record Change(int number, String key, UnaryOperator<TreeMap<Long, String>> effect) {}

  /** A state, and which changes led there. */
  private record Outcome(State state, Set<Integer> made) {

    Outcome with(Change change) {
      Set<Integer> more = new LinkedHashSet<>(made);
      more.add(change.number);
      return new Outcome(state.with(change.key, change.effect), more);
    }
  }

  private static final class Run {

    private final Random random;
    private final SimulatedMachine machine;
    private final ManualClock clock = ManualClock.hurrying();
    private final List<Optional<LogConsensus>> processes = new ArrayList<>();
    private final int seed;

    private Set<Outcome> possible = Set.of(new Outcome(new State(Map.of()), Set.of()));

    /** What may still happen: changes under way, and those whose process was killed. */
    private final List<Change> pending = new ArrayList<>();

    private final Set<Change> underWay = new LinkedHashSet<>();
    private Optional<LogConsensus> running = Optional.empty();

    /** One that may only read. */
    private Optional<LogConsensus> reader = Optional.empty();

    private boolean created;
    private boolean nested;
    private int changes;

    Run(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.machine = new SimulatedMachine(random);
      if (seed % 5 == 4) {
        machine.forgetBoots();
      }
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(Optional.empty());
      }
    }

    void all() {
      machine.between(this::others);
      for (int i = 0; i < ACTIONS; i++) {
        Ending how = Ending.values()[random.nextInt(Ending.values().length)];
        if (random.nextInt(4) == 0) {
          machine.endAfter(random.nextInt(30), how);
        }
        if (created && random.nextInt(5) == 0) {
          readOnly(how);
        } else {
          run(random.nextInt(PROCESSES), how);
        }
        machine.goOn();
      }
      nested = true;
      for (int i = 0; i < PROCESSES; i++) {
        look(opened(i));
      }
      assertThat(possible.stream().map(Outcome::state).distinct()).hasSize(1);
    }

    /** Now and then another process goes on between two steps. */
    private void others() {
      if (nested || random.nextInt(12) > 0) {
        return;
      }
      nested = true;
      try {
        Optional<LogConsensus> other = processes.get(random.nextInt(PROCESSES));
        if (created && random.nextInt(4) == 0) {
          if (!reader.equals(running)) {
            look(openedReadOnly());
          }
        } else if (other.isPresent() && !other.equals(running)) {
          if (machine.isTaken() || random.nextBoolean()) {
            look(other.get());
          } else {
            change(other.get());
          }
        }
      } catch (LocationException e) {
        // its request failed
      } finally {
        nested = false;
      }
    }

    private void run(int which, Ending how) {
      try {
        running = Optional.of(opened(which));
        if (random.nextInt(3) == 0) {
          look(running.get());
        } else {
          change(running.get());
        }
      } catch (Killed e) {
        processes.set(which, Optional.empty());
        killed(e, how);
      } catch (LocationException e) {
        // the request failed
      } finally {
        running = Optional.empty();
        underWay.clear();
      }
    }

    private void killed(Killed e, Ending how) {
      if (how == Ending.POWER) {
        machine.restart();
      }
      if (how == Ending.POWER || e.all) {
        processes.replaceAll(all -> Optional.empty());
        reader = Optional.empty();
      }
    }

    /** Who may only read has shown what stays, and waits for nobody. */
    private void readOnly(Ending how) {
      try {
        running = Optional.of(openedReadOnly());
        look(running.get());
      } catch (Killed e) {
        reader = Optional.empty();
        killed(e, how);
      } catch (DeterminateException e) {
        // nothing tells whether the machine has lost its power since
        assertThat(seed % 5).isEqualTo(4);
      } finally {
        running = Optional.empty();
      }
    }

    private LogConsensus openedReadOnly() {
      if (reader.isEmpty() || random.nextInt(3) > 0) {
        reader.ifPresent(LogConsensus::close);
        reader = Optional.empty();
        reader =
            Optional.of(
                LogConsensus.open(
                    machine.process(), false, Access.READ_ONLY, clock, Seed.of(seed)));
      }
      return reader.get();
    }

    private LogConsensus opened(int which) {
      if (processes.get(which).isEmpty()) {
        LogConsensus opened =
            LogConsensus.open(machine.process(), true, Access.READ_WRITE, clock, Seed.of(seed));
        processes.set(which, Optional.of(opened));
        created = true;
        decided();
      }
      return processes.get(which).get();
    }

    /** Somebody has had the turn: what was left by the dead is taken in by now, or never. */
    private void decided() {
      mayHappen();
      pending.retainAll(underWay);
    }

    private void mayHappen() {
      Set<Outcome> all = new LinkedHashSet<>(possible);
      List<Outcome> open = new ArrayList<>(possible);
      while (!open.isEmpty()) {
        Outcome outcome = open.remove(open.size() - 1);
        for (Change change : pending) {
          if (!outcome.made.contains(change.number)) {
            Outcome next = outcome.with(change);
            if (all.add(next)) {
              open.add(next);
            }
          }
        }
      }
      possible = all;
    }

    /** What is there must be possible; and that is then all that is. */
    private void look(LogConsensus process) {
      boolean before = nested;
      nested = true; // for one look at all keys
      Map<String, TreeMap<Long, String>> logs = new HashMap<>();
      try {
        for (String key : KEYS) {
          TreeMap<Long, String> log = new TreeMap<>();
          process
              .scan(key, SeqNo.ZERO, Integer.MAX_VALUE)
              .forEach(
                  each -> log.put(each.seqNo().value(), shortened(new String(each.data(), UTF_8))));
          if (!log.isEmpty()) {
            logs.put(key, log);
          }
        }
      } finally {
        nested = before;
      }
      mayHappen();
      assertThat(possible.stream().map(Outcome::state)).contains(new State(logs));
      keep(outcome -> outcome.state.logs.equals(logs));
    }

    private void keep(Predicate<Outcome> which) {
      Set<Outcome> kept = new LinkedHashSet<>(possible);
      kept.removeIf(which.negate());
      assertThat(kept).as("of %s", possible).isNotEmpty();
      possible = kept;
    }

    /** Between what a process sees and what it writes in a turn that it keeps, nobody writes. */
    private void change(LogConsensus process) {
      boolean keeps = random.nextInt(3) == 0;
      try (Turn turn = keeps ? process.takeTurn(Duration.ofMillis(1)) : Turn.NONE) {
        changeOnce(process, turn != Turn.NONE);
        if (keeps && random.nextInt(3) == 0) {
          changeOnce(process, false);
        }
      }
    }

    private void changeOnce(LogConsensus process, boolean alone) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      Optional<SeqNo> head = process.head(key).map(Versioned::seqNo);
      if (head.isPresent() && random.nextInt(4) == 0) {
        SeqNo before = random.nextBoolean() ? head.get() : new SeqNo(head.get().value() / 2);
        make(
            new Change(
                changes++,
                key,
                log -> {
                  log.headMap(before.value()).clear();
                  return log;
                }),
            () -> {
              process.truncate(key, before);
              return true;
            });
        return;
      }
      Optional<SeqNo> expected =
          random.nextInt(8) == 0 ? Optional.of(new SeqNo(random.nextInt(50))) : head;
      SeqNo next = new SeqNo(expected.map(SeqNo::value).orElse(-1L) + 1 + random.nextInt(2));
      int number = changes++;
      String data = number + "x".repeat(random.nextInt(10) == 0 ? random.nextInt(5_000) : 20);
      make(
          new Change(
              number,
              key,
              log -> {
                Optional<Long> latest =
                    log.isEmpty() ? Optional.empty() : Optional.of(log.lastKey());
                if (latest.equals(expected.map(SeqNo::value))) {
                  log.put(next.value(), shortened(data));
                }
                return log;
              }),
          () -> {
            CasOutcome outcome =
                process.compareAndSet(key, expected, new Versioned(next, data.getBytes(UTF_8)));
            assertThat(alone && expected.equals(head) && outcome == CasOutcome.MISMATCH)
                .as("somebody wrote in a turn of ours")
                .isFalse();
            return outcome == CasOutcome.COMMITTED;
          });
    }

    private static String shortened(String data) {
      return data.replace("x", "") + "+" + data.length();
    }

    private interface Doing {
      boolean isCommitted();
    }

    /** From its beginning to its end, both may be there: what it does and that it does not. */
    private void make(Change change, Doing doing) {
      pending.add(change);
      underWay.add(change);
      boolean committed;
      boolean turn = true;
      try {
        committed = doing.isCommitted();
      } catch (IndeterminateException e) {
        underWay.remove(change);
        return;
      } catch (LocationException e) {
        committed = false;
        turn = false;
      }
      mayHappen();
      boolean as = committed;
      keep(outcome -> outcome.made.contains(change.number) == as);
      underWay.remove(change);
      pending.remove(change);
      if (turn) {
        decided();
      }
    }
  }
}
