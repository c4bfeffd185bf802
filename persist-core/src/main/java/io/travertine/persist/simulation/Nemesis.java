package io.travertine.persist.simulation;

import java.util.List;

/** Makes trouble: kills, freezes, cuts off, and turns clocks. Used in turns. */
final class Nemesis {

  private static final long MILLIS = 1_000_000;
  private static final long SECONDS = 1_000 * MILLIS;

  private final Turns turns;
  private final Trace trace;
  private final Dice dice;
  private final Fleet fleet;

  Nemesis(Turns turns, Trace trace, Dice dice, Fleet fleet) {
    this.turns = turns;
    this.trace = trace;
    this.dice = dice;
    this.fleet = fleet;
  }

  /** Makes trouble until the work is done. */
  void haunt() {
    while (!fleet.hasFinished()) {
      turns.pause(dice.between(200 * MILLIS, 20 * SECONDS));
      List<SimulatedProcess> alive = fleet.alive();
      if (!alive.isEmpty() && !fleet.hasFinished()) {
        strike(dice.pick(alive));
      }
    }
  }

  private void strike(SimulatedProcess victim) {
    int throwOf = dice.below(20);
    if (throwOf < 5) {
      kill(victim);
    } else if (throwOf < 8) {
      freeze(victim);
    } else if (throwOf < 11) {
      cutOff(List.of(victim));
    } else if (throwOf < 13) {
      cutOff(fleet.alive());
    } else if (throwOf < 16) {
      double probability = dice.pick(List.of(0.02, 0.1, 0.3));
      trace.step("nemesis: " + victim.name() + " loses " + probability);
      victim.link().flaky(probability);
    } else if (throwOf < 18) {
      trace.step("nemesis: " + victim.name() + " is reliable");
      victim.link().reliable();
    } else {
      long millis = dice.between(-5_000L, 5_000L);
      trace.step("nemesis: the clock of " + victim.name() + " steps by " + millis + " ms");
      victim.clock().skewBy(millis * 1_000);
    }
  }

  private void kill(SimulatedProcess victim) {
    trace.step("nemesis: kills " + victim.name());
    fleet.kill(victim);
    long downtime = dice.oneIn(8) ? dice.between(30 * SECONDS, 1_200 * SECONDS) : 2 * SECONDS;
    turns.start(Home.WORLD, dice.between(0, downtime), fleet::restart);
  }

  private void freeze(SimulatedProcess victim) {
    long nanos =
        dice.oneIn(4)
            ? dice.between(10 * SECONDS, 150 * SECONDS)
            : dice.between(100 * MILLIS, 5 * SECONDS);
    trace.step("nemesis: freezes " + victim.name() + " for " + nanos / MILLIS + " ms");
    victim.freeze(nanos);
  }

  private void cutOff(List<SimulatedProcess> victims) {
    long nanos =
        dice.oneIn(6)
            ? dice.between(10 * SECONDS, 120 * SECONDS)
            : dice.between(100 * MILLIS, 5 * SECONDS);
    for (SimulatedProcess victim : victims) {
      trace.step("nemesis: cuts off " + victim.name() + " for " + nanos / MILLIS + " ms");
      victim.link().cut();
      turns.start(victim, nanos, () -> victim.link().flaky(dice.pick(List.of(0.0, 0.02, 0.1))));
    }
  }
}
