package io.travertine.persist.simulation;

import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes of a simulation and the work they have left to do. A process that was killed is
 * followed by another that takes over its work. Used in turns.
 */
final class Fleet {

  private static final long SECONDS = 1_000_000_000;

  private final Actor.Cast cast;
  private final Dice dice;
  private final Stores stores;
  private final Grapevine grapevine;
  private final Stage stage;
  private final Plan plan;
  private final PartOffers offers = new PartOffers();
  private final Parcels parcels;
  private final List<SimulatedProcess> alive = new ArrayList<>();
  private int workLeft;
  private int working;
  private int awaited;
  private int born;

  /** The shards, what they should contain, and who watches them. */
  record Stage(
      ShardId contested,
      ContestedShard contestedModel,
      ShardWatch contestedWatch,
      ShardId replicated,
      ReplicatedShard replicatedModel,
      ShardWatch replicatedWatch,
      MortalShards mortals) {}

  Fleet(Actor.Cast cast, Dice dice, Stores stores, Grapevine grapevine, Stage stage, Plan plan) {
    this.grapevine = grapevine;
    this.cast = cast;
    this.dice = dice;
    this.stores = stores;
    this.parcels = new Parcels(stores);
    this.stage = stage;
    this.plan = plan;
    this.workLeft = plan.work();
  }

  /** Batches that may still be on their way. */
  Parcels parcels() {
    return parcels;
  }

  List<SimulatedProcess> alive() {
    return List.copyOf(alive);
  }

  /** Whether all work is done and everybody has left. */
  boolean hasFinished() {
    return workLeft <= 0 && working == 0 && awaited == 0;
  }

  /** A new process at work. */
  void launch() {
    born++;
    SimulatedProcess process = birth("p" + born);
    process.link().flaky(plan.calm() ? 0 : dice.pick(List.of(0.0, 0.0, 0.02, 0.1)));
    alive.add(process);
    int actors = dice.between(2, 4);
    for (int i = 0; i < actors; i++) {
      Actor actor = actor("a" + (i + 1), process);
      working++;
      Worker worker = new Worker(process);
      workers.add(worker);
      cast.turns().start(process, dice.between(0, SECONDS), () -> work(actor, worker));
    }
  }

  private final List<Worker> workers = new ArrayList<>();

  /** Somebody at work, until it is done or dies. */
  private record Worker(SimulatedProcess process) {}

  private void work(Actor actor, Worker worker) {
    while (workLeft > 0) {
      workLeft--;
      actor.next();
    }
    actor.leave();
    leaves(worker);
  }

  private void leaves(Worker worker) {
    for (int i = 0; i < workers.size(); i++) {
      if (workers.get(i) == worker) {
        workers.remove(i);
        working--;
        return;
      }
    }
  }

  SimulatedProcess birth(String name) {
    long skewMicros = dice.between(-1_000 * plan.clockStepMillis(), 1_000 * plan.clockStepMillis());
    return new SimulatedProcess(
        name, cast.turns(), dice, cast.trace(), stores, grapevine, plan, skewMicros);
  }

  private Actor actor(String name, SimulatedProcess process) {
    Dice own = new Dice(dice.fork());
    boolean contested = !dice.oneIn(3);
    boolean reads = dice.below(12) < plan.readersOfTwelve();
    int other = dice.below(12);
    if (other < plan.holdersOfTwelve()) {
      return new FencedHolder(
          name, cast, process, stage.contested, own, stage.contestedModel, stage.contestedWatch);
    }
    if (other < plan.holdersOfTwelve() + plan.undertakersOfTwelve()) {
      return new Undertaker(name, cast, process, own, stage.mortals);
    }
    if (other < plan.holdersOfTwelve() + plan.undertakersOfTwelve() + plan.patientOfTwelve()) {
      return contested
          ? new PatientReader(
              name, cast, process, stage.contested, own, stage.contestedModel, stage.contestedWatch)
          : new PatientReader(
              name,
              cast,
              process,
              stage.replicated,
              own,
              stage.replicatedModel,
              stage.replicatedWatch);
    }
    if (contested) {
      return reads
          ? new CheckingReader(
              name,
              cast,
              process,
              stage.contested,
              own,
              stage.contestedModel,
              stage.contestedWatch,
              offers)
          : new CompetingWriter(
              name, cast, process, stage.contested, own, stage.contestedModel, parcels);
    }
    return reads
        ? new CheckingReader(
            name,
            cast,
            process,
            stage.replicated,
            own,
            stage.replicatedModel,
            stage.replicatedWatch,
            offers)
        : new AgreeingWriter(
            name, cast, process, stage.replicated, own, stage.replicatedModel, parcels);
  }

  void kill(SimulatedProcess victim) {
    alive.remove(victim);
    victim.kill();
    workers.removeIf(worker -> worker.process == victim);
    working = workers.size();
    awaited++;
  }

  /** Another process in place of one that was killed. */
  void restart() {
    awaited--;
    cast.trace().step("      another process starts");
    launch();
  }
}
