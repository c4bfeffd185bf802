package io.travertine.persist.simulation;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.data.Codec;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.txn.CommitOutcome;
import io.travertine.persist.txn.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run of transactions: some processes transfer money between accounts in several shards while
 * they are killed, frozen and cut off; then an auditor finds everything there, in its order, and
 * applied. A run is determined by its seed.
 */
public final class BankSimulation {

  private static final long MILLIS = 1_000_000;
  private static final long SECONDS = 1_000 * MILLIS;
  private static final int STEPS_KEPT = 60;
  private static final int MISFORTUNES = 7;

  private final long seed;
  private final Dice dice;
  private final Turns turns = new Turns();
  private final Trace trace;
  private final Ground ground;
  private final Bank bank;
  private final BankModel model = new BankModel();
  private final Grapevine grapevine;
  private final List<BankProcess> alive = new ArrayList<>();
  private final List<Integer> misfortunes = new ArrayList<>();
  private int workLeft;
  private int awaited;
  private int born;
  private long opened;
  private final List<Work> working = new ArrayList<>();

  /** Whether shards are followed, and given what they lack by who does not know their codecs. */
  private final boolean followed;

  private final List<Follower> followers = new ArrayList<>();

  private BankSimulation(long seed, int stepsKept, boolean followed, Ground.Opening opening) {
    this.ground = opening.open(new SimulatedClock(turns, Home.WORLD, new Dice(seed), 0));
    this.seed = seed;
    this.followed = followed;
    this.trace = new Trace(stepsKept);
    this.dice = new Dice(seed);
    this.bank = Bank.of(Seed.of(dice.fork()));
    this.grapevine = new Grapevine(turns, new Dice(~seed), trace, seed % 2 == 0);
    this.workLeft = dice.between(20, 60);
    for (int misfortune = 0; misfortune < MISFORTUNES; misfortune++) {
      if (!dice.oneIn(3)) {
        misfortunes.add(misfortune);
      }
    }
  }

  static SimulationReport run(long seed) {
    return run(seed, STEPS_KEPT);
  }

  static SimulationReport run(long seed, int stepsKept) {
    return new BankSimulation(seed, stepsKept, false, world -> Ground.memory()).run();
  }

  /** With its data elsewhere than in memory. */
  public static SimulationReport run(long seed, Ground.Opening ground) {
    return new BankSimulation(seed, STEPS_KEPT, false, ground).run();
  }

  /** With subscriptions, and a process that opens no shard. */
  static SimulationReport runFollowed(long seed) {
    return new BankSimulation(seed, STEPS_KEPT, true, world -> Ground.memory()).run();
  }

  private SimulationReport run() {
    Optional<Throwable> failure;
    try (ground) {
      turns.start(Home.WORLD, 0, this::direct);
      failure = Optional.ofNullable(turns.run());
    }
    return new SimulationReport(
        seed, trace.hash(), trace.steps(), model.committed(), failure, trace.last());
  }

  private BankProcess birth() {
    born++;
    return new BankProcess("p" + born, turns, dice, trace, ground, grapevine);
  }

  private void direct() {
    BankProcess founder = birth();
    turns.start(founder, 0, () -> found(founder));
    while (!founder.isDead()) {
      turns.pause(SECONDS);
    }
    int processes = dice.between(1, 3);
    for (int i = 0; i < processes; i++) {
      launch();
    }
    if (followed) {
      launchApplier();
    }
    while (workLeft > 0 || !working.isEmpty() || awaited > 0) {
      turns.pause(dice.between(100 * MILLIS, 8 * SECONDS));
      if (!alive.isEmpty() && !misfortunes.isEmpty() && workLeft > 0) {
        strike(dice.pick(alive), dice.pick(misfortunes));
      }
    }
    trace.step("the trouble ends");
    for (BankProcess process : alive) {
      process.link().reliable();
    }
    for (BankProcess process : List.copyOf(alive)) {
      if (dice.oneIn(2)) {
        process.kill();
      } else {
        turns.start(process, 0, process::shutDown);
      }
    }
    turns.pause(300 * SECONDS);
    BankProcess auditor = birth();
    turns.start(auditor, 0, () -> audit(auditor));
    while (!auditor.isDead()) {
      turns.pause(SECONDS);
    }
    trace.step("the audit ends");
  }

  private void found(BankProcess founder) {
    if (followed) {
      // Who follows lets history go, and the tellers want all of it.
      for (ShardId shard : bank.all()) {
        founder
            .client()
            .openCriticalSince(
                shard,
                PersistClient.CONTROLLER_CRITICAL_SINCE,
                Codec.string(),
                Codec.unit(),
                new Diagnostics(shard.toString(), "bank"))
            .close();
      }
    }
    try (Txn txn = founder.txns().begin()) {
      for (ShardId shard : bank.all()) {
        txn.register(shard);
      }
      for (String account : Bank.ACCOUNTS) {
        txn.write(
            founder.shard(bank.shardOf(account)),
            Bank.updates(List.of(), List.of(Bank.row(account, BankModel.OPENING))));
      }
      CommitOutcome outcome = founder.txns().commit(txn);
      Violation.unless(outcome instanceof CommitOutcome.Committed, () -> "nobody else is there");
      opened = ((CommitOutcome.Committed) outcome).time();
    }
    if (dice.oneIn(2)) {
      founder.shutDown();
    } else {
      founder.kill();
    }
  }

