package io.travertine.persist.simulation;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.ReadHandle;
import io.travertine.persist.Snapshot;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.inspect.UnreferencedBlob;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.simulation.MortalShards.Mortal;
import io.travertine.persist.simulation.Parcels.Parcel;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One run: some processes work on two shards while a nemesis makes trouble; then the trouble ends,
 * an auditor works on alone, and everything must be there, exact and tidy.
 *
 * <p>A run is determined by its seed: same seed, same trace.
 */
public final class Simulation {

  private static final int STEPS_KEPT = 60;
  private static final int AUDITED_APPENDS = 30;
  private static final int VERSIONS_MAX = 80;
  private static final int VERSIONS_OF_FINALIZED_MAX = 6;
  private static final long SECONDS = 1_000_000_000;

  /** Longer than every lease and claim. */
  private static final long EVERYTHING_EXPIRES_NANOS = 1_800 * SECONDS;

  private final long seed;
  private final Dice dice;
  private final Turns turns = new Turns();
  private final Trace trace;
  private final Ground ground;
  private final Stores stores;
  private final Fleet.Stage stage;
  private final Plan plan;
  private final Fleet fleet;

  private Simulation(long seed, int stepsKept, Ground.Opening opening) {
    this.trace = new Trace(stepsKept);
    this.ground = opening.open(new SimulatedClock(turns, Home.WORLD, new Dice(seed), 0));
    this.stores = new Stores(turns, ground);
    this.seed = seed;
    this.dice = new Dice(seed);
    this.plan = Plan.draw(dice);
    Seed ids = Seed.of(dice.fork());
    ShardId contested = ShardId.generate(ids);
    ShardId replicated = ShardId.generate(ids);
    ContestedShard contestedModel = new ContestedShard("the contested shard");
    ReplicatedShard replicatedModel = new ReplicatedShard("the replicated shard", dice.fork());
    this.stage =
        new Fleet.Stage(
            contested,
            contestedModel,
            new ShardWatch(contested, stores, contestedModel, trace),
            replicated,
            replicatedModel,
            new ShardWatch(replicated, stores, replicatedModel, trace),
            new MortalShards(ids, stores, trace));
    stores.watch(contested.toString(), stage.contestedWatch());
    stores.watch(replicated.toString(), stage.replicatedWatch());
    this.fleet =
        new Fleet(new Actor.Cast(turns, trace), dice, stores, grapevine(seed), stage, plan);
  }

  /** Every other seed is without, so that nothing comes to rely on it. */
  private Grapevine grapevine(long seed) {
    return new Grapevine(turns, new Dice(~seed), trace, seed % 2 == 0);
  }

  /** Runs the simulation of {@code seed} to its end. */
  public static SimulationReport run(long seed) {
    return run(seed, STEPS_KEPT);
  }

  /** The same, with its data elsewhere than in memory. */
  public static SimulationReport run(long seed, Ground.Opening ground) {
    return new Simulation(seed, STEPS_KEPT, ground).run();
  }

  /** The same, with all its steps in its report, and what lies between them. */
  public static SimulationReport runInFull(long seed) {
    return run(seed, Integer.MAX_VALUE);
  }

  /** The same, with that many of the last steps in its report. */
  static SimulationReport run(long seed, int stepsKept) {
    return new Simulation(seed, stepsKept, world -> Ground.memory()).run();
  }

  private SimulationReport run() {
    Optional<Throwable> failure;
    try (ground) {
      turns.start(Home.WORLD, 0, this::direct);
      failure = Optional.ofNullable(turns.run());
    }
    long commits = stage.contestedWatch().commits() + stage.replicatedWatch().commits();
    return new SimulationReport(seed, trace.hash(), trace.steps(), commits, failure, trace.last());
  }

  private void direct() {
    for (int i = 0; i < plan.processes(); i++) {
      fleet.launch();
    }
    Nemesis nemesis = new Nemesis(turns, trace, new Dice(dice.fork()), fleet, plan);
    nemesis.haunt();
    trace.step("the trouble ends");
    for (SimulatedProcess process : fleet.alive()) {
      process.link().reliable();
    }
    turns.pause(SECONDS);
    for (SimulatedProcess process : fleet.alive()) {
      if (dice.oneIn(2)) {
        process.kill();
      } else {
        turns.start(process, 0, process::shutDown);
      }
    }
    turns.pause(EVERYTHING_EXPIRES_NANOS);
    SimulatedProcess auditor = fleet.birth("auditor");
    turns.start(auditor, 0, () -> audit(auditor));
    while (!auditor.isDead()) {
      turns.pause(SECONDS);
    }
    checkTidy(stage.contested(), stage.contestedWatch(), VERSIONS_MAX);
    checkTidy(stage.replicated(), stage.replicatedWatch(), VERSIONS_MAX);
    for (Mortal mortal : stage.mortals().all()) {
      checkTidy(mortal.id(), mortal.watch(), VERSIONS_OF_FINALIZED_MAX);
    }
    trace.step("the audit ends");
  }

  private void audit(SimulatedProcess auditor) {
    audit(auditor, stage.contested(), stage.contestedModel(), stage.contestedWatch());
    audit(auditor, stage.replicated(), stage.replicatedModel(), stage.replicatedWatch());
    unpack(auditor, stage.contested());
    unpack(auditor, stage.replicated());
    for (Mortal mortal : stage.mortals().all()) {
      bury(auditor, mortal);
    }
    turns.pause(300 * SECONDS);
    auditor.shutDown();
  }

