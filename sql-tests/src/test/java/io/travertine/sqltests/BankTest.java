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
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.Txns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Money moves between accounts that lie in several tables, by many threads of two processes, and is
 * never more or less: not while it moves, and not at any instant of the past.
 */
class BankTest {

  private static final int THREADS_EACH = 4;
  private static final int TRANSFERS_EACH = 25;

  private final Path parent;

  BankTest(@TempDir Path parent) {
    this.parent = parent;
  }

  @Test
  void theTotalIsRightAtEveryInstant() throws Exception {
    Path db = parent.resolve("db");
    String url = "jdbc:travertine:file:" + db;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      BankProcess.createTables(statement);
      long from = readTime(statement);
      TreeSet<Long> times = new TreeSet<>();
      try (BankProcess one = BankProcess.start(db, 1, THREADS_EACH, TRANSFERS_EACH);
          BankProcess two = BankProcess.start(db, 2, THREADS_EACH, TRANSFERS_EACH)) {
        while (one.isAlive() || two.isAlive()) {
          assertThat(total(statement, "")).isEqualTo(BankProcess.TOTAL);
          times.add(readTime(statement));
        }
        assertThat(one.exitValue()).as(log(1)).isZero();
        assertThat(two.exitValue()).as(log(2)).isZero();
      }
      TreeSet<Long> commits = commitTimes(db, shardOfTransfers(statement), from);
      assertThat(commits).hasSize(2 * THREADS_EACH * TRANSFERS_EACH);
      times.addAll(commits);
      for (long time : times) {
        assertThat(total(statement, " AS OF " + time))
            .as("as of %s", time)
            .isEqualTo(BankProcess.TOTAL);
      }
      assertThat(transfers(statement)).isEqualTo(2L * THREADS_EACH * TRANSFERS_EACH);
    }
  }

  private static long readTime(Statement statement) throws SQLException {
    return number(statement, "SELECT MAX(readable_to) FROM sys.tables");
  }

  private static long total(Statement statement, String asOf) throws SQLException {
    return number(
        statement,
        "SELECT SUM(balance) FROM (SELECT balance FROM checking UNION ALL SELECT balance FROM"
            + " savings UNION ALL SELECT balance FROM cash) AS accounts"
            + asOf);
  }

  private static String shardOfTransfers(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT shard_id FROM sys.tables WHERE table_name = 'transfers'")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static long transfers(Statement statement) throws SQLException {
    return number(statement, "SELECT COUNT(*) FROM transfers");
  }

  /** When the transfers were committed: each of them wrote a row of its own. */
  @SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
  private static TreeSet<Long> commitTimes(Path db, String shard, long from) {
    RowCodec codec = new RowCodec("sql-row", Schema.of(Column.required(0, "n", ColumnType.INT32)));
    TreeSet<Long> times = new TreeSet<>();
    try (PersistClient client =
            PersistClient.open(PersistLocation.of("file:" + db), PersistConfig.defaults());
        Txns txns = Txns.open(client);
        var transfers =
            txns.openShard(
                ShardId.parse(shard), codec, Codec.unit(), new Diagnostics("transfers", "test"));
        var changes =
            transfers.changes(from, txns.readTime(), Scan.everything(), Deadline.none())) {
      changes.fetch().forEach(update -> times.add(update.time()));
    }
    return times;
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private String log(int process) throws java.io.IOException {
    Path log = parent.resolve("bank-" + process + ".log");
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
