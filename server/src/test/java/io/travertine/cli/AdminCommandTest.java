package io.travertine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminCommandTest {

  private static final String DRY_RUN = "dry run: nothing is written, --commit does it\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path db;

  AdminCommandTest(@TempDir Path parent) {
    this.db = parent.resolve("db");
  }

  @BeforeEach
  void fill() {
    sql("CREATE TABLE stone (name VARCHAR(20), hardness INTEGER)");
    // Whoever closes the database leaves the table an append of all it has committed.
    for (int i = 0; i < 12; i += 3) {
      StringBuilder inserts = new StringBuilder();
      for (int j = i; j < i + 3; j++) {
        inserts.append("INSERT INTO stone VALUES ('stone " + j + "', " + j + ");");
      }
      sql(inserts.toString());
    }
  }

  private String sql(String statements) {
    assertThat(run("sql", db.toString(), "-e", statements)).as(complained()).isZero();
    return printed();
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return new Travertine(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(Arrays.asList(arguments));
  }

  private String admin(String what, String... more) {
    Stream<String> words = Stream.concat(Stream.of("admin", what, db.toString()), Stream.of(more));
    assertThat(run(words.toArray(String[]::new))).as(complained()).isZero();
    return printed();
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(db.resolve("blob"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void rehearsesUnlessToldToDoIt() throws IOException {
    assertThat(run("inspect", "state", db.toString(), "stone")).isZero();
    String before = printed();
    List<String> files = files();

    for (List<String> words :
        List.of(
            List.of("force-compaction", "stone"),
            List.of("force-gc", "stone"),
            List.of("restore-blob"),
            List.of("remove-leaked-blobs"))) {
      String printed = admin(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
      assertThat(printed).startsWith("{\n  \"dry_run\": true,").contains("\"effects\": {");
      assertThat(complained()).isEqualTo(DRY_RUN);
    }

    assertThat(run("inspect", "state", db.toString(), "stone")).isZero();
    assertThat(printed()).isEqualTo(before);
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void compactsATableThatStaysWhatItWas() {
    String before = sql("SELECT * FROM stone ORDER BY hardness");
    assertThat(admin("force-compaction", "stone", "--format", "text"))
        .containsPattern("appends +\\| batches +\\| runs");

    String printed = admin("force-compaction", "stone", "--commit");

    assertThat(printed).contains("\"dry_run\": false").containsPattern("\"merges\": [1-9]");
    assertThat(complained()).isEmpty();
    assertThat(sql("SELECT * FROM stone ORDER BY hardness")).isEqualTo(before);
    assertThat(admin("force-compaction", "stone", "--format", "text"))
        .isEqualTo("there is nothing to merge at once\n");
    String memory =
        admin("force-compaction", "stone", "--compaction-memory-bound-bytes", "1", "--commit");
    assertThat(memory).contains("\"merges\": 0");
  }

  /** Whoever reads the files with something else finds the names that the table has. */
  @Test
  void keepsTheNamesOfColumns() throws IOException {
    Random random = new Random(7);
    String tooMuchForTheState =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "('z" + random.nextLong(1L << 60) + "', " + i + ")")
            .collect(Collectors.joining(", ", "INSERT INTO stone VALUES ", ""));
    sql(tooMuchForTheState);
    admin("force-compaction", "stone", "--commit");
    assertThat(run("inspect", "state", db.toString(), "stone")).isZero();
    String key = printed().replaceAll("(?s).*\"key\": \"(n[^\"]+)\".*", "$1");

    assertThat(run("inspect", "blob-batch-part", db.toString(), "stone", "--key", key))
        .as(complained())
        .isZero();

    assertThat(printed()).contains("\"name\": \"", "\"hardness\": ");
  }

  @Test
  void collectsGarbage() {
    assertThat(admin("force-gc", "stone", "--commit"))
        .containsPattern("\"earliest_version\": \"v\\d+\"");
    assertThat(admin("force-gc", "stone", "--format", "text"))
        .contains("on are kept: there is no later rollup to go by, --roll-up writes one");
    assertThat(admin("force-gc", "stone", "--roll-up", "--format", "text"))
        .containsPattern(
            "on are kept\nwould be: 1 objects written, .* versions let go, .* commits");
    assertThat(admin("force-gc", "stone", "--roll-up", "--commit"))
        .containsPattern("\"versions_truncated\": [1-9]");
  }

  @Test
  void finalizesOnlyWhatNoTableNeeds() {
    assertThat(run("admin", "finalize", db.toString(), "stone", "--commit")).isEqualTo(1);
    assertThat(complained()).contains("is that of public.stone: DROP the table first");
    assertThat(run("admin", "finalize", db.toString(), "catalog", "--commit")).isEqualTo(1);
    sql("DROP TABLE stone");
    assertThat(run("admin", "finalize", db.toString(), "stone", "--commit")).isEqualTo(1);
    assertThat(complained()).contains("--force-downgrade-upper closes a shard for writing");

    String[] forced = {"stone", "--force-downgrade-upper", "--force-downgrade-since"};
    assertThat(admin("finalize", forced)).contains("\"dry_run\": true");
    assertThat(run("inspect", "shards", db.toString(), "--format", "text")).isZero();
    assertThat(printed()).doesNotContain("finalized");
    admin("finalize", "stone", "--force-downgrade-upper", "--force-downgrade-since", "--commit");
    assertThat(run("inspect", "shards", db.toString(), "--format", "text")).isZero();
    assertThat(printed()).containsPattern("public.stone \\(dropped\\) +\\|.*finalized");
  }

  @Test
  void tellsWhatIsLostByItsExitStatus() throws IOException {
    assertThat(admin("restore-blob", "--format", "text"))
        .endsWith(" objects are there, 0 are not\n");
    String lost = files().stream().filter(name -> name.contains("v1")).findFirst().orElseThrow();
    Files.delete(db.resolve("blob").resolve(lost));

    assertThat(run("admin", "restore-blob", db.toString(), "--commit")).isEqualTo(1);
    assertThat(printed()).containsPattern("\"lost\": \\[\"s[^\"]+/v1/r[^\"]+\"]");
  }

  @Test
  void removesLeakedBlobs() throws IOException {
    Path leaked = copyOfSomeObject();
    assertThat(admin("remove-leaked-blobs")).contains("\"removed\": []");
    Files.setLastModifiedTime(
        leaked,
        FileTime.fromMillis(
            Files.getLastModifiedTime(leaked).toMillis() - Duration.ofHours(25).toMillis()));

    assertThat(admin("remove-leaked-blobs")).contains("\"leaked\": true", "\"blobs_deleted\": 1");
    assertThat(leaked).exists();
    assertThat(admin("remove-leaked-blobs", "--older-than", "26", "--commit"))
        .contains("\"removed\": []");
    assertThat(admin("remove-leaked-blobs", "--format", "text", "--commit"))
        .contains("25 h | leaked", "done: 1 objects deleted (");
    assertThat(leaked).doesNotExist();
    assertThat(admin("remove-leaked-blobs", "stone", "--format", "text", "--commit"))
        .isEqualTo("nothing is leaked\n");
    assertThat(sql("SELECT COUNT(*) FROM stone")).contains("12");
  }

  private Path copyOfSomeObject() throws IOException {
    String name = files().stream().filter(each -> each.contains("v1")).findFirst().orElseThrow();
    return Files.copy(
        db.resolve("blob").resolve(name),
        db.resolve("blob").resolve(name.replaceFirst("(.*r)[0-9a-f]{8}", "$100000000")));
  }

  @Test
  void refusesWhatAnotherReleaseWroteAndWhatIsNotThere() {
    assertThat(
            run(
                "admin",
                "force-gc",
                db.toString(),
                "stone",
                "--expected-version",
                "0.0.9",
                "--commit"))
        .isEqualTo(1);
    assertThat(complained())
        .contains("was last written by release 0.1.0, not by the expected 0.0.9");
    assertThat(run("admin", "force-gc", db.toString(), "stone", "--expected-version", "9.0.0"))
        .isEqualTo(1);
    assertThat(run("admin", "force-gc", db.resolveSibling("nowhere").toString(), "x", "--commit"))
        .isEqualTo(1);
    assertThat(db.resolveSibling("nowhere")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin",
        "admin polish db",
        "admin force-gc db",
        "admin force-gc",
        "admin restore-blob db stone",
        "admin force-gc db stone more",
        "admin remove-leaked-blobs db --older-than 0",
        "admin force-gc db stone --commit=yes",
        "admin force-gc db stone --expected-version new",
        "admin force-compaction db stone --compaction-memory-bound-bytes none",
        "admin force-gc //localhost:1/ stone"
      })
  void isHelpfulWhenMisused(String line) {
    assertThat(run(line.replace("db", db.toString()).split(" "))).isEqualTo(2);
    assertThat(complained()).contains("travertine admin WHAT DATABASE [SHARD] [--commit]");
  }

  @Test
  void helps() {
    assertThat(run("admin", "--help")).isZero();
    assertThat(printed()).contains("force-compaction", "remove-leaked-blobs", "--commit");
  }
}
