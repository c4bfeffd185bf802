package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.Scan;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.Txns;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads of several processes fight for few keys: at no instant do two rows have the same,
 * and everybody was told the truth about what was done.
 */
class KeyRaceTest {

  private static final int ROUNDS = 60;

  private final Path parent;

  KeyRaceTest(@TempDir Path parent) {
    this.parent = parent;
  }

  @Test
  void keysAreUniqueAtEveryInstantWhoeverWrites() throws Exception {
    Path db = parent.resolve("db");
    String url = "jdbc:travertine:file:" + db;
    long seed = System.nanoTime();
    System.out.println("keys are fought for with seed " + seed);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      KeyWork.createTable(statement);
      Path theirs = parent.resolve("theirs");
      Process process = Books.start(KeyWork.class, db, theirs, seed + 1, 2, ROUNDS);
      try {
        Map<Integer, Integer> books = new TreeMap<>(Books.of(KeyWork::work, url, seed, 4, ROUNDS));
        assertThat(process.waitFor()).as(Books.complaints(theirs)).isZero();
        Books.add(books, Books.read(theirs));
        books.values().removeIf(rows -> rows == 0);
        assertThat(contents(statement)).isEqualTo(books);
      } finally {
        process.destroyForcibly();
      }
      int commits = requireUniqueAlways(updates(db, shard(statement)));
      System.out.println(commits + " commits");
      assertThat(commits).isGreaterThan(ROUNDS);
    }
  }

  private static Map<Integer, Integer> contents(Statement statement) throws SQLException {
    Map<Integer, Integer> contents = new TreeMap<>();
    try (ResultSet rows = statement.executeQuery("SELECT id, COUNT(*) FROM k GROUP BY id")) {
      while (rows.next()) {
        contents.put(rows.getInt(1), rows.getInt(2));
      }
    }
    return contents;
  }

  private static String shard(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT shard_id FROM sys.tables WHERE table_name = 'k'")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
  private static List<Update<Object[], Unit>> updates(Path db, String shard) {
    RowCodec codec =
        new RowCodec(
            "sql-row",
            Schema.of(
                Column.required(0, "id", ColumnType.INT32),
                Column.optional(1, "u", ColumnType.INT32),
                Column.optional(2, "n", ColumnType.INT32)));
    try (PersistClient client =
            PersistClient.open(PersistLocation.of("file:" + db), PersistConfig.defaults());
        Txns txns = Txns.open(client);
        var table =
            txns.openShard(
                ShardId.parse(shard), codec, Codec.unit(), new Diagnostics("k", "test"));
        var changes = table.changes(0, txns.readTime(), Scan.everything(), Deadline.none())) {
      return new ArrayList<>(changes.fetch());
    }
  }

  /** Replays the history; how many commits it has. */
  private static int requireUniqueAlways(List<Update<Object[], Unit>> updates) {
    updates.sort(Comparator.comparingLong(Update::time));
    Map<Object, Long> ids = new TreeMap<>();
    Map<Object, Long> unique = new TreeMap<>();
    int commits = 0;
    for (int i = 0; i < updates.size(); i++) {
      Update<Object[], Unit> update = updates.get(i);
      ids.merge(update.key()[0], update.diff(), Long::sum);
      unique.merge(update.key()[1], update.diff(), Long::sum);
      if (i + 1 == updates.size() || updates.get(i + 1).time() != update.time()) {
        commits++;
        assertThat(ids.values()).as("ids at %s", update.time()).allMatch(n -> n == 0 || n == 1);
        assertThat(unique.values()).as("u at %s", update.time()).allMatch(n -> n == 0 || n == 1);
      }
    }
    return commits;
  }
}
