package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Decoded parts that compaction has replaced do not stay in memory. */
class ReplacedPartsTest {

  private static final int ROUNDS = 40;
  private static final int ROWS = 50;

  private final PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PersistConfig config =
      PersistConfig.defaults().withInline(0, 0).withCompaction(false);
  private final PersistClient client = new OneProcess(config.withMetrics(registry)).open(location);

  @AfterEach
  void close() {
    client.close();
  }

  private double cached() {
    return registry.get("persist.read.cache.bytes").gauge().value();
  }

  /** What it takes to read all of it for the first time. */
  private double needed(long asOf) {
    SimpleMeterRegistry own = new SimpleMeterRegistry();
    try (PersistClient fresh = new OneProcess(config.withMetrics(own)).open(location);
        ReadHandle<String, Unit> reader = reader(fresh, shard)) {
      assertThat(contents(reader, asOf)).hasSize((int) asOf + 1);
      return own.get("persist.read.cache.bytes").gauge().value();
    }
  }

  private static void compact(PersistClient client, ShardId shard) {
    try (ShardUpkeep upkeep = client.openUpkeep(shard, Codec.string(), Codec.unit())) {
      upkeep.compact(Deadline.after(Duration.ofSeconds(60)));
    }
  }

  /** Reads all after each round of changes and the compaction of them all by {@code compacting}. */
  private void rounds(PersistClient compacting) {
    try (WriteHandle<String, Unit> writer = writer(client, shard);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      for (long round = 0; round < ROUNDS; round++) {
        long lower = round * ROWS;
        writer.append(keys(lower, lower + ROWS), at(lower), at(lower + ROWS));
        assertThat(contents(reader, lower + ROWS - 1)).hasSize((int) lower + ROWS);
        compact(compacting, shard);
        reader.fetchRecentUpper();
        assertThat(contents(reader, lower + ROWS - 1)).hasSize((int) lower + ROWS);
      }
    }
    assertThat(cached()).isLessThanOrEqualTo(needed(ROUNDS * ROWS - 1));
  }

  @Test
  void leaveTheCacheWhenThisProcessCompacts() {
    rounds(client);
  }

  @Test
  void leaveTheCacheWhenAnotherProcessCompacts() {
    try (PersistClient other = new OneProcess(config).open(location)) {
      rounds(other);
    }
  }

  @Test
  void stayWhereAnotherShardIsRead() {
    ShardId another = ShardId.generate(Seed.secure());
    try (WriteHandle<String, Unit> writer = writer(client, shard);
        WriteHandle<String, Unit> ofAnother = writer(client, another);
        ReadHandle<String, Unit> reader = reader(client, shard);
        ReadHandle<String, Unit> other = reader(client, another)) {
      writer.append(keys(0, ROWS), at(0), at(ROWS));
      ofAnother.append(keys(0, ROWS), at(0), at(ROWS));
      assertThat(contents(reader, ROWS - 1)).hasSize(ROWS);
      double ofOne = cached();
      for (int i = 0; i < 3; i++) {
        assertThat(contents(other, ROWS - 1)).hasSize(ROWS);
        assertThat(contents(reader, ROWS - 1)).hasSize(ROWS);
        assertThat(cached()).isEqualTo(2 * ofOne);
      }
    }
  }
}
