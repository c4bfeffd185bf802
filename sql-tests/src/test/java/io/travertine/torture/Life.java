package io.travertine.torture;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Attends a victim from its start to its death, and writes down what it says. */
final class Life {

  /** After so many commits, or so long, the moment of its death is not waited for any more. */
  private static final int COMMITS_MOST = 200;

  private static final long WORKING_MICROS_MOST = TimeUnit.SECONDS.toMicros(15);

  private static final long STARTING_MICROS_MOST = TimeUnit.MINUTES.toMicros(2);

  private final Ledger ledger;
  private final Verdict verdict;
  private final Outages outages;
  private final long startNanos = System.nanoTime();
  private final Map<Long, Long> beganNanos = new HashMap<>();
  private String kindOfDeath = Death.START;
  private int begun;
  private int done;
  private boolean created;
  private boolean unlucky;

  Life(Ledger ledger, Verdict verdict, Outages outages) {
    this.ledger = ledger;
    this.verdict = verdict;
    this.outages = outages;
  }

  Ledger ledger() {
    return ledger;
  }

  /** The kind of its death; another than was meant if the moment for that did not come. */
  String kindOfDeath() {
    return kindOfDeath;
  }

  /** Whether it said that it created the tables. */
  boolean hasCreated() {
    return created;
  }

  /** Whether it ended because of an outage. */
  boolean wasUnlucky() {
    return unlucky;
  }

  /** Whether it was killed; otherwise it ended by itself. */
  boolean attend(Victim victim, Death death, Reaper reaper)
      throws IOException, InterruptedException {
    reaper.killAfter(
        victim,
        death instanceof Death.Starting starting
            ? (long) (starting.share() * reaper.usualStartMicros())
            : STARTING_MICROS_MOST);
    for (Optional<Telling> next = victim.next(); next.isPresent(); next = victim.next()) {
      hear(next.get());
      if (next.get() instanceof Telling.Done && ++done == 1) {
        kindOfDeath = Death.ANY_INSTANT;
        reaper.started((System.nanoTime() - startNanos) / 1_000);
        reaper.killAfter(victim, WORKING_MICROS_MOST);
      }
      if (isTime(next.get(), death)) {
        kindOfDeath = death.kind();
        Reaper.killAt(victim, death.micros());
      } else if (done == COMMITS_MOST) {
        victim.kill();
      }
    }
    boolean killed = victim.wasKilled();
    unlucky = !killed && outages.excuse(startNanos);
    return killed;
  }

  private boolean isTime(Telling telling, Death death) {
    if (death instanceof Death.AfterBeginning after && telling instanceof Telling.Begun begin) {
      boolean counts = begin.work().kind().isDefinition() || !after.definition();
      return counts && ++begun == after.occurrence();
    }
    return death instanceof Death.AtWork at && telling instanceof Telling.Done
        ? done == at.commits()
        : telling instanceof Telling.Sprung;
  }

  /** Lets it do so much and then end by itself; whether it ended well. */
  boolean finish(Victim victim, int works) throws IOException, InterruptedException {
    for (Optional<Telling> next = victim.next(); next.isPresent(); next = victim.next()) {
      hear(next.get());
      if (next.get() instanceof Telling.Done && ++done == works) {
        victim.finish();
      }
    }
    return victim.exitValue() == 0;
  }

  /** Looks at the database have no beginning. */
  private long beganNanos(long work) {
    return beganNanos.getOrDefault(work, System.nanoTime());
  }

  private void hear(Telling telling) {
    ledger.heard(telling);
    if (telling instanceof Telling.Begun begin) {
      beganNanos.put(begin.work().id(), System.nanoTime());
    } else if (telling instanceof Telling.Created) {
      created = true;
    } else if (telling instanceof Telling.Wrong wrong) {
      verdict.wrong("victim %s: %s".formatted(ledger.victim(), wrong.message()));
    } else if (telling instanceof Telling.Failed failed
        && !failed.isRefusal()
        && !outages.excuse(beganNanos(failed.work()))) {
      verdict.wrong("victim %s: %s".formatted(ledger.victim(), failed.line()));
    }
  }
}
