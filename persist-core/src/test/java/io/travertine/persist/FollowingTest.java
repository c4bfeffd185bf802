package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.MeteredConsensus;
import io.travertine.persist.location.decorators.OperationCounts;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process hears what another one commits to the same directory, whoever hosts the pubsub. */
class FollowingTest {

  private static final Logger LOG = LoggerFactory.getLogger(FollowingTest.class);

  /** So many commits in a row are heard without a request before others are believed to be. */
  private static final int IN_A_ROW = 20;

  private static final int ATTEMPTS_MAX = 2_000;

  private final ShardId shard = ShardId.generate(Seed.secure());
  private final OperationCounts asked = new OperationCounts();
  private final PersistLocation location;
  private final Path temporary;
  private long latencyNanos;

  FollowingTest(@TempDir Path directory) throws Exception {
    this.location = PersistLocation.of("file:" + directory.resolve("database"));
    this.temporary = Files.createDirectory(directory.resolve("temporary"));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void commitsOfAnotherProcessAreHeardWithoutAskingWhoeverHosts() throws Exception {
    try (TalkingProcess host = TalkingProcess.start(location, shard, "host", temporary)) {
      host.say("hello");
      OpenLocation here = Locations.standard().open(location, OpenOptions.readWrite());
      OpenLocation metered =
          new OpenLocation(
              location, here.blob(), new MeteredConsensus(here.consensus(), Clock.system(), asked));
      try (PersistClient client = new OneProcess(PersistConfig.defaults()).open(metered);
          ReadHandle<String, Unit> reader = reader(client, shard);
          Listen<String, Unit> listen = reader.listen(at(0))) {
        assertThat(nextKey(listen)).isEqualTo("hello");
        hearWithoutAsking(host, "a", listen);

        host.kill();
        try (TalkingProcess guest = TalkingProcess.start(location, shard, "guest", temporary)) {
          hearWithoutAsking(guest, "b", listen);
        }
      }
    }
  }

  private void hearWithoutAsking(TalkingProcess talking, String prefix, Listen<String, Unit> listen)
      throws Exception {
    List<Long> latencies = new ArrayList<>();
    for (int i = 0; latencies.size() < IN_A_ROW; i++) {
      assertThat(i)
          .as("commits, of which never %s were heard in a row", IN_A_ROW)
          .isLessThan(ATTEMPTS_MAX);
      long before = asked.started();
      String key = prefix + i;
      talking.say(key);
      assertThat(nextKey(listen)).isEqualTo(key);
      if (asked.started() == before) {
        latencies.add(latencyNanos);
      } else {
        latencies.clear();
      }
    }
    latencies.sort(null);
    LOG.info(
        "heard {} commits of another process without a request, within {} us in the middle, {} us at most",
        latencies.size(),
        latencies.get(latencies.size() / 2) / 1_000,
        latencies.get(latencies.size() - 1) / 1_000);
  }

  /** The next change heard of, and how long after its acknowledgement it was. */
  private String nextKey(Listen<String, Unit> listen) {
    long start = System.nanoTime();
    while (true) {
      if (listen.next() instanceof ListenEvent.Changes<String, Unit> changes) {
        latencyNanos = System.nanoTime() - start;
        return changes.updates().get(0).key();
      }
    }
  }
}