  private void audit(SimulatedProcess auditor, ShardId shard, ShardModel model, ShardWatch watch) {
    WriteHandle<String, Long> writer =
        auditor.opened(
            auditor.client(shard).openWriter(shard, Actor.KEYS, Actor.VALUES, diagnostics(shard)));
    for (int i = 0; i < AUDITED_APPENDS; i++) {
      append(writer, model);
      turns.pause(2 * SECONDS);
    }
    ReadHandle<String, Long> reader =
        auditor.opened(
            auditor
                .client(shard)
                .openLeasedReader(shard, Actor.KEYS, Actor.VALUES, diagnostics(shard)));
    Frontier since = watch.since();
    Violation.unless(reader.since().equals(since), () -> "a new reader does not start at " + since);
    List<Long> times = new ArrayList<>(List.of(model.upper() - 1));
    if (since.only() < model.upper()) {
      times.add(since.only());
    }
    for (long time : times) {
      Violation.unless(time >= since.only(), () -> "the upper is not beyond since " + since);
      try (Snapshot<String, Long> snapshot = reader.snapshot(Frontier.at(time))) {
        Map<ShardModel.Row, Long> found = ShardModel.sums(snapshot.fetch());
        Violation.unless(
            found.equals(model.contents(time)),
            () -> model.name() + " has in the end " + found + ", not " + model.contents(time));
      }
    }
    auditor.close(reader);
    append(writer, model);
    auditor.close(writer);
  }

  /** Throws away what was sent and never taken. */
  private void unpack(SimulatedProcess auditor, ShardId shard) {
    WriteHandle<String, Long> writer =
        auditor.opened(
            auditor.client(shard).openWriter(shard, Actor.KEYS, Actor.VALUES, diagnostics(shard)));
    Optional<Parcel> parcel = fleet.parcels().take(shard, auditor, dice);
    while (parcel.isPresent()) {
      writer.batchFromTransmittable(parcel.get().bytes()).close();
      parcel = fleet.parcels().take(shard, auditor, dice);
    }
    auditor.close(writer);
  }

  /** Finalizes a shard, whatever became of it. */
  private static void bury(SimulatedProcess auditor, Mortal mortal) {
    Frontier never = Frontier.empty(TimeDomain.U64);
    WriteHandle<String, Long> writer =
        auditor.opened(
            auditor
                .client(mortal.id())
                .openWriter(mortal.id(), Actor.KEYS, Actor.VALUES, diagnostics(mortal.id())));
    Frontier upper = writer.fetchRecentUpper();
    if (!upper.isEmpty()) {
      writer.compareAndAppend(List.of(), upper, never);
    }
    ReadHandle<String, Long> reader =
        auditor.opened(
            auditor
                .client(mortal.id())
                .openLeasedReader(mortal.id(), Actor.KEYS, Actor.VALUES, diagnostics(mortal.id())));
    reader.downgradeSince(never);
    auditor.close(reader);
    auditor.close(writer);
    auditor.client(mortal.id()).finalizeShard(mortal.id(), Actor.KEYS, Actor.VALUES);
    Violation.unless(
        mortal.isFinalized(), () -> mortal.model().name() + " is not finalized in the end");
  }

  private void append(WriteHandle<String, Long> writer, ShardModel model) {
    long lower = writer.fetchRecentUpper().only();
    Violation.unless(lower == model.upper(), () -> "upper is " + lower + ", not " + model.upper());
    if (model instanceof ContestedShard contested) {
      long upper = contested.freeUpper(lower, dice);
      contested.attempt(lower, upper, List.of());
      writer.compareAndAppend(List.of(), Frontier.at(lower), Frontier.at(upper));
    } else {
      writer.append(model.updates(lower, lower + 2), Frontier.at(lower), Frontier.at(lower + 2));
    }
    Violation.unless(model.upper() > lower, () -> "an append nobody disturbs did not happen");
  }

  private static Diagnostics diagnostics(ShardId shard) {
    return new Diagnostics(shard.toString(), "audit");
  }

  /** The blobs that whoever looks for leaks finds no reference to. */
  private Set<String> unreferenced(ShardId shard) {
    Clock clock = new SimulatedClock(turns, Home.WORLD, dice, 0);
    try (ShardInspector inspector =
        new ShardInspector(
            new OpenLocation(
                PersistLocation.of("mem:simulated"), stores.blob(Home.WORLD), stores.consensus()),
            PersistConfig.defaults().withClock(clock).withSeed(Seed.of(seed)),
            new SimulatedThreads(turns, Home.WORLD, dice, 1))) {
      return inspector.shard(shard).unreferencedBlobs(LeakRule.DEFAULT).stream()
          .map(UnreferencedBlob::name)
          .collect(Collectors.toSet());
    }
  }

  /** Little is left, and nothing that nobody refers to, except what nobody could know of. */
  private void checkTidy(ShardId shard, ShardWatch watch, int versionsMax) {
    int versions = stores.versions(shard.toString());
    Violation.unless(versions <= versionsMax, () -> shard + " still has " + versions + " versions");
    Set<String> referenced = watch.referencedByLive();
    Set<String> unreferenced = unreferenced(shard);
    for (String name : stores.blobNames()) {
      if (!name.startsWith(shard + "/")) {
        continue;
      }
      Violation.unless(
          referenced.contains(name) != unreferenced.contains(name),
          () -> "who looks for leaks takes " + name + " for what it is not");
      if (!referenced.contains(name) && !stores.cameBack(name)) {
        Home writer = stores.writer(name);
        Violation.unless(
            !watch.wasLinked(name),
            () -> "nobody refers any more to " + name + " of " + writer.name());
        Violation.unless(
            !(writer instanceof SimulatedProcess process) || process.mayLeak(),
            () -> writer.name() + " left " + name + ", which nobody refers to");
      }
    }
  }
}
