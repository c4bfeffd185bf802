package io.travertine.persist.location.postgres;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.postgres.PostgresSchema.Half;
import io.travertine.persist.time.Clock;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Blob in a table of PostgreSQL. Thread-safe.
 *
 * <p>An object is a row, in one round trip, or several of 4 MiB in a transaction: what is larger
 * some servers refuse, and others copy more often than memory bears. Whoever changes an object
 * locks its first row before.
 */
final class PostgresBlob implements Blob {

  /** Some of PostgreSQL's kin take no message beyond 16 MiB. */
  static final int CHUNK_BYTES = 4 << 20;

  private static final int KEYS_PER_PAGE = 1_000;

  private final PostgresSessions sessions;
  private final PostgresStatements sql;

  PostgresBlob(PostgresPlace place, Clock clock) {
    this.sessions = new PostgresSessions("objects", place, clock);
    this.sql = new PostgresStatements(place);
  }

  /** Opens what is there, and creates it if {@code access} allows. */
  static PostgresBlob open(PostgresPlace place, Access access, Clock clock) {
    new PostgresSchema(place).prepare(Half.OBJECTS, access, clock);
    return new PostgresBlob(place, clock);
  }

  @Override
  public Optional<byte[]> get(String key) {
    Optional<ByteBuffer> start =
        sessions.read(
            "get",
            key,
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql.get)) {
                statement.setString(1, key);
                try (ResultSet row = statement.executeQuery()) {
                  return row.next() ? Optional.of(start(key, row)) : Optional.empty();
                }
              }
            });
    return start.isPresent() && start.get().hasRemaining()
        ? getAll(key)
        : start.map(ByteBuffer::array);
  }

  /** Room for an object, its first chunk filled in. */
  private ByteBuffer start(String key, ResultSet firstRow) throws SQLException {
    long size = firstRow.getLong(1);
    byte[] data = firstRow.getBytes(2);
    if (data.length == size) {
      return ByteBuffer.wrap(data).position(data.length);
    }
    if (data.length > size || size > Integer.MAX_VALUE) {
      throw damaged(key);
    }
    return ByteBuffer.allocate((int) size).put(data);
  }

  /** By one statement, whose answer comes in pieces: so they all are of one value. */
  private Optional<byte[]> getAll(String key) {
    return sessions.readAll(
        "get",
        key,
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql.getAll)) {
            statement.setFetchSize(1);
            statement.setString(1, key);
            try (ResultSet rows = statement.executeQuery()) {
              if (!rows.next()) {
                return Optional.empty();
              }
              ByteBuffer value = start(key, rows);
              while (rows.next()) {
                byte[] data = rows.getBytes(2);
                if (data.length > value.remaining()) {
                  throw damaged(key);
                }
                value.put(data);
              }
              if (value.hasRemaining()) {
                throw damaged(key);
              }
              return Optional.of(value.array());
            }
          }
        });
  }

  private CorruptException damaged(String key) {
    return new CorruptException("blob " + key + " has lost a piece (" + sessions.place() + ")");
  }

  @Override
  public void listKeysAndMetadata(String prefix, Visitor visitor) {
    String from = prefix;
    while (true) {
      List<Listed> page = page(from);
      for (Listed listed : page) {
        if (!listed.key.startsWith(prefix)) {
          return;
        }
        visitor.visit(listed.key, listed.sizeBytes);
      }
      if (page.size() < KEYS_PER_PAGE) {
        return;
      }
      // the next string there is
      from = page.get(page.size() - 1).key + '\u0001';
    }
  }

  private record Listed(String key, long sizeBytes) {}

  private List<Listed> page(String from) {
    return sessions.read(
        "list",
        from,
        connection -> {
          List<Listed> page = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(sql.list)) {
            statement.setString(1, from);
            statement.setInt(2, KEYS_PER_PAGE);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                page.add(new Listed(rows.getString(1), rows.getLong(2)));
              }
            }
          }
          return page;
        });
  }

  @Override
  public OptionalLong lastSetMillis(String key) {
    return sessions.read("age", key, connection -> number(connection, sql.lastSet, key));
  }

  @Override
  public void set(String key, byte[] value) {
    if (value.length > CHUNK_BYTES || !setNew(key, value)) {
      while (!sessions.transact("set", key, connection -> setAny(connection, key, value))) {
        CancelledException.throwIfInterrupted("set", key);
      }
    }
  }

  /** Whether nothing was there. */
  private boolean setNew(String key, byte[] value) {
    return sessions.write("set", key, connection -> create(connection, key, value));
  }

  private boolean create(Connection connection, String key, byte[] value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.create)) {
      statement.setString(1, key);
      statement.setLong(2, value.length);
      chunk(statement, 3, value, 0);
      return statement.executeUpdate() == 1;
    }
  }

  /** Whether that went well: what was there may have been deleted meanwhile. */
  private boolean setAny(Connection connection, String key, byte[] value) throws SQLException {
    if (!create(connection, key, value)) {
      OptionalLong size = number(connection, sql.lock, key);
      if (size.isEmpty()) {
        return false;
      }
      if (size.getAsLong() > CHUNK_BYTES) {
        update(connection, sql.dropChunks, key);
      }
      try (PreparedStatement statement = connection.prepareStatement(sql.replace)) {
        statement.setLong(1, value.length);
        chunk(statement, 2, value, 0);
        statement.setString(3, key);
        statement.executeUpdate();
      }
    }
    for (int chunk = 1; chunk * (long) CHUNK_BYTES < value.length; chunk++) {
      try (PreparedStatement statement = connection.prepareStatement(sql.addChunk)) {
        statement.setString(1, key);
        statement.setInt(2, chunk);
        statement.setLong(3, value.length);
        chunk(statement, 4, value, chunk);
        statement.executeUpdate();
      }
    }
    return true;
  }

  private static void chunk(PreparedStatement statement, int parameter, byte[] value, int chunk)
      throws SQLException {
    int offset = chunk * CHUNK_BYTES;
    int length = Math.min(CHUNK_BYTES, value.length - offset);
    if (length == value.length) {
      statement.setBytes(parameter, value);
    } else {
      statement.setBinaryStream(parameter, new ByteArrayInputStream(value, offset, length), length);
    }
  }

  @Override
  public OptionalLong delete(String key) {
    OptionalLong small = sessions.write("delete", key, connection -> deleteSmall(connection, key));
    return small.isPresent()
        ? small
        : sessions.transact(
            "delete",
            key,
            connection -> {
              OptionalLong size = number(connection, sql.lock, key);
              if (size.isPresent()) {
                update(connection, sql.delete, key);
              }
              return size;
            });
  }

  private OptionalLong deleteSmall(Connection connection, String key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.deleteSmall)) {
      statement.setString(1, key);
      statement.setLong(2, CHUNK_BYTES);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  @Override
  public void restore(String key) {
    OptionalLong found =
        sessions.read("restore", key, connection -> number(connection, sql.exists, key));
    if (found.isEmpty()) {
      throw new DeterminateException(
          "cannot restore blob %s: nothing of it is left in %s".formatted(key, sessions.place()));
    }
  }

  /** Waits for the calls under way. */
  @Override
  public void close() {
    sessions.close();
  }

  @Override
  public String toString() {
    return "PostgresBlob(" + sessions.place() + ")";
  }

  private static OptionalLong number(Connection connection, String sql, String key)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  private static void update(Connection connection, String sql, String key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, key);
      statement.executeUpdate();
    }
  }
}
