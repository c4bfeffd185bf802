package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.admin.Mode;
import io.travertine.persist.admin.ShardAdmin;
import io.travertine.persist.data.Schema;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.time.Deadline;
import io.travertine.sqltests.history.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of two who take the same row away one always loses: by whatever statements, in a row inside the
 * state or in a blob, merged with others before, meanwhile or never, on every back end.
 */
@ExtendWith({PostgresServers.class, Hushed.class})
class SameRowTest {

  private static final int SCENES = 24;
  private static final int RACED_ROWS = 12;
  private static final int RACERS = 4;

  /** Where a row is. */
  private enum Form {
    INLINE(0),
    BLOB(6_000);

    private final int padding;

    Form(int padding) {
      this.padding = padding;
    }
  }

  /** When what is stored is merged. */
  private enum Merging {
    NEVER,
    BEFORE_BOTH,
    BEFORE_THE_COMMITS,
    BETWEEN_THE_COMMITS
  }

  /** Each takes the row with an id away. */
  private static final List<String> CHANGES =
      List.of(
          "UPDATE t SET v = v + 1 WHERE id = ?",
          "UPDATE t SET id = -id WHERE id = ?",
          "DELETE FROM t WHERE id = ?",
          "INSERT INTO t VALUES (?, 7, '') ON CONFLICT (id) DO UPDATE SET v = t.v + 100",
          "MERGE INTO t USING (SELECT CAST(? AS INTEGER) AS id) AS s ON t.id = s.id"
              + " WHEN MATCHED THEN UPDATE SET v = t.v + 1000");

  private static PersistLocation location(ListPlace place) {
    return PersistLocation.of(place.location());
  }

  /** A table, two ways to it, and upkeep by hand. */
  private record Scene(Connection one, Connection two, ShardAdmin admin, ShardId shard)
      implements AutoCloseable {

    static Scene open(ListPlace place) throws SQLException {
      Connection one = DriverManager.getConnection(place.calm());
      Connection two = DriverManager.getConnection(place.way(1));
      try (Statement statement = one.createStatement()) {
        statement.executeUpdate(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER NOT NULL, pad VARCHAR)");
        try (ResultSet rows =
            statement.executeQuery("SELECT shard_id FROM sys.tables WHERE table_name = 't'")) {
          rows.next();
          ShardAdmin admin =
              ShardAdmin.open(
                  location(place), PersistConfig.defaults(), Mode.COMMIT, BuildVersion.CURRENT);
          return new Scene(one, two, admin, ShardId.parse(rows.getString(1)));
        }
      }
    }

    /** Learns the columns from the parts there are: as long as there are none, it merges none. */
    void merge() {
      Deadline deadline = Deadline.after(Duration.ofSeconds(60));
      try {
        admin.forceCompaction(shard, Schema.EMPTY, Schema.EMPTY, deadline, (done, whole) -> {});
      } catch (FormatTooNewException e) {
        assertThat(e).hasMessageContaining("columns that are not known here");
      }
    }

    void insert(int id, Form form, Random random) throws SQLException {
      StringBuilder pad = new StringBuilder();
      while (pad.length() < form.padding) {
        pad.append((char) ('!' + random.nextInt(90)));
      }
      try (PreparedStatement insert = one.prepareStatement("INSERT INTO t VALUES (?, 0, ?)")) {
        insert.setInt(1, id);
        insert.setString(2, pad.toString());
        insert.executeUpdate();
      }
    }

    long number(String sql) throws SQLException {
      try (Statement statement = one.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getLong(1);
      }
    }

    @Override
    public void close() throws SQLException {
      admin.close();
      two.close();
      one.close();
    }
  }

