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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectCommandTest {

  private static final Pattern SHARD_ID =
      Pattern.compile("s[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path db;

  InspectCommandTest(@TempDir Path parent) {
    this.db = parent.resolve("db");
  }

  @BeforeEach
  void fill() {
    sql(
        "CREATE TABLE stone (name VARCHAR(20), hardness INTEGER);"
            + " INSERT INTO stone VALUES ('granite', 6), ('marble', 3);"
            + " UPDATE stone SET hardness = 7 WHERE name = 'granite';"
            + " CREATE TABLE gone (id INTEGER); INSERT INTO gone VALUES (1); DROP TABLE gone;"
            + " CREATE TABLE untouched (id INTEGER)");
  }

  private void sql(String statements) {
    assertThat(run("sql", db.toString(), "-e", statements)).as(complained()).isZero();
    out.reset();
  }

  private int run(String... arguments) {
    return new Travertine(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(Arrays.asList(arguments));
  }

  /** What a sub-command prints about the database. */
  private String inspect(String what, String... more) {
    out.reset();
    String[] words = new String[3 + more.length];
    words[0] = "inspect";
    words[1] = what;
    words[2] = db.toString();
    System.arraycopy(more, 0, words, 3, more.length);
    assertThat(run(words)).as(complained()).isZero();
    assertThat(complained()).isEmpty();
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void listsShardsByTheNamesThatPeopleKnow() {
    String shards = inspect("shards");

    assertThat(shards)
        .contains("\"name\": \"catalog\"", "\"name\": \"public.stone\"")
        .contains("\"name\": \"transactions\"")
        .contains("\"name\": \"public.gone (dropped)\"")
        .containsPattern("\"upper\": \\[\\d{16}],\n +\"upper_timestamp\": \"2\\d{3}-")
        .contains("\"since\": [0],\n    \"since_timestamp\": \"1970-01-01T00:00:00Z\"");
    assertThat(inspect("shards", "--format", "text"))
        .containsPattern(" name +\\| shard +\\| since +\\| upper +\\| updates +\\| size")
        .containsPattern(" public.stone +\\| s[0-9a-f-]+ +\\| 1970-");
  }

  @Test
  void findsAShardByItsIdOrTheNameOfItsTable() {
    String state = inspect("state", "stone");

    Matcher id = SHARD_ID.matcher(state);
    assertThat(id.find()).isTrue();
    assertThat(inspect("state", id.group())).isEqualTo(state);
    assertThat(inspect("state", "PUBLIC.Stone")).isEqualTo(state);
    assertThat(inspect("state", "gone")).contains("\"shard_id\"");
    assertThat(inspect("state", "catalog")).contains("\"key_codec\": \"travertine.catalog\"");
    assertThat(state).startsWith("{\n  \"applier_version\": \"0.1.0\",\n  \"shard_id\": \"s");
  }

  @Test
  void printsOneLineForEachPairOfStates() {
    assertThat(inspect("state-diff", "stone").lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("{\"previous\":{").endsWith("}}"));
  }

  @Test
  void printsRollups() {
    String latest = inspect("state-rollup", "stone");
    String key = firstMatch(inspect("state-rollups", "stone"), "v\\d+/r[0-9a-f-]+");

    assertThat(latest).contains("\"inlined_diffs\": []");
    assertThat(inspect("state-rollup", "stone", "--rollup-key", key)).isEqualTo(latest);
  }

  private static String firstMatch(String text, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    assertThat(matcher.find()).as("%s in %s", regex, text).isTrue();
    return matcher.group();
  }

  @Test
  void printsTheUpdatesOfAPart() {
    sql(
        "INSERT INTO stone SELECT 'name ' || CAST(i AS VARCHAR(9)), 1 FROM (VALUES "
            + manyRows()
            + ") AS t(i)");
    String key = firstMatch(inspect("state", "stone"), "n0000100/p[0-9a-f-]+");

    String part = inspect("blob-batch-part", "stone", "--key", key, "--limit", "2");

    assertThat(part)
        .contains("\"in_current_state\": true", "name#0 STRING", "hardness#1 INT32")
        .containsPattern("\"k\": \\{\n +\"name\": \"name \\d+\",\n +\"hardness\": 1")
        .containsPattern("\"t\": \\d+,\n +\"d\": ");
  }

  /** Enough that the part lies in a file. */
  private static String manyRows() {
    return String.join(
        ", ", Stream.iterate(0, i -> i + 1).limit(1000).map(i -> "(" + i + ")").toList());
  }

  @Test
  void tellsWhatIsTakenUpAndWhy() {
    assertThat(inspect("blob-usage"))
        .contains("\"shards\": [", "\"name\": \"public.stone\"", "\"unattributable_bytes\": 0")
        .containsPattern("\"leaked_bytes\": 0,\n +\"not_leaked_bytes\": \\d+");
    assertThat(inspect("blob-usage", "stone")).startsWith("{\n  \"total_bytes\": ");
    assertThat(inspect("blob-usage", "stone", "--format", "text"))
        .contains("      by the current state")
        .containsPattern("total +\\| +\\d+(\\.\\d)? (B|KiB)");
    assertThat(inspect("blob-usage", "--format", "text")).contains("in all ");
    assertThat(inspect("blob-count")).contains("\"batch_part_count\": ", "\"rollup_bytes\": ");
    assertThat(inspect("consolidated-size", "stone"))
        .matches("before: 4 updates \\d+ bytes\\Rafter:  2 updates \\d+ bytes\\R");
    List<String> stats = inspect("shard-stats").lines().toList();
    assertThat(stats.get(0))
        .startsWith("shard,bytes,parts,runs,batches,empty_batches,longest_run,");
    assertThat(stats).as("a head, three tables, the catalog, the transactions").hasSize(6);
  }

  @Test
  void showsObjectsThatNobodyRefersTo() throws IOException {
    assertThat(inspect("unreferenced-blobs", "stone")).isEqualTo("[]\n");
    assertThat(inspect("unreferenced-blobs", "stone", "--format", "text"))
        .isEqualTo("every object is referred to\n");
    Path leaked = copyOfSomeObject();
    Files.setLastModifiedTime(
        leaked,
        FileTime.fromMillis(
            Files.getLastModifiedTime(leaked).toMillis() - Duration.ofDays(2).toMillis()));

    assertThat(inspect("unreferenced-blobs", "stone"))
        .contains("\"kind\": \"rollup\"", "\"leaked\": true")
        .containsPattern("\"age_seconds\": 17\\d{4}");
    assertThat(inspect("unreferenced-blobs", "stone", "--format", "text"))
        .containsPattern("2 days \\| leaked");
  }

  /** A rollup of the table that no state knows, as a killed process leaves one. */
  private Path copyOfSomeObject() throws IOException {
    String id = firstMatch(inspect("state", "stone"), SHARD_ID.pattern());
    try (Stream<Path> files = Files.list(db.resolve("blob"))) {
      Path rollup =
          files
              .filter(file -> file.toString().contains(id) && file.toString().contains("v1"))
              .findFirst()
              .orElseThrow();
      String name = rollup.getFileName().toString();
      String other = name.replaceFirst("(.*r)[0-9a-f]{8}", "$100000000");
      return Files.copy(rollup, db.resolve("blob").resolve(other));
    }
  }

  @Test
  void changesNothing() throws IOException {
    List<String> before = blobs();
    String state = inspect("state", "stone");
    for (String what : List.of("shards", "blob-usage", "blob-count", "shard-stats")) {
      inspect(what);
    }
    for (String what :
        List.of("state-rollups", "state-diff", "consolidated-size", "unreferenced-blobs")) {
      inspect(what, "stone");
    }
    assertThat(blobs()).isEqualTo(before);
    assertThat(inspect("state", "stone")).isEqualTo(state);
  }

  private List<String> blobs() throws IOException {
    try (Stream<Path> files = Files.list(db.resolve("blob"))) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void saysHowToGoOnWhenSomethingIsNotThere() {
    Path nowhere = db.resolveSibling("nowhere");

    assertThat(run("inspect", "shards", nowhere.toString())).isEqualTo(1);
    assertThat(nowhere).doesNotExist();
    assertThat(run("inspect", "state", db.toString(), "ston")).isEqualTo(1);
    assertThat(run("inspect", "state", db.toString(), "s00000000-0000-4000-8000-000000000000"))
        .isEqualTo(1);
    assertThat(run("inspect", "blob-batch-part", db.toString(), "stone", "--key", "x"))
        .isEqualTo(1);
    assertThat(complained())
        .contains("is not a Travertine database directory")
        .contains("there is no shard or table 'ston' in file:")
        .contains("its tables are gone, stone, untouched; `travertine inspect shards ")
        .contains("not a part key of the form");
  }

  @Test
  void looksAtWhatIsLeftOfADamagedDatabase() throws IOException {
    try (Stream<Path> files = Files.list(db.resolve("blob"))) {
      for (Path file : files.filter(each -> each.toString().contains("636174616c6f")).toList()) {
        Files.delete(file);
      }
    }

    assertThat(run("inspect", "shards", db.toString())).isEqualTo(1);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"name\": null", "\"seqno\": \"v");
    assertThat(complained())
        .contains(
            "damaged: s00000000-0000-4000-8000-636174616c6f: blob is missing",
            "no names, the catalog cannot be read: blob is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect",
        "inspect weather db",
        "inspect state db",
        "inspect shards db stone",
        "inspect state db stone more",
        "inspect blob-batch-part db stone",
        "inspect shards db --format xml",
        "inspect shards //localhost:1/",
        "inspect shards db --nosuch"
      })
  void isHelpfulWhenMisused(String line) {
    assertThat(run(line.replace("db", db.toString()).split(" "))).isEqualTo(2);
    assertThat(complained()).contains("travertine inspect WHAT DATABASE [SHARD]");
  }

  @Test
  void helps() {
    assertThat(run("inspect", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("state-rollup", "unreferenced-blobs");
  }
}
