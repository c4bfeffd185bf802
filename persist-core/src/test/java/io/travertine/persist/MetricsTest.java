package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.metrics.Metric;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.pubsub.PubSubHub;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final PersistLocation LOCATION = PersistLocation.of("mem:metrics");

  private final ShardId shard = ShardId.generate(Seed.secure());
  private final MemoryPlace place = MemoryPlace.unnamed();
  private final MeterRegistry registry = new SimpleMeterRegistry();

  private PersistClient open(PersistConfig config) {
    return new OneProcess(config).open(new OpenLocation(LOCATION, place.blob(), place.consensus()));
  }

  private PersistConfig measured() {
    return PersistConfig.defaults()
        .withCompaction(false)
        .withPubSub(PubSubConnector.none())
        .withMetrics(registry);
  }

  private double count(String id, String... tags) {
    return registry.get(id).tags(tags).counter().count();
  }

  private long times(String id, String... tags) {
    return registry.get(id).tags(tags).timer().count();
  }

  private double gauge(String id) {
    return registry.get(id).tag("shard", shard.toString()).gauge().value();
  }

  @Test
  void commitsAndReadsAreMeasured() {
    try (PersistClient client = open(measured().withInline(0, 0));
        WriteHandle<String, Unit> writer = writer(client, shard);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      for (int i = 0; i < 5; i++) {
        writer.append(keys(i, i + 1), at(i), at(i + 1));
      }
      assertThat(contents(reader, 4)).hasSize(5);
      assertThat(contents(reader, 4)).hasSize(5);

      assertThat(client.metrics()).isSameAs(registry);
      assertThat(times("persist.cmd", "cmd", "compare_and_append", "outcome", "committed"))
          .isEqualTo(5);
      assertThat(times("persist.cmd", "cmd", "register_leased_reader", "outcome", "committed"))
          .isEqualTo(1);
      assertThat(count("persist.append.updates")).isEqualTo(5);
      assertThat(count("persist.append.bytes", "form", "stored")).isPositive();
      assertThat(count("persist.append.bytes", "form", "inline")).isZero();
      assertThat(times("persist.external", "op", "blob_set", "outcome", "succeeded"))
          .isGreaterThanOrEqualTo(6);
      assertThat(count("persist.external.bytes", "op", "consensus_compare_and_set"))
          .isGreaterThanOrEqualTo(count("persist.state.diff.bytes"));
      assertThat(times("persist.read.part", "purpose", "snapshot")).isEqualTo(5);
      assertThat(count("persist.read.cache", "outcome", "miss")).isEqualTo(5);
      assertThat(count("persist.read.cache", "outcome", "hit")).isEqualTo(5);
    }
  }

  @Test
  void whatIsLeftToCompactIsMeasured() {
    try (PersistClient client = open(measured());
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      for (int i = 0; i < 8; i++) {
        writer.append(keys(i, i + 1), at(i), at(i + 1));
      }
      assertThat(gauge("persist.shard.uncompacted")).isEqualTo(2);
      assertThat(gauge("persist.shard.compacting")).isBetween(0.0, 2.0);
    }
  }

  @Test
  void whatMayHaveHappenedIsCountedApartFromWhatDidNot() {
    ScriptedConsensus consensus = new ScriptedConsensus(place.consensus());
    OpenLocation location = new OpenLocation(LOCATION, place.blob(), consensus);
    try (PersistClient client = new OneProcess(measured()).open(location);
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      consensus.loseResponse(() -> {});
      writer.append(keys(0, 1), at(0), at(1));

      assertThat(times("persist.external", "op", "consensus_compare_and_set", "outcome", "doubted"))
          .isEqualTo(1);
      assertThat(times("persist.external", "op", "consensus_compare_and_set", "outcome", "refused"))
          .isZero();
    }
  }

  @Test
  void theLoserOfARaceIsCounted() {
    try (PersistClient client = open(measured());
        PersistClient other = open(measured().withMetrics(new SimpleMeterRegistry()));
        WriteHandle<String, Unit> writer = writer(client, shard);
        WriteHandle<String, Unit> rival = writer(other, shard)) {
      rival.append(List.of(insert("a", 0)), at(0), at(1));

      assertThat(writer.compareAndAppend(List.of(insert("b", 0)), at(0), at(1)))
          .isInstanceOf(AppendResult.UpperMismatch.class);

      assertThat(count("persist.cmd.mismatch", "cmd", "compare_and_append")).isEqualTo(1);
      assertThat(times("persist.cmd", "cmd", "compare_and_append", "outcome", "nothing"))
          .isEqualTo(1);
      assertThat(count("persist.state.fetch", "path", "diffs")).isEqualTo(1);
    }
  }

  @Test
  void pushesAreCounted() {
    PubSubHub hub = new PubSubHub(Runnable::run);
    MeterRegistry elsewhere = new SimpleMeterRegistry();
    try (PersistClient client = open(measured().withPubSub(hub));
        PersistClient other = open(measured().withPubSub(hub).withMetrics(elsewhere));
        WriteHandle<String, Unit> writer = writer(client, shard);
        ReadHandle<String, Unit> reader = reader(other, shard)) {
      writer.append(List.of(insert("a", 0)), at(0), at(1));

      assertThat(contents(reader, 0)).containsKey("a");
      assertThat(count("persist.pubsub.sent")).as(() -> described(registry)).isEqualTo(1);
      assertThat(
              elsewhere.get("persist.pubsub.received").tag("outcome", "applied").counter().count())
          .as(() -> described(elsewhere))
          .isEqualTo(1);
    }
  }

  private static String described(MeterRegistry registry) {
    return registry.getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("persist.pubsub"))
        .map(meter -> meter.getId() + " " + meter.measure())
        .collect(Collectors.joining("; "));
  }

  @Test
  void aShardIsDescribedAsLongAsTheLocationIsOpen() {
    try (PersistClient client = open(measured());
        WriteHandle<String, Unit> writer = writer(client, shard);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      writer.append(keys(0, 3), at(0), at(3));

      assertThat(gauge("persist.shard.since")).isZero();
      assertThat(gauge("persist.shard.upper")).isEqualTo(3);
      assertThat(gauge("persist.shard.updates")).isEqualTo(3);
      assertThat(gauge("persist.shard.inline.parts")).isEqualTo(1);
      assertThat(gauge("persist.shard.inline.bytes")).isPositive();
      assertThat(gauge("persist.shard.largest.batch")).isEqualTo(gauge("persist.shard.bytes"));
      assertThat(gauge("persist.shard.readers")).isEqualTo(1);
      assertThat(gauge("persist.shard.writers")).isEqualTo(1);
      assertThat(gauge("persist.shard.rollups")).isEqualTo(1);
      assertThat(gauge("persist.shard.seqnos.held")).isEqualTo(1);
      assertThat(gauge("persist.shard.versions")).isEqualTo(gauge("persist.shard.seqno"));
      assertThat(gauge("persist.shard.uncompacted")).isZero();
      assertThat(reader.since()).isEqualTo(at(0));
    }
    assertThat(registry.find("persist.shard.upper").meters()).isEmpty();
    assertThat(registry.find("persist.read.cache.bytes").meters()).isEmpty();
  }

  @Test
  void aShardOfTwoLocationsIsDescribedInEach() {
    OpenLocation other =
        new OpenLocation(
            PersistLocation.of("mem:other"),
            MemoryPlace.unnamed().blob(),
            MemoryPlace.unnamed().consensus());
    try (PersistClient here = open(measured());
        WriteHandle<String, Unit> writer = writer(here, shard)) {
      writer.append(keys(0, 3), at(0), at(3));
      try (PersistClient there = new OneProcess(measured()).open(other);
          WriteHandle<String, Unit> second = writer(there, shard)) {
        second.append(keys(0, 1), at(0), at(1));
        assertThat(upperIn("mem:metrics")).isEqualTo(3);
        assertThat(upperIn("mem:other")).isEqualTo(1);
      }
      assertThat(upperIn("mem:metrics")).isEqualTo(3);
    }
    assertThat(registry.find("persist.shard.upper").meters()).isEmpty();
  }

  private double upperIn(String location) {
    return registry.get("persist.shard.upper").tag("location", location).gauge().value();
  }

  @Test
  void nothingIsMeasuredThatTheDocumentDoesNotList() {
    try (PersistClient client = open(measured().withRollupVersions(2));
        WriteHandle<String, Unit> writer = writer(client, shard);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      for (int i = 0; i < 10; i++) {
        writer.append(keys(i, i + 1), at(i), at(i + 1));
      }
      assertThat(contents(reader, 9)).hasSize(10);
      Set<String> listed = Stream.of(Metric.values()).map(Metric::id).collect(Collectors.toSet());
      List<String> found =
          registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName).toList();
      assertThat(listed).containsAll(found);
      assertThat(found).contains("persist.upkeep.requested");
    }
  }
}
