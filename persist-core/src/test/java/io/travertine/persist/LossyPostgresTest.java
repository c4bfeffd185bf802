package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Racers;
import io.travertine.persist.location.postgres.PostgresProxy;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The porch over PostgreSQL where its answers get lost. */
@ExtendWith(PostgresServers.class)
class LossyPostgresTest {

  private static final int WRITERS = 3;
  private static final int APPENDS_EACH = 40;
  private static final int LOSSES = 11;

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void everyAcknowledgedAppendIsThereOnceWhateverIsLost(PostgresServer server) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ShardId shard = ShardId.generate(Seed.secure());
    String schema = "lossy_" + Long.toUnsignedString(seed);
    AtomicInteger writing = new AtomicInteger(WRITERS);
    CountDownLatch opened = new CountDownLatch(WRITERS);
    AtomicInteger losses = new AtomicInteger();
    try (PostgresProxy proxy = new PostgresProxy(server)) {
      PersistLocation lossy = PersistLocation.of(proxy.through(server, schema));
      List<List<String>> acknowledged =
          Racers.race(
              WRITERS + 1,
              racer -> {
                if (racer < WRITERS) {
                  try {
                    return append(lossy, shard, "w" + racer, opened, losses);
                  } finally {
                    writing.decrementAndGet();
                  }
                }
                opened.await();
                while (writing.get() > 0) {
                  lose(proxy, random, writing);
                  losses.incrementAndGet();
                }
                return List.of();
              });
      List<String> all = acknowledged.stream().flatMap(List::stream).toList();
      assertThat(all).hasSizeGreaterThanOrEqualTo(WRITERS * APPENDS_EACH);
      try (PersistClient client =
              new OneProcess(PersistConfig.defaults())
                  .open(PersistLocation.of(server.database(schema)));
          ReadHandle<String, Unit> reader = reader(client, shard)) {
        Map<String, Long> found = contents(reader, reader.fetchRecentUpper().only() - 1);
        assertThat(found.keySet()).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(all);
        assertThat(found.values()).as("seed %s", seed).allMatch(copies -> copies == 1);
      }
    }
  }

  /** One in a few round trips, or all connections at once. */
  private static void lose(PostgresProxy proxy, Random random, AtomicInteger writing) {
    int next = proxy.roundTrips() + 5 + random.nextInt(20);
    while (proxy.roundTrips() < next && writing.get() > 0) {
      Thread.onSpinWait();
    }
    switch (random.nextInt(5)) {
      case 0 -> proxy.cut();
      case 1 -> proxy.loseRequest();
      default -> proxy.loseAnswer("INSERT 0 1");
    }
    while (!proxy.hasLost() && writing.get() > 0) {
      Thread.onSpinWait();
    }
  }

  /**
   * Until there were enough of both, however fast this machine lets who appends and who loses be.
   */
  private static List<String> append(
      PersistLocation location,
      ShardId shard,
      String name,
      CountDownLatch opened,
      AtomicInteger losses) {
    List<String> acknowledged = new ArrayList<>();
    PersistConfig config = PersistConfig.defaults().withRollupVersions(32);
    try (PersistClient client = new OneProcess(config).open(location);
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      opened.countDown();
      while (acknowledged.size() < APPENDS_EACH || losses.get() < LOSSES) {
        String key = name + "-" + acknowledged.size();
        Frontier upper = writer.fetchRecentUpper();
        long time = upper.only();
        AppendResult result =
            writer.compareAndAppend(List.of(insert(key, time)), upper, at(time + 1));
        if (result instanceof AppendResult.Appended) {
          acknowledged.add(key);
        }
      }
    }
    return acknowledged;
  }
}
