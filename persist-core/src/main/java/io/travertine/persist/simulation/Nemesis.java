package io.travertine.persist.simulation;

import io.travertine.persist.error.IndeterminateException;
import java.util.List;

/** Makes trouble: kills, freezes, cuts off, and turns clocks. Used in turns. */
final class Nemesis {

  private static final long MILLIS = 1_000_000;
  private static final long SECONDS = 1_000 * MILLIS;

  private final Turns turns;
  private final Trace trace;
  private final Dice dice;
  private final Fleet fleet;
  private final Plan plan;

  Nemesis(Turns turns, Trace trace, Dice dice, Fleet fleet, Plan plan) {
    this.turns = turns;
    this.trace = trace;
    this.dice = dice;
    this.fleet = fleet;
    this.plan = plan;
  }

  /** Makes trouble until the work is done. */
  void haunt() {
    while (!fleet.hasFinished()) {
      turns.pause(dice.between(200 * MILLIS, 20 * SECONDS));
      List<SimulatedProcess> alive = fleet.alive();
      if (!alive.isEmpty() && !fleet.hasFinished()) {
        SimulatedProcess victim = dice.pick(alive);
        plan.drawn(dice).forEach(misfortune -> strike(victim, misfortune));
      }
    }
  }

  private void strike(SimulatedProcess victim, Plan.Misfortune misfortune) {
    switch (misfortune) {
      case KILLED -> kill(victim);
      case DOOMED -> {
        int writes = dice.between(1, 15);
        trace.step("nemesis: " + victim.name() + " will die with its write number " + writes);
        victim.link().afterWrites(writes, () -> kill(victim));
      }
      case FROZEN_SHORTLY -> freeze(victim, dice.between(100 * MILLIS, 5 * SECONDS));
      case FROZEN_LONG -> freeze(victim, dice.between(5 * SECONDS, 150 * SECONDS));
      case STUNNED -> {
        int writes = dice.between(1, 15);
        trace.step("nemesis: " + victim.name() + " will miss the answer of write " + writes);
        victim
            .link()
            .afterWrites(
                writes,
                () -> {
                  freeze(victim, dice.between(5 * SECONDS, 90 * SECONDS));
                  throw new IndeterminateException("simulated: the answer came too late");
                });
      }
      case CUT_OFF -> cutOff(List.of(victim));
      case ALL_CUT_OFF -> cutOff(fleet.alive());
      case FLAKY -> {
        double probability = dice.pick(List.of(0.02, 0.1, 0.3));
        trace.step("nemesis: " + victim.name() + " loses " + probability);
        victim.link().flaky(probability);
      }
      case RELIABLE -> {
        trace.step("nemesis: " + victim.name() + " is reliable");
        victim.link().reliable();
      }
      case CLOCK_STEPS -> {
        long millis = dice.between(-plan.clockStepMillis(), plan.clockStepMillis());
        trace.step("nemesis: the clock of " + victim.name() + " steps, off by " + millis + " ms");
        victim.clock().skewTo(millis * 1_000);
      }
    }
  }

  private void kill(SimulatedProcess victim) {
    trace.step("nemesis: kills " + victim.name());
    fleet.kill(victim);
    long downtime = dice.oneIn(8) ? dice.between(30 * SECONDS, 1_200 * SECONDS) : 2 * SECONDS;
    turns.start(Home.WORLD, dice.between(0, downtime), fleet::restart);
  }

  private void freeze(SimulatedProcess victim, long nanos) {
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
