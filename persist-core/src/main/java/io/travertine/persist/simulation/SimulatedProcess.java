package io.travertine.persist.simulation;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.ReadLimits;
import io.travertine.persist.StatisticsLimits;
import io.travertine.persist.Upkeep;
import io.travertine.persist.WriteLimits;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One process: a client with its own memory, clock, threads and way to the stores. It can be
 * frozen, and it can be killed: then nothing of it takes effect any more. Used in turns.
 */
final class SimulatedProcess implements Home {

  private static final PersistLocation LOCATION = PersistLocation.of("mem:simulated");
  private static final int QUEUED_TASKS = 6;

  /** Calls may be slow, so that a heartbeat takes some seconds without any other trouble. */
  private static final int LEASE_SECONDS_SAFE = 15;

  /** As short as a collection, so that several processes collect at once, or long enough. */
  private static final List<Integer> GC_CLAIM_SECONDS = List.of(0, 2, 60);

  private final String name;
  private final Turns turns;
  private final SimulatedClock clock;
  private final Link link;
  private final SimulatedThreads threads;
  private final Knowledge knowledge;
  private final PersistClient client;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Set<ShardId> remembered = new HashSet<>();
  private boolean dead;
  private final boolean undisturbed;
  private boolean careless;
  private long frozenUntil;

  SimulatedProcess(
      String name,
      Turns turns,
      Dice dice,
      Trace trace,
      Stores stores,
      Grapevine grapevine,
      Plan plan,
      long skewMicros) {
    this.name = name;
    this.turns = turns;
    Dice own = new Dice(dice.fork());
    this.clock = new SimulatedClock(turns, this, own, skewMicros);
    this.link = new Link(turns, this, own, trace, clock, Seed.of(dice.fork()));
    if (plan.slowAnswers()) {
      link.slow();
    }
    this.knowledge = new Knowledge(name, turns);
    link.whenBack(knowledge::check);
    this.threads = new SimulatedThreads(turns, this, own, QUEUED_TASKS);
    OpenLocation location =
        new OpenLocation(LOCATION, new LinkedBlob(link, stores.blob(this)), stores.consensus(this));
    int leaseSecondsMin = plan.calm() ? LEASE_SECONDS_SAFE : 5;
    int leaseSeconds = own.between(leaseSecondsMin, plan.leaseSecondsMax());
    this.undisturbed = plan.calm();
    this.client =
        PersistClient.openAlone(
            location,
            config(Seed.of(dice.fork()), own, plan, leaseSeconds)
                .withMetrics(knowledge.registry())
                .withPubSub((at, time, chance) -> grapevine.line(this)),
            threads);
    open.add(client);
    stores.serves(this);
  }

  private PersistConfig config(Seed seed, Dice dice, Plan plan, int leaseSeconds) {
    int inlineBytes = dice.pick(List.of(0, 300, 4096));
    long partBytes = dice.pick(List.of(100L, 600L, 4096L));
    return PersistConfig.defaults()
        .withClock(clock)
        .withSeed(seed)
        .withHostname(name)
        .withWrites(
            new WriteLimits(
                partBytes,
                dice.between(1, 3),
                inlineBytes,
                2_000,
                Duration.ofSeconds(plan.writerLeaseSeconds()),
                new StatisticsLimits(1024, List.of(), List.of(), List.of())))
        .withReads(
            new ReadLimits(
                Duration.ofSeconds(leaseSeconds),
                dice.pick(List.of(0L, 10_000L, 1_000_000L)),
                4,
                Duration.ofSeconds(30),
                partBytes * dice.between(1, 8),
                dice.pick(List.of(0L, 8_000L, 1_000_000L)),
                0))
        .withUpkeep(
            new Upkeep(
                !dice.oneIn(6),
                dice.between(4, 12),
                dice.between(1, 8),
                Duration.ofSeconds(dice.pick(GC_CLAIM_SECONDS)),
                dice.between(2, 3),
                dice.between(2, 4),
                dice.between(8, 40),
                partBytes * dice.between(4, 40),
                QUEUED_TASKS));
  }

  PersistClient client() {
    return client;
  }

  /**
   * Its client, which remembers what it knows of {@code shard} from now on: else that would go when
   * the collector of garbage likes, and no seed could be replayed.
   */
  PersistClient client(ShardId shard) {
    if (!remembered.contains(shard)) {
      opened(
          client.openWriter(
              shard, Actor.KEYS, Actor.VALUES, new Diagnostics("remembered", "remembered")));
      remembered.add(shard);
    }
    return client;
  }

  SimulatedClock clock() {
    return clock;
  }

  Link link() {
    return link;
  }

  /** Remembers what to bury. */
  <T extends AutoCloseable> T opened(T handle) {
    open.add(handle);
    return handle;
  }

  /** Closes one of its handles as programs do. */
  void close(AutoCloseable handle) {
    open.remove(handle);
    closeNow(handle);
  }

  private static void closeNow(AutoCloseable handle) {
    try {
      handle.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new Violation("handles close without checked exceptions", e);
    }
  }

  // ---- fate

  /** Whether it has no excuse for losing a lease. */
  boolean isUndisturbed() {
    return undisturbed;
  }

  /** Ends it between two instructions: no handle is closed, no answer arrives. */
  void kill() {
    dead = true;
    careless = true;
    for (AutoCloseable handle : List.copyOf(open)) {
      bury(handle);
    }
    open.clear();
  }

  /** Keeps the leak warnings quiet; of the dead nothing takes effect. */
  private static void bury(AutoCloseable handle) {
    try {
      closeNow(handle);
    } catch (CancelledException e) {
      // Closing needs the stores, which the dead do not reach.
    } catch (PersistException | IllegalStateException e) {
      // Whatever state it died in.
    }
  }

  /** Ends it as programs end. */
  void shutDown() {
    for (AutoCloseable handle : List.copyOf(open)) {
      close(handle);
    }
    careless |= !threads.areIdle();
    dead = true;
  }

  /** It may have left blobs behind that it could not know to be in vain. */
  void excuse() {
    careless = true;
  }

  /** Whether blobs of its that nobody refers to may have stayed behind. */
  boolean mayLeak() {
    return careless;
  }

  /** Stands still for a while: a long collection of garbage, a laptop's lid. */
  void freeze(long nanos) {
    frozenUntil = Math.max(frozenUntil, turns.nowNanos() + nanos);
  }

  @Override
  public long frozenUntil() {
    return frozenUntil;
  }

  @Override
  public boolean isDead() {
    return dead;
  }

  @Override
  public String name() {
    return name;
  }
}