  private static int change(Connection connection, String sql, int id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, id);
      return statement.executeUpdate();
    }
  }

  /** Whether a commit was not refused. */
  private static boolean commits(Connection connection) throws SQLException {
    try {
      connection.commit();
      return true;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("40001");
      return false;
    }
  }

  private static <T> T any(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECTORY", "POSTGRES", "S3"})
  void whoCommitsLaterIsRefused(ListPlace.Kind kind, @TempDir Path directory, PostgresServer server)
      throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (ListPlace place = ListPlace.of(kind, directory, server);
        Scene scene = Scene.open(place)) {
      for (int id = 1; id <= SCENES; id++) {
        Form form = any(random, List.of(Form.values()));
        Merging merging = any(random, List.of(Merging.values()));
        Level level = any(random, List.of(Level.values()));
        String first = any(random, CHANGES);
        String second = any(random, CHANGES);
        scene.insert(id, form, random);
        if (merging == Merging.BEFORE_BOTH) {
          scene.merge();
        }
        for (Connection connection : List.of(scene.one, scene.two)) {
          connection.setTransactionIsolation(level.jdbc());
          connection.setAutoCommit(false);
        }
        assertThat(change(scene.one, first, id)).isEqualTo(1);
        assertThat(change(scene.two, second, id)).isEqualTo(1);
        if (merging == Merging.BEFORE_THE_COMMITS) {
          scene.merge();
        }
        boolean oneIsFirst = random.nextBoolean();
        boolean early = commits(oneIsFirst ? scene.one : scene.two);
        if (merging == Merging.BETWEEN_THE_COMMITS) {
          scene.merge();
        }
        boolean late = commits(oneIsFirst ? scene.two : scene.one);
        assertThat(List.of(early, late))
            .as("seed %s: %s, %s, %s, %s, %s", seed, form, merging, level, first, second)
            .containsExactly(true, false);
        for (Connection connection : List.of(scene.one, scene.two)) {
          connection.setAutoCommit(true);
        }
        boolean isGone = (oneIsFirst ? first : second).startsWith("DELETE");
        assertThat(scene.number("SELECT COUNT(*) FROM t WHERE ABS(id) = " + id))
            .as("seed %s", seed)
            .isEqualTo(isGone ? 0 : 1);
      }
    }
  }

  /** A racer for a row that everybody wants to take away. */
  private static boolean wins(Connection connection, int id, int racer, Random random)
      throws SQLException {
    String change =
        random.nextBoolean()
            ? "DELETE FROM t WHERE id = ?"
            : "UPDATE t SET id = -(id * 10 + " + racer + ") WHERE id = ?";
    boolean alone = random.nextBoolean();
    connection.setTransactionIsolation(any(random, List.of(Level.values())).jdbc());
    connection.setAutoCommit(alone);
    boolean took = change(connection, change, id) == 1;
    if (!alone) {
      took &= commits(connection);
    }
    return took;
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECTORY", "POSTGRES", "S3"})
  void ofManyAtTheSameTimeOneWins(
      ListPlace.Kind kind, @TempDir Path directory, PostgresServer server) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (ListPlace place = ListPlace.of(kind, directory, server);
        Scene scene = Scene.open(place)) {
      for (int id = 1; id <= RACED_ROWS; id++) {
        scene.insert(id, any(random, List.of(Form.values())), random);
      }
      ExecutorService threads = Executors.newFixedThreadPool(RACERS + 1);
      CyclicBarrier start = new CyclicBarrier(RACERS);
      AtomicBoolean over = new AtomicBoolean();
      List<Callable<List<Integer>>> racers = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        int racer = i;
        String url = i % 2 == 0 ? place.calm() : place.way(1);
        racers.add(
            () -> {
              Random own = new Random(seed + racer);
              List<Integer> won = new ArrayList<>();
              try (Connection connection = DriverManager.getConnection(url)) {
                for (int id = 1; id <= RACED_ROWS; id++) {
                  start.await(60, TimeUnit.SECONDS);
                  if (wins(connection, id, racer, own)) {
                    won.add(id);
                  }
                }
              }
              return won;
            });
      }
      Future<Boolean> merging =
          threads.submit(
              () -> {
                while (!over.get()) {
                  scene.merge();
                }
                return true;
              });
      List<Integer> won = new ArrayList<>();
      try {
        for (Future<List<Integer>> racer : threads.invokeAll(racers)) {
          won.addAll(racer.get());
        }
      } finally {
        over.set(true);
      }
      assertThat(merging.get(60, TimeUnit.SECONDS)).isTrue();
      threads.shutdown();
      assertThat(won).as("seed %s", seed).hasSize(RACED_ROWS).doesNotHaveDuplicates();
      assertThat(scene.number("SELECT COUNT(*) FROM t WHERE id > 0")).as("seed %s", seed).isZero();
    }
  }
}
