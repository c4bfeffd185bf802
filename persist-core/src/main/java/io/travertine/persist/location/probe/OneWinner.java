package io.travertine.persist.location.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Of writers who want to append after the same version one wins, whoever is told that he has lost
 * has lost, and afterwards everybody sees what the winner wrote. The writers are clients of their
 * own, and each has looked before the race, so that nothing but the store decides.
 */
final class OneWinner implements Probe {

  private static final String KEY = "race";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public String guarantee() {
    return "one winner";
  }

  @Override
  public Check run(Trial trial) {
    List<Consensus> writers = new ArrayList<>();
    for (int i = 0; i < trial.extent().writers(); i++) {
      writers.add(trial.ground().consensus());
    }
    try (RacingThreads threads = new RacingThreads(writers.size())) {
      return race(trial, writers, threads);
    }
  }

  private Check race(Trial trial, List<Consensus> writers, RacingThreads threads) {
    List<Versioned> chain = new ArrayList<>();
    List<Versioned> open = new ArrayList<>();
    Deadline end = Deadline.after(trial.extent().racing(), trial.clock());
    long lastTook = 0;
    int rounds = 0;
    while (rounds < trial.extent().rounds() && !end.hasPassed()) {
      rounds++;
      Optional<Versioned> before =
          chain.isEmpty() ? Optional.empty() : Optional.of(chain.get(chain.size() - 1));
      // All at once, and in turns with them at different moments of each other's requests.
      long spread = rounds % 2 == 1 ? 0 : lastTook;
      long start = trial.clock().monotonicNanos();
      RaceRound round = round(trial, writers, threads, before, rounds, spread);
      lastTook = (trial.clock().monotonicNanos() - start) / 2;
      Optional<String> violation = round.violation(open);
      if (violation.isPresent()) {
        return unsafe(violation.get() + " (round " + rounds + ")");
      }
      open.addAll(round.open());
      round.heads().get(0).filter(head -> !chain.contains(head)).ifPresent(chain::add);
    }
    return afterwards(trial, writers.size(), rounds, chain, open);
  }

  private static RaceRound round(
      Trial trial,
      List<Consensus> writers,
      RacingThreads threads,
      Optional<Versioned> before,
      int number,
      long spread) {
    Optional<SeqNo> expected = before.map(Versioned::seqNo);
    SeqNo next = expected.map(SeqNo::next).orElse(SeqNo.ZERO);
    List<RaceRound.Attempt> attempts =
        threads.race(
            racer -> {
              Versioned offered =
                  new Versioned(next, ("round " + number + " writer " + racer).getBytes(UTF_8));
              pause(trial, (long) (spread * trial.seed().fraction()));
              return attempt(trial, writers.get(racer), expected, offered);
            });
    List<Optional<Versioned>> heads =
        threads.race(
            racer -> trial.ask("reading the newest version", () -> writers.get(racer).head(KEY)));
    return new RaceRound(before, attempts, heads);
  }

  private static RaceRound.Attempt attempt(
      Trial trial, Consensus writer, Optional<SeqNo> expected, Versioned offered) {
    Supplier<CasOutcome> call = () -> writer.compareAndSet(KEY, expected, offered);
    try {
      CasOutcome outcome =
          new Retry(trial.clock(), trial.seed())
              .retryDeterminate("racing", Deadline.after(PATIENCE, trial.clock()), call);
      return new RaceRound.Attempt(
          offered, outcome == CasOutcome.COMMITTED ? RaceRound.Told.WON : RaceRound.Told.LOST);
    } catch (IndeterminateException | DeadlineExceededException e) {
      return new RaceRound.Attempt(offered, RaceRound.Told.NOTHING);
    }
  }

  private static void pause(Trial trial, long nanos) {
    try {
      trial.clock().sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted before a race", e);
    }
  }

  /** Somebody who comes new sees the whole log. */
  private Check afterwards(
      Trial trial, int writers, int rounds, List<Versioned> chain, List<Versioned> open) {
    Consensus newcomer = trial.ground().consensus();
    List<Versioned> log =
        trial.ask("reading the log", () -> newcomer.scan(KEY, SeqNo.ZERO, Integer.MAX_VALUE));
    if (open.isEmpty() && !log.equals(chain)) {
      return unsafe(
          "who read the log for the first time saw %s of %s versions"
              .formatted(log.stream().filter(chain::contains).count(), chain.size()));
    }
    if (!trial.ask("listing the logs", newcomer::listKeys).contains(KEY)) {
      return unsafe("a log was not listed after it had been written");
    }
    return Check.safe(
        guarantee(),
        "%s writers raced %s times, one of them won each time%s"
            .formatted(
                writers, rounds, open.isEmpty() ? "" : ", " + open.size() + " had no answer"));
  }

  private Check unsafe(String seen) {
    return Check.unsafe(
        guarantee(),
        seen,
        "keep the consensus in a store with atomic conditional writes (;consensus=…): here commits"
            + " would overwrite each other");
  }
}
