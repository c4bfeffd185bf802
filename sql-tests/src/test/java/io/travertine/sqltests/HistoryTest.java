package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.time.Clock;
import io.travertine.sqltests.Doors.Door;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A random history of inserts, updates and deletes, read as of after every one of its commits. */
class HistoryTest {

  private static final int STEPS = 100;
  private static final int KEYS = 25;

  /** The table as it was, and a time at which it was so. */
  private record Moment(long micros, Map<Integer, List<String>> rows) {}

  @ParameterizedTest
  @EnumSource(Door.class)
  void everyMomentOfAHistoryReadsAsTheModelSays(Door door) throws IOException, SQLException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (Doors doors = Doors.inMemory();
        Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE h (k INTEGER NOT NULL, v VARCHAR(10))");
      Map<Integer, List<String>> model = new TreeMap<>();
      List<Moment> moments = new ArrayList<>();
      moments.add(moment(model));
      for (int step = 0; step < STEPS; step++) {
        change(statement, model, random, step);
        moments.add(moment(model));
      }
      try (PreparedStatement past =
          connection.prepareStatement("SELECT k, v FROM h ORDER BY k, v AS OF ?")) {
        for (Moment moment : moments) {
          past.setLong(1, moment.micros);
          assertThat(read(past.executeQuery()))
              .as("seed %s as of %s", seed, moment.micros)
              .isEqualTo(moment.rows);
        }
      }
      assertThat(read(statement.executeQuery("SELECT k, v FROM h ORDER BY k, v")))
          .isEqualTo(moment(model).rows);
    }
  }

  private static void change(
      Statement statement, Map<Integer, List<String>> model, Random random, int step)
      throws SQLException {
    int key = random.nextInt(KEYS);
    String value = "v" + step;
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        int copies = 1 + random.nextInt(3);
        String row = "(" + key + ", '" + value + "')";
        assertThat(
                statement.executeUpdate(
                    "INSERT INTO h VALUES " + String.join(", ", Collections.nCopies(copies, row))))
            .isEqualTo(copies);
        List<String> rows = model.computeIfAbsent(key, any -> new ArrayList<>());
        rows.addAll(Collections.nCopies(copies, value));
      }
      case 2, 3 -> {
        int count = model.getOrDefault(key, List.of()).size();
        assertThat(statement.executeUpdate("UPDATE h SET v = '" + value + "' WHERE k = " + key))
            .isEqualTo(count);
        model.computeIfPresent(
            key, (any, rows) -> new ArrayList<>(Collections.nCopies(count, value)));
      }
      default -> {
        int below = random.nextInt(KEYS / 4);
        statement.executeUpdate("DELETE FROM h WHERE k < " + below);
        model.keySet().removeIf(each -> each < below);
      }
    }
  }

  private static Moment moment(Map<Integer, List<String>> model) {
    Map<Integer, List<String>> copy = new TreeMap<>();
    model.forEach((key, rows) -> copy.put(key, rows.stream().sorted().toList()));
    return new Moment(Clock.system().epochMicros(), copy);
  }

  private static Map<Integer, List<String>> read(ResultSet result) throws SQLException {
    Map<Integer, List<String>> rows = new TreeMap<>();
    try (result) {
      while (result.next()) {
        rows.computeIfAbsent(result.getInt(1), any -> new ArrayList<>()).add(result.getString(2));
      }
    }
    return rows;
  }
}
