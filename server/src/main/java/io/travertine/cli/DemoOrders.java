package io.travertine.cli;

import io.travertine.persist.id.Seed;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;

/** Orders of a bookshop, made up from a seed: the same ones every time. */
final class DemoOrders {

  private static final long SEED = 1847;
  private static final int BATCH = 1_000;
  private static final LocalDateTime FIRST = LocalDateTime.of(2026, 1, 2, 9, 0);
  private static final int MINUTES_APART = 47;

  private static final List<String> FIRST_NAMES =
      List.of(
          "Ada",
          "Björn",
          "Chidi",
          "Dolores",
          "Émile",
          "Fatima",
          "Grace",
          "Hiro",
          "Ines",
          "José",
          "Kateryna",
          "Liam",
          "Mei",
          "Nuria",
          "Oluwaseun",
          "Priya",
          "Quentin",
          "Ruža",
          "Søren",
          "Tadeusz");

  private static final List<String> LAST_NAMES =
      List.of(
          "Almeida",
          "Bianchi",
          "Çelik",
          "Dubois",
          "Eriksson",
          "Fischer",
          "García",
          "Hoang",
          "Ivanova",
          "Jansen",
          "Kowalski",
          "Lindqvist",
          "Müller",
          "Nakamura",
          "Okafor",
          "Petrović",
          "Rossi",
          "Silva",
          "Tanaka",
          "Virtanen");

  private static final List<String> CITIES =
      List.of("Berlin", "Lisboa", "Kraków", "København", "Nairobi", "Osaka", "Quito", "Toronto");

  private static final List<String> TITLES =
      List.of(
          "Moby-Dick",
          "Middlemarch",
          "Pnin",
          "The Left Hand of Darkness",
          "Frankenstein",
          "Les Misérables",
          "Buddenbrooks",
          "Things Fall Apart",
          "Solaris",
          "Ficciones",
          "The Master and Margarita",
          "Snow Country");

  private static final List<String> STATUSES =
      List.of("paid", "paid", "paid", "paid", "open", "open", "cancelled");

  private final Seed seed = Seed.of(SEED);

  private DemoOrders() {}

  /** Inserts {@code rows} orders with the ids from 1 on. */
  static void load(Connection connection, int rows, Progress progress) throws SQLException {
    DemoOrders orders = new DemoOrders();
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (int id = 1; id <= rows; id++) {
        orders.bind(insert, id);
        insert.addBatch();
        if (id % BATCH == 0 || id == rows) {
          insert.executeBatch();
          progress.at(id);
        }
      }
    }
    progress.done();
  }

  private void bind(PreparedStatement insert, int id) throws SQLException {
    insert.setLong(1, id);
    insert.setObject(
        2, FIRST.plusMinutes((long) id * MINUTES_APART).plusSeconds((long) (seed.fraction() * 60)));
    insert.setString(3, pick(FIRST_NAMES) + " " + pick(LAST_NAMES));
    insert.setString(4, seed.fraction() < 0.05 ? null : pick(CITIES));
    insert.setString(5, pick(TITLES));
    insert.setInt(6, 1 + (int) (seed.fraction() * seed.fraction() * 6));
    insert.setBigDecimal(7, BigDecimal.valueOf(690 + (long) (seed.fraction() * 2_800), 2));
    insert.setString(8, pick(STATUSES));
  }

  private String pick(List<String> choices) {
    return choices.get((int) (seed.fraction() * choices.size()));
  }
}
