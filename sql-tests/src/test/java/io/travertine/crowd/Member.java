package io.travertine.crowd;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One process of a crowd: {@code URL NUMBER SEED SECONDS FILE}. It says when it is ready, begins
 * when it is told to, and writes to the file what it did: pairs of a deed and how many nanoseconds
 * it took, or a negative number for a conflict.
 */
final class Member {

  static final int ROWS = 64;
  private static final int WARM = 30;
  private static final String CONFLICT = "40001";

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement look;
  private final PreparedStatement change;
  private final int number;
  private final Random random;
  private int inserted;

  private Member(Connection connection, int number, long seed) throws SQLException {
    this.connection = connection;
    this.number = number;
    this.random = new Random(seed);
    this.insert = connection.prepareStatement("INSERT INTO event VALUES (?, ?, ?)");
    this.look = connection.prepareStatement("SELECT hits FROM counter WHERE id = ?");
    this.change = connection.prepareStatement("UPDATE counter SET hits = ? WHERE id = ?");
  }

  public static void main(String[] words) throws Exception {
    Logger.getLogger("").setLevel(Level.SEVERE);
    int number = Integer.parseInt(words[1]);
    long nanos = TimeUnit.SECONDS.toNanos(Integer.parseInt(words[3]));
    try (Connection connection = DriverManager.getConnection(words[0]);
        DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(Path.of(words[4]))))) {
      Member member = new Member(connection, number, Long.parseLong(words[2]) * 31 + number);
      for (int i = 0; i < WARM; i++) {
        member.look(member.random.nextInt(ROWS));
      }
      System.out.println("ready");
      if (System.in.read() < 0) {
        return;
      }
      member.run(nanos, out);
    }
    System.out.println("done");
  }

  private void run(long nanos, DataOutputStream out) throws SQLException, IOException {
    long end = System.nanoTime() + nanos;
    for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
      Deed deed = Deed.values()[random.nextInt(Deed.values().length)];
      boolean done = run(deed);
      long took = System.nanoTime() - start;
      out.writeByte(deed.ordinal());
      out.writeLong(done ? took : -took);
    }
  }

  private boolean run(Deed deed) throws SQLException {
    switch (deed) {
      case INSERT -> {
        insert.setInt(1, number);
        insert.setInt(2, inserted++);
        insert.setString(3, "something happened to somebody");
        insert.executeUpdate();
        return true;
      }
      case LOOK -> {
        look(random.nextInt(ROWS));
        return true;
      }
      default -> {
        return change(random.nextInt(ROWS));
      }
    }
  }

  private long look(int id) throws SQLException {
    look.setInt(1, id);
    try (ResultSet row = look.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Whether nobody else changed the row at the same time. */
  private boolean change(int id) throws SQLException {
    connection.setAutoCommit(false);
    try {
      change.setLong(1, look(id) + 1);
      change.setInt(2, id);
      change.executeUpdate();
      connection.commit();
      return true;
    } catch (SQLException e) {
      connection.rollback();
      if (!CONFLICT.equals(e.getSQLState())) {
        throw e;
      }
      return false;
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
