package io.travertine.persist.location.sqlite;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Versioned;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one connection is asked, prepared when first needed and kept. Each call is one statement in
 * autocommit, which takes SQLite's write lock, if it writes, before it looks: it never has to
 * promote a snapshot that has meanwhile become stale.
 *
 * <p>Not thread-safe: whoever holds the connection holds this.
 */
final class SqliteStatements {

  private static final String IDENTITY =
      """
      CREATE TABLE IF NOT EXISTS database (
        one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL
      ) STRICT""";
  private static final String HAS_IDENTITY =
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'database'";
  private static final String KEYS =
      """
      WITH RECURSIVE found(key) AS (
        SELECT min(key) FROM version
        UNION ALL
        SELECT (SELECT min(key) FROM version WHERE key > found.key) FROM found
        WHERE found.key IS NOT NULL)
      SELECT key FROM found WHERE key IS NOT NULL""";
  private static final String HEAD =
      "SELECT seqno, data FROM version WHERE key = ?1 ORDER BY seqno DESC LIMIT 1";
  private static final String APPEND =
      """
      INSERT INTO version (key, seqno, data)
      SELECT ?1, ?2, ?3 WHERE (SELECT max(seqno) FROM version WHERE key = ?1) IS ?4""";
  private static final String SCAN =
      "SELECT seqno, data FROM version WHERE key = ?1 AND seqno >= ?2 ORDER BY seqno LIMIT ?3";
  private static final String TRUNCATE =
      """
      DELETE FROM version WHERE key = ?1 AND seqno < ?2
      AND EXISTS (SELECT 1 FROM version WHERE key = ?1 AND seqno >= ?2)""";

  private final Connection connection;
  private @Nullable PreparedStatement keys;
  private @Nullable PreparedStatement head;
  private @Nullable PreparedStatement append;
  private @Nullable PreparedStatement scan;
  private @Nullable PreparedStatement truncate;

  SqliteStatements(Connection connection) {
    this.connection = connection;
  }

  /** The id that the file keeps; where it has none, this one, which it then keeps. */
  DatabaseId identify(DatabaseId fresh) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(IDENTITY);
      statement.execute("INSERT OR IGNORE INTO database VALUES (1, '" + fresh + "')");
    }
    return databaseId().orElseThrow();
  }

  /** The id that the file keeps. */
  Optional<DatabaseId> databaseId() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet table = statement.executeQuery(HAS_IDENTITY)) {
        if (!table.next()) {
          return Optional.empty();
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT id FROM database")) {
        return row.next() ? Optional.of(DatabaseId.parse(row.getString(1))) : Optional.empty();
      } catch (IllegalArgumentException noId) {
        throw new CorruptException(
            "the id in the consensus file is damaged: " + noId.getMessage(), noId);
      }
    }
  }

  List<String> keys() throws SQLException {
    if (keys == null) {
      keys = connection.prepareStatement(KEYS);
    }
    List<String> all = new ArrayList<>();
    try (ResultSet rows = keys.executeQuery()) {
      while (rows.next()) {
        all.add(rows.getString(1));
      }
    }
    return all;
  }

  Optional<Versioned> head(String key) throws SQLException {
    if (head == null) {
      head = connection.prepareStatement(HEAD);
    }
    head.setString(1, key);
    try (ResultSet rows = head.executeQuery()) {
      return rows.next() ? Optional.of(version(rows)) : Optional.empty();
    }
  }

  /** Whether it was the expected one's turn. */
  boolean append(String key, Optional<SeqNo> expected, Versioned next) throws SQLException {
    if (append == null) {
      append = connection.prepareStatement(APPEND);
    }
    append.setString(1, key);
    append.setLong(2, next.seqNo().value());
    append.setBytes(3, next.data());
    if (expected.isPresent()) {
      append.setLong(4, expected.get().value());
    } else {
      append.setNull(4, Types.BIGINT);
    }
    return append.executeUpdate() == 1;
  }

  List<Versioned> scan(String key, SeqNo from, int limit) throws SQLException {
    if (scan == null) {
      scan = connection.prepareStatement(SCAN);
    }
    scan.setString(1, key);
    scan.setLong(2, from.value());
    scan.setInt(3, limit);
    List<Versioned> versions = new ArrayList<>();
    try (ResultSet rows = scan.executeQuery()) {
      while (rows.next()) {
        versions.add(version(rows));
      }
    }
    return versions;
  }

  int truncate(String key, SeqNo seqNo) throws SQLException {
    if (truncate == null) {
      truncate = connection.prepareStatement(TRUNCATE);
    }
    truncate.setString(1, key);
    truncate.setLong(2, seqNo.value());
    return truncate.executeUpdate();
  }

  private static Versioned version(ResultSet row) throws SQLException {
    byte[] data = row.getBytes(2);
    return new Versioned(new SeqNo(row.getLong(1)), data == null ? new byte[0] : data);
  }
}
