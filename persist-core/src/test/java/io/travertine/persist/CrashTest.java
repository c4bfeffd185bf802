package io.travertine.persist;

import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Racers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JVMs commit to one shard of one directory while one of them is killed again and again. */
class CrashTest {

  private static final int COUNT = 250;
  private static final int KILLS = 3;

  private final ShardId shard = ShardId.generate(Seed.secure());
  private final PersistLocation location;
  private final Path temporary;

  CrashTest(@TempDir Path directory) throws Exception {
    this.location = PersistLocation.of("file:" + directory.resolve("database"));
    this.temporary = Files.createDirectory(directory.resolve("temporary"));
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void everyAcknowledgedCommitIsThereOnceWhoeverIsKilledWhenever() throws Exception {
    long seed = new Random().nextLong();
    List<List<String>> acknowledged =
        Racers.race(
            3, racer -> racer < 2 ? runToTheEnd("steady" + racer) : runAndKill(new Random(seed)));

    List<String> all = acknowledged.stream().flatMap(List::stream).toList();
    try (PersistClient client = new OneProcess(PersistConfig.defaults()).open(location);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      Map<String, Long> found = contents(reader, reader.fetchRecentUpper().only() - 1);
      assertThat(found.keySet()).as("seed %s", seed).containsAll(all);
      assertThat(found.values()).as("seed %s", seed).allMatch(copies -> copies == 1);
      assertThat(found.size()).as("seed %s", seed).isBetween(all.size(), all.size() + KILLS);
    }
  }

  private List<String> runToTheEnd(String name) throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (CommittingProcess process =
        CommittingProcess.start(location, shard, name, COUNT, temporary)) {
      read(process, Integer.MAX_VALUE, acknowledged);
      assertThat(process.awaitExit()).as(() -> log(name)).isZero();
    }
    assertThat(acknowledged).hasSize(COUNT);
    return acknowledged;
  }

  private String log(String name) {
    try {
      return Files.readString(temporary.resolve(name + ".log"));
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  private List<String> runAndKill(Random random) throws Exception {
    List<String> all = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      try (CommittingProcess process =
          CommittingProcess.start(location, shard, "victim" + kill, COUNT, temporary)) {
        read(process, 1 + random.nextInt(COUNT / 2), all);
        process.kill();
        read(process, Integer.MAX_VALUE, all);
        process.awaitExit();
      }
    }
    return all;
  }

  private static void read(CommittingProcess process, int atMost, List<String> into)
      throws Exception {
    for (int i = 0; i < atMost; i++) {
      Optional<String> key = process.acknowledged();
      if (key.isEmpty()) {
        return;
      }
      into.add(key.get());
    }
  }
}
