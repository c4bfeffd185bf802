package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.s3.S3Server;
import io.travertine.persist.location.s3.S3Servers;
import io.travertine.sqltests.Doors.Door;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every script under {@code sql/} shows the same through every door and on every kind of location,
 * byte for byte, and what its file says. Which door a location has differs from script to script;
 * {@code -Dtravertine.scripts=all} runs each through all doors on all locations. {@code
 * -Dtravertine.scripts=record} writes the files anew: read the difference.
 */
@ExtendWith({PostgresServers.class, S3Servers.class})
class ScriptsTest {

  private static final Path SCRIPTS = Path.of("src", "test", "resources", "sql");
  private static final String MODE = System.getProperty("travertine.scripts", "");

  /** Kinds of locations. */
  private enum Kind {
    DIRECTORY,
    POSTGRES,
    BUCKET
  }

  /** A way to run a script. */
  private record Way(Door door, Kind kind) {}

  private final PostgresServer postgres;
  private final S3Server bucket;
  private final Path directories;

  ScriptsTest(PostgresServer postgres, S3Server bucket, @TempDir Path directories) {
    this.postgres = postgres;
    this.bucket = bucket;
    this.directories = directories;
  }

  static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files.filter(file -> file.toString().endsWith(".iq")).sorted().toList();
    }
  }

  @Test
  void thereAreScripts() throws IOException {
    assertThat(scripts()).hasSizeGreaterThanOrEqualTo(12);
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void showsTheSameThroughEveryDoorAndOnEveryLocation(Path script) throws Exception {
    List<Way> ways = ways(script.getFileName().toString());
    String source = Files.readString(script);
    List<Transcript> shown = shown(source, ways);
    Transcript first = shown.get(0);
    if (MODE.equals("record")) {
      Files.writeString(script, first.text());
    } else {
      assertThat(first.text()).as("%s, %s", script, ways.get(0)).isEqualTo(source);
    }
    for (int i = 1; i < ways.size(); i++) {
      assertThat(shown.get(i).detail())
          .as("%s, %s and %s", script, ways.get(i), ways.get(0))
          .isEqualTo(first.detail());
    }
  }

  /** What a script shows in each way; three of them run at a time. */
  private List<Transcript> shown(String source, List<Way> ways) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(Door.values().length);
    try {
      List<Callable<Transcript>> runs = new ArrayList<>();
      for (Way way : ways) {
        String location = newLocation(way);
        runs.add(() -> shown(source, way, location));
      }
      List<Transcript> shown = new ArrayList<>();
      for (Future<Transcript> run : threads.invokeAll(runs)) {
        shown.add(run.get());
      }
      return shown;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Each door and each kind of location once; or all pairs of them. */
  private static List<Way> ways(String script) {
    List<Way> ways = new ArrayList<>();
    Kind[] kinds = Kind.values();
    for (Door door : Door.values()) {
      for (Kind kind : kinds) {
        int shift = Math.floorMod(script.hashCode() + door.ordinal(), kinds.length);
        if (MODE.equals("all") || kind.ordinal() == shift) {
          ways.add(new Way(door, kind));
        }
      }
    }
    return ways;
  }

  private String newLocation(Way way) {
    return switch (way.kind) {
      case DIRECTORY -> "file:" + directories.resolve(way.door.name());
      case POSTGRES -> postgres.newDatabase();
      case BUCKET -> bucket.newDatabase();
    };
  }

  private static Transcript shown(String source, Way way, String location)
      throws IOException, SQLException {
    try (Doors doors = Doors.at(location)) {
      return Script.run(source, options -> doors.connect(way.door, options));
    }
  }
}
