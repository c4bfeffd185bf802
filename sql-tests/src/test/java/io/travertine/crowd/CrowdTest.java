package io.travertine.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of many processes runs, and finds what was acknowledged. */
class CrowdTest {

  @Test
  void aSmallOneIsMeasured(@TempDir Path directory) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    int status =
        new Crowd(printed, printed)
            .run(
                List.of(
                    "--on",
                    "directory",
                    "--processes",
                    "2",
                    "--seconds",
                    "1",
                    "--in",
                    directory.toString()));
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("| directory | 2 |");
    assertThat(directory).isEmptyDirectory();
  }
}
