package io.travertine.persist.internal.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Formats are promises: the files beside this test were written when format 1 was fixed, and are
 * read for ever. A file that is missing is written to {@code target/golden}.
 */
class GoldenPartTest {

  private static final Description DESCRIPTION =
      new Description(
          Frontier.at(1_800_000_000_000_000L),
          Frontier.empty(TimeDomain.U64),
          Frontier.minimum(TimeDomain.U64));
  private static final Updates UPDATES = SampleRows.updates(SampleRows.KEY, SampleRows.rows(40));
  private static final int PART_CRC32C = 0x64ba4f89;

  private static byte[] golden(String name, byte[] written) throws IOException {
    try (InputStream in = GoldenPartTest.class.getResourceAsStream("v1/" + name)) {
      if (in == null) {
        Path file = Files.createDirectories(Path.of("target", "golden")).resolve(name);
        Files.write(file, written);
        throw new AssertionError("no golden file " + name + "; wrote " + file);
      }
      return in.readAllBytes();
    }
  }

  @Test
  void storedPartsOfFormat1Read() throws IOException {
    EncodedPart part = PartWriter.encode(SampleRows.KEY, Schema.EMPTY, UPDATES, DESCRIPTION);
    byte[] bytes = golden("part.parquet", part.bytes());
    PartReader reader = PartReader.open(bytes, PART_CRC32C, "golden part");
    assertThat(reader.description()).isEqualTo(DESCRIPTION);
    assertThat(reader.length()).isEqualTo(40);
    assertThat(reader.read(SampleRows.KEY, Schema.EMPTY, Projection.all())).isEqualTo(UPDATES);
  }

  @Test
  void inlinePartsOfFormat1ReadAndAreWrittenTheSame() throws IOException {
    byte[] written = InlinePart.encode(SampleRows.KEY, Schema.EMPTY, UPDATES, DESCRIPTION);
    byte[] bytes = golden("inline.bin", written);
    assertThat(InlinePart.decode(bytes, "golden", SampleRows.KEY, Schema.EMPTY, Projection.all()))
        .isEqualTo(UPDATES);
    assertThat(InlinePart.description(bytes, "golden")).isEqualTo(DESCRIPTION);
    assertThat(written).isEqualTo(bytes);
  }

  @Test
  void statsOfFormat1ReadAndAreWrittenTheSame() throws IOException {
    PartStats stats = PartStats.of(TimeDomain.U64, UPDATES);
    byte[] bytes = golden("stats.bin", stats.encode());
    PartStats read = PartStats.decode(bytes);
    assertThat(read.updates()).isEqualTo(40);
    assertThat(read.columns()).hasSize(14);
    assertThat(read.encode()).isEqualTo(bytes);
    assertThat(stats.encode()).isEqualTo(bytes);
  }
}
