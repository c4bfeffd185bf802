package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.sqltests.Doors.Door;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every script under {@code sql/} shows the same through every door, byte for byte, and what its
 * file says. {@code -Dtravertine.scripts=record} writes the files anew: read the difference.
 */
class ScriptsTest {

  private static final Path SCRIPTS = Path.of("src", "test", "resources", "sql");
  private static final boolean RECORD =
      "record".equals(System.getProperty("travertine.scripts", "check"));

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
  void showsTheSameThroughEveryDoor(Path script) throws IOException, SQLException {
    String source = Files.readString(script);
    Transcript embedded = shown(source, Door.EMBEDDED);
    if (RECORD) {
      Files.writeString(script, embedded.text());
    } else {
      assertThat(embedded.text()).as("%s", script).isEqualTo(source);
    }
    for (Door door : List.of(Door.PROTOBUF, Door.JSON)) {
      assertThat(shown(source, door).detail())
          .as("%s through %s", script, door)
          .isEqualTo(embedded.detail());
    }
  }

  private static Transcript shown(String source, Door door) throws IOException, SQLException {
    try (Doors doors = Doors.inMemory()) {
      return Script.run(source, options -> doors.connect(door, options));
    }
  }
}
