package io.travertine.persist.simulation;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.ReadLimits;
import io.travertine.persist.StatisticsLimits;
import io.travertine.persist.Upkeep;
import io.travertine.persist.WriteLimits;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.txn.DataShard;
import io.travertine.persist.txn.TxnLimits;
import io.travertine.persist.txn.Txns;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process of the bank: its transactions, and the shards it has open. Used in turns. */
final class BankProcess implements Home {

  private final String name;
  private final Turns turns;
  private final Link link;
  private final SimulatedClock clock;
  private final SimulatedThreads threads;
  private final PersistClient client;
  private final TxnLimits limits;
  private final Map<ShardId, DataShard<String, Unit>> shards = new LinkedHashMap<>();
  private final Set<Thread> tellers = new HashSet<>();
  private @Nullable Txns txns;
  private boolean dead;
  private long frozenUntil;

  BankProcess(
      String name, Turns turns, Dice dice, Trace trace, Ground ground, Grapevine grapevine) {
    this.name = name;
    this.turns = turns;
    Dice own = new Dice(dice.fork());
    this.clock = new SimulatedClock(turns, this, own, dice.between(-100_000, 100_000));
    this.link = new Link(turns, this, own, trace, clock, Seed.of(dice.fork()));
    this.threads = new SimulatedThreads(turns, this, own, 6);
    PersistConfig config =
        config(own, Seed.of(dice.fork())).withPubSub((at, time, chance) -> grapevine.line(this));
    this.client =
        PersistClient.openAlone(
            new OpenLocation(
                PersistLocation.of("mem:bank"),
                new LinkedBlob(link, ground.blob()),
                ground.consensus(link, Witness.NONE)),
            config,
            threads);
    this.limits =
        new TxnLimits(
            own.between(1, 12),
            own.between(200L, 20_000L),
            Duration.ofMillis(own.between(50, 4_000)),
            own.between(1, 40),
            own.pick(List.of(0L, 2_000L, 1_000_000L)));
  }

  private PersistConfig config(Dice own, Seed seed) {
    long partBytes = own.pick(List.of(200L, 4_096L));
    return PersistConfig.defaults()
        .withClock(clock)
        .withSeed(seed)
        .withHostname(name)
        .withWrites(
            new WriteLimits(
                partBytes,
                2,
                own.pick(List.of(0, 300, 4_096)),
                own.pick(List.of(3_000L, 100_000L)),
                Duration.ofMinutes(60),
                new StatisticsLimits(1024, List.of(), List.of(), List.of())))
        .withReads(
            new ReadLimits(
                Duration.ofSeconds(own.between(10, 60)),
                own.pick(List.of(0L, 1_000_000L)),
                4,
                Duration.ofSeconds(own.pick(List.of(1, 30))),
                partBytes * 4,
                1_000_000L,
                0))
        .withUpkeep(
            new Upkeep(
                !own.oneIn(6),
                own.between(4, 12),
                own.between(1, 8),
                own.between(2, 4),
                own.between(2, 6),
                own.between(8, 60),
                partBytes * 20,
                6));
  }

  Link link() {
    return link;
  }

  SimulatedClock clock() {
    return clock;
  }

  Txns txns() {
    Txns open = txns;
    if (open == null) {
      open = Txns.open(client, limits);
      txns = open;
    }
    return open;
  }

  PersistClient client() {
    return client;
  }

  DataShard<String, Unit> shard(ShardId id) {
    DataShard<String, Unit> shard = shards.get(id);
    if (shard == null) {
      shard =
          txns()
              .openShard(id, Codec.string(), Codec.unit(), new Diagnostics(id.toString(), "bank"));
      DataShard<String, Unit> another = shards.putIfAbsent(id, shard);
      if (another != null) {
        shard.close();
        return another;
      }
    }
    return shard;
  }

  /** A thread that makes transfers, and may be told to stop. */
  void hasTeller(Thread thread) {
    tellers.add(thread);
  }

  boolean isTeller(Thread thread) {
    return tellers.contains(thread);
  }

  /** Opens its shards anew, as after it had lost its leases. */
  void reopen() {
    List<DataShard<String, Unit>> expired = List.copyOf(shards.values());
    shards.clear();
    expired.forEach(DataShard::close);
  }

  void freeze(long nanos) {
    frozenUntil = Math.max(frozenUntil, turns.nowNanos() + nanos);
  }

  void kill() {
    dead = true;
    close();
  }

  void shutDown() {
    close();
    dead = true;
  }

  private void close() {
    for (DataShard<String, Unit> shard : List.copyOf(shards.values())) {
      bury(shard::close);
    }
    Txns open = txns;
    if (open != null) {
      bury(open::close);
    }
    bury(client::close);
  }

  private void bury(Runnable close) {
    try {
      close.run();
    } catch (CancelledException e) {
      if (!dead) {
        throw e;
      }
    } catch (PersistException | IllegalStateException e) {
      if (!dead) {
        throw e;
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isDead() {
    return dead;
  }

  @Override
  public long frozenUntil() {
    return frozenUntil;
  }
}
