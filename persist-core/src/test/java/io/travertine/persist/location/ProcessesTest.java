package io.travertine.persist.location;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several processes append to one log while one of them is killed again and again. */
class ProcessesTest {

  private static final int COUNT = 500;
  private static final int KILLS = 3;

  private final Path directory;
  private final Path temporary;

  ProcessesTest(@TempDir Path directory) throws Exception {
    this.directory = directory;
    this.temporary = Files.createDirectory(directory.resolve("temporary"));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void nothingAcknowledgedIsLostOrDoubledInADirectory() throws Exception {
    killOne("file:" + directory.resolve("database"));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @ExtendWith(PostgresServers.class)
  void nothingAcknowledgedIsLostOrDoubledInPostgres(PostgresServer server) throws Exception {
    killOne(server.newDatabase());
  }

  private void killOne(String location) throws Exception {
    long seed = new Random().nextLong();
    List<List<String>> acknowledged =
        Racers.race(
            3,
            racer ->
                racer < 2
                    ? runToTheEnd(location, "steady" + racer)
                    : runAndKill(location, new Random(seed)));

    try (OpenLocation opened =
        Locations.standard().open(PersistLocation.of(location), OpenOptions.readWrite())) {
      List<Versioned> log =
          opened.consensus().scan(CountingProcess.KEY, SeqNo.ZERO, Integer.MAX_VALUE);
      Map<String, Long> seqNos = new HashMap<>();
      for (int i = 0; i < log.size(); i++) {
        String name = new String(log.get(i).data(), UTF_8);
        assertThat(log.get(i).seqNo().value()).as("seed %s", seed).isEqualTo(i);
        assertThat(seqNos.put(name, (long) i)).as("seed %s: %s twice", seed, name).isNull();
        assertThat(opened.blob().get(name)).as("seed %s", seed).contains(name.getBytes(UTF_8));
      }
      List<String> all = acknowledged.stream().flatMap(List::stream).toList();
      assertThat(all).hasSizeGreaterThanOrEqualTo(2 * COUNT + KILLS);
      for (String line : all) {
        String[] seqNoAndName = line.split(" ");
        assertThat(seqNos.get(seqNoAndName[1]))
            .as("seed %s: %s", seed, line)
            .isEqualTo(Long.parseLong(seqNoAndName[0]));
      }
      assertThat(log.size()).as("seed %s", seed).isBetween(all.size(), all.size() + KILLS);
    }
  }

  private List<String> runToTheEnd(String location, String name) throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (CountingProcess process = CountingProcess.start(location, name, COUNT, temporary)) {
      read(process, Integer.MAX_VALUE, acknowledged);
      assertThat(process.awaitExit()).isZero();
    }
    assertThat(acknowledged).hasSize(COUNT);
    return acknowledged;
  }

  private List<String> runAndKill(String location, Random random) throws Exception {
    List<String> all = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> acknowledged = new ArrayList<>();
      try (CountingProcess process =
          CountingProcess.start(location, "victim" + kill, COUNT, temporary)) {
        read(process, 1 + random.nextInt(COUNT / 2), acknowledged);
        process.kill();
        read(process, Integer.MAX_VALUE, acknowledged);
        process.awaitExit();
      }
      all.addAll(acknowledged);
    }
    return all;
  }

  private static void read(CountingProcess process, int atMost, List<String> into)
      throws Exception {
    for (int i = 0; i < atMost; i++) {
      Optional<String> line = process.acknowledged();
      if (line.isEmpty()) {
        return;
      }
      into.add(line.get());
    }
  }
}