  private void launch() {
    BankProcess process = birth();
    process.link().flaky(dice.pick(List.of(0.0, 0.0, 0.02, 0.1)));
    alive.add(process);
    int tellers = dice.between(1, 4);
    for (int i = 0; i < tellers; i++) {
      Teller teller =
          new Teller(
              process.name() + "t" + i, process, bank, model, new Dice(dice.fork()), trace, opened);
      Work work = new Work(process);
      working.add(work);
      turns.start(process, dice.between(0, SECONDS), () -> work(teller, work));
    }
    if (followed) {
      Follower follower =
          new Follower(
              process.name() + "f", process, dice.pick(bank.all()), new Dice(dice.fork()), trace);
      followers.add(follower);
      workUntilTheEnd(process, follower::act);
    }
  }

  /** A process that applies what it knows nothing of. */
  private void launchApplier() {
    BankProcess process = birth();
    alive.add(process);
    workUntilTheEnd(
        process,
        () -> {
          try {
            if (dice.oneIn(3)) {
              process.txns().tidy();
            } else {
              process.txns().apply();
            }
          } catch (IndeterminateException e) {
            trace.step(process.name() + ": " + e.getMessage());
          }
        });
  }

  private void workUntilTheEnd(BankProcess process, Runnable act) {
    Work work = new Work(process);
    working.add(work);
    turns.start(
        process,
        dice.between(0, SECONDS),
        () -> {
          while (workLeft > 0) {
            turns.pause(dice.between(0, SECONDS));
            act.run();
          }
          working.removeIf(other -> other == work);
        });
  }

  private record Work(BankProcess process) {}

  private void work(Teller teller, Work work) {
    while (workLeft > 0) {
      workLeft--;
      turns.pause(dice.oneIn(10) ? dice.between(0, 4 * SECONDS) : dice.between(0, 40 * MILLIS));
      teller.act();
    }
    working.removeIf(other -> other == work);
  }

  // ---- trouble

  private void strike(BankProcess victim, int misfortune) {
    switch (misfortune) {
      case 0 -> kill(victim);
      case 1 -> victim.link().afterWrites(dice.between(1, 12), () -> kill(victim));
      case 2 -> victim.freeze(dice.between(100 * MILLIS, 90 * SECONDS));
      case 3 ->
          victim
              .link()
              .afterWrites(
                  dice.between(1, 12),
                  () -> {
                    victim.freeze(dice.between(SECONDS, 30 * SECONDS));
                    throw new IndeterminateException("simulated: the answer came too late");
                  });
      case 4 -> {
        victim.link().cut();
        turns.start(
            victim,
            dice.between(100 * MILLIS, 20 * SECONDS),
            () -> victim.link().flaky(dice.pick(List.of(0.0, 0.02, 0.1))));
      }
      case 5 -> {
        for (int i = 0; i < 8; i++) {
          turns.start(victim, dice.between(0, 3 * SECONDS), () -> cancelWithoutAnswer(victim));
        }
      }
      default -> victim.link().flaky(dice.pick(List.of(0.0, 0.05, 0.2)));
    }
  }

  /** Who writes next gets no answer, and is told to stop. */
  private void cancelWithoutAnswer(BankProcess victim) {
    victim
        .link()
        .afterWrites(
            1,
            () -> {
              if (victim.isTeller(Thread.currentThread())) {
                trace.step("nemesis: interrupts " + victim.name() + " without an answer");
                Thread.currentThread().interrupt();
              }
              throw new IndeterminateException("simulated: the answer came too late");
            });
  }

  private void kill(BankProcess victim) {
    trace.step("nemesis: kills " + victim.name());
    alive.remove(victim);
    working.removeIf(work -> work.process() == victim);
    awaited++;
    turns.start(Home.WORLD, dice.between(0, 3 * SECONDS), this::restart);
    victim.kill();
  }

  private void restart() {
    awaited--;
    launch();
  }

  // ---- the end

  private void audit(BankProcess auditor) {
    Teller teller =
        new Teller("auditor", auditor, bank, model, new Dice(dice.fork()), trace, opened);
    teller.checkNow();
    model.checkSerial(teller.journal());
    auditor.txns().apply();
    teller.checkNow();
    auditor.txns().tidy();
    teller.checkNow();
    model.checkSerial(teller.journal());
    for (ShardId shard : bank.all()) {
      Violation.unless(
          auditor.txns().isRegistered(shard), () -> shard + " is not registered any more");
    }
    long entries = auditor.txns().registered().size();
    Violation.unless(entries == bank.all().size(), () -> entries + " shards are registered");
    turns.pause(60 * SECONDS);
    teller.checkNow();
    auditor.shutDown();
  }
}
