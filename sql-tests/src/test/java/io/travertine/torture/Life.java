package io.travertine.torture;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Attends a victim from its start to its death, and writes down what it says. */
final class Life {

  /** After so long the moment of its death is not waited for any more. */
  private static final long LONGEST_MICROS = TimeUnit.MILLISECONDS.toMicros(2_500);

  private static final long OPENING_MICROS_MOST = TimeUnit.SECONDS.toMicros(60);

  /** So much does one do that ends by itself. */
  private static final int LAST_WORKS = 60;

  private final Ledger ledger;
  private final Death death;
  private final Verdict verdict;
  private final Outages outages;
  private int begun;
  private boolean opened;
  private boolean struck;
  private boolean created;
  private boolean unlucky;

  Life(Ledger ledger, Death death, Verdict verdict, Outages outages) {
    this.ledger = ledger;
    this.death = death;
    this.verdict = verdict;
    this.outages = outages;
  }

  Ledger ledger() {
    return ledger;
  }

  /** The kind of its death; another than was meant if the moment for that did not come. */
  String kindOfDeath() {
    if (struck) {
      return death.kind();
    }
    return opened ? Death.ANY_INSTANT : Death.START;
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
  boolean attend(Victim victim, Reaper reaper) throws IOException, InterruptedException {
    reaper.killAfter(
        victim, death instanceof Death.AfterStart after ? after.micros() : OPENING_MICROS_MOST);
    for (Optional<Telling> next = victim.next(); next.isPresent(); next = victim.next()) {
      Telling telling = next.get();
      hear(telling);
      if (telling instanceof Telling.Opened) {
        opened = true;
        boolean soon = death instanceof Death.AfterOpening;
        reaper.killAfter(victim, soon ? ((Death.AfterOpening) death).micros() : LONGEST_MICROS);
      } else if (telling instanceof Telling.Sprung && death instanceof Death.AfterMoment after) {
        struck = true;
        Reaper.killAt(victim, after.micros());
      } else if (telling instanceof Telling.Begun begin
          && death instanceof Death.AfterBeginning after
          && (begin.work().kind().isDefinition() || !after.definition())
          && ++begun == after.occurrence()) {
        struck = true;
        Reaper.killAt(victim, after.micros());
      }
    }
    boolean killed = victim.wasKilled();
    unlucky = !killed && outages.excuse();
    return killed;
  }

  /** Lets it do some work and end by itself; whether it ended well. */
  boolean finish(Victim victim) throws IOException, InterruptedException {
    int heard = 0;
    for (Optional<Telling> next = victim.next(); next.isPresent(); next = victim.next()) {
      hear(next.get());
      if (next.get() instanceof Telling.Done && ++heard == LAST_WORKS) {
        victim.finish();
      }
    }
    return victim.exitValue() == 0;
  }

  private void hear(Telling telling) {
    ledger.heard(telling);
    if (telling instanceof Telling.Created) {
      created = true;
    } else if (telling instanceof Telling.Wrong wrong) {
      verdict.wrong("victim %s: %s".formatted(ledger.victim(), wrong.message()));
    } else if (telling instanceof Telling.Failed failed
        && !failed.isRefusal()
        && !outages.excuse()) {
      verdict.wrong("victim %s: %s".formatted(ledger.victim(), failed.line()));
    }
  }
}
