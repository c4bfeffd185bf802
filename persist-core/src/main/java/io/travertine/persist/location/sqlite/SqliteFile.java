package io.travertine.persist.location.sqlite;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.location.Access;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * The file of an SQLite consensus: how to connect to it, and whether it is one.
 *
 * <p>Danger: nobody in this process may open the file or its {@code -wal} and {@code -shm}
 * companions by other means. SQLite's locks are POSIX locks, and closing any descriptor of a file
 * drops every such lock the process has on it; another process would then write into our
 * transaction. Asking for a file's size is harmless.
 *
 * @param path absolute
 */
record SqliteFile(Path path, Access access, Origin origin) {

  /** Whether there must be a file. */
  enum Origin {
    /** There was one, so there must be. */
    EARLIER,
    /** If there is none it is created, where writing is allowed. */
    EARLIER_OR_NOW
  }

  /** "TRVT": tells our files from other SQLite files. */
  static final int APPLICATION_ID = 0x54525654;

  /** The format this release writes; it reads every one up to it. */
  static final int FORMAT = 1;

  /** In pages: about 4 MiB. A checkpoint then costs a few milliseconds. */
  private static final int CHECKPOINT_PAGES = 1_000;

  /** What remains of the log's file after a surge, once it starts over. */
  private static final int LOG_BYTES_KEPT = 16 << 20;

  private static final int CONNECTING_BUSY_MILLIS = 10_000;

  private static final String SCHEMA =
      """
      CREATE TABLE version (
        key TEXT NOT NULL, seqno INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (key, seqno)
      ) STRICT""";

  SqliteFile(Path path, Access access) {
    this(path, access, Origin.EARLIER_OR_NOW);
  }

  /** Makes connections that wait a while for locks. */
  SQLiteDataSource patient() {
    SQLiteDataSource connector = new SQLiteDataSource(configuration());
    connector.setUrl(url(frozen()));
    return connector;
  }

  /**
   * Makes connections that fail at once when something is locked, once they are connected.
   *
   * @param frozen what {@link #frozen} gives
   */
  SQLiteDataSource impatient(Optional<Stamp> frozen) {
    SQLiteDataSource connector =
        new SQLiteDataSource(configuration()) {
          @Override
          public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
              throws SQLException {
            SQLiteConnection connection = super.getConnection(user, password);
            try (Statement statement = connection.createStatement()) {
              statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
              statement.execute("PRAGMA fullfsync = 1");
              statement.execute("PRAGMA checkpoint_fullfsync = 1");
              statement.execute("PRAGMA busy_timeout = 0");
            } catch (SQLException e) {
              connection.close();
              throw e;
            }
            return connection;
          }
        };
    connector.setUrl(url(frozen));
    return connector;
  }

  private SQLiteConfig configuration() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(CONNECTING_BUSY_MILLIS);
    config.setSynchronous(SynchronousMode.FULL);
    config.setGetGeneratedKeys(false); // which takes a statement more after each insert
    config.setReadOnly(access == Access.READ_ONLY);
    if (origin == Origin.EARLIER) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    config.setPragma(Pragma.JOURNAL_SIZE_LIMIT, Integer.toString(LOG_BYTES_KEPT));
    return config;
  }

  private String url(Optional<Stamp> frozen) {
    return "jdbc:sqlite:file:"
        + path.toUri().getRawPath()
        + (frozen.isPresent() ? "?immutable=1" : "");
  }

  /**
   * Tells one content of the file from another.
   *
   * @param bytes its length
   * @param modified when it was last written
   */
  record Stamp(long bytes, FileTime modified) {}

  /**
   * The file's stamp, if it is to be read without locks. To read a file in WAL mode, SQLite keeps
   * an index of the log beside it. Where that can be neither created nor found, SQLite has to be
   * told that nobody writes. That is true as long as there is no log and the stamp stays the same:
   * the file itself is only written from a log, and who opens it to write creates one. So what was
   * read between two equal answers of this method was read right.
   */
  Optional<Stamp> frozen() {
    if (access == Access.READ_WRITE || logBytes() > 0) {
      return Optional.empty();
    }
    try {
      boolean indexable = Files.isWritable(directory()) || Files.exists(companion("-shm"));
      return indexable && !isOnReadOnlyFileSystem() ? Optional.empty() : Optional.of(stamp());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private Stamp stamp() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new Stamp(attributes.size(), attributes.lastModifiedTime());
  }

  private Path directory() {
    return Objects.requireNonNull(path.getParent(), "the root is no file");
  }

  private Path companion(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /** By asking: a bind mount looks as writable as what it shows, in the list of mounts. */
  private boolean isOnReadOnlyFileSystem() {
    try {
      path.getFileSystem().provider().checkAccess(path, AccessMode.WRITE);
      return false;
    } catch (AccessDeniedException | NoSuchFileException notForThisUser) {
      return false;
    } catch (IOException readOnly) {
      return true;
    }
  }

  /** What helps when the file cannot be opened or written. */
  String advice() {
    if (access == Access.READ_WRITE) {
      return "let this user write the file and its directory, or open for reading only";
    }
    return logBytes() == 0
        ? "let this user read the file"
        : "its last changes are still in its log: open it once where it can be written";
  }

  /** The size of the write-ahead log's file; 0 when there is none. */
  long logBytes() {
    return companion("-wal").toFile().length();
  }

  /**
   * Asks the file system alone, and so before SQLite is asked.
   *
   * @throws CorruptException if there was a file, and is none or an empty one
   */
  void requireFound() {
    if (origin == Origin.EARLIER && !Files.exists(path)) {
      throw new CorruptException("the consensus file " + path + " is missing");
    }
    if (origin == Origin.EARLIER && path.toFile().length() == 0) {
      throw isEmpty();
    }
  }

  private CorruptException isEmpty() {
    return new CorruptException("the consensus file " + path + " is empty");
  }

  /**
   * Creates what is missing, if {@code access} allows, and makes sure that it is ours and not too
   * new.
   *
   * @throws SQLException also a busy one, after which this can be called again
   * @throws NotADatabaseException if it is another's, or empty and only read
   * @throws CorruptException if there was a consensus before, and is none
   */
  void prepare(Connection connection) throws SQLException {
    if (origin == Origin.EARLIER && isNew(connection)) {
      throw isEmpty();
    }
    if (isNew(connection)) {
      if (access == Access.READ_ONLY) {
        throw new NotADatabaseException(
            "the consensus file " + path + " is empty: open it once for writing to create one");
      }
      create(connection);
    }
    int id = pragma(connection, "application_id");
    if (id != APPLICATION_ID) {
      String anothers = path + " is an SQLite file, but not one of Travertine's";
      throw origin == Origin.EARLIER
          ? new CorruptException(anothers)
          : new NotADatabaseException(anothers + ": name another place");
    }
    int format = pragma(connection, "user_version");
    if (format > FORMAT) {
      throw new FormatTooNewException(
          "the consensus file %s has format %s, this release reads formats up to %s: upgrade"
              .formatted(path, format, FORMAT));
    }
    if (number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'version'") == 0) {
      throw new CorruptException("the consensus file " + path + " has lost its table of versions");
    }
  }

  private static boolean isNew(Connection connection) throws SQLException {
    return pragma(connection, "application_id") == 0
        && pragma(connection, "user_version") == 0
        && number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
  }

  private static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("BEGIN IMMEDIATE");
      try {
        if (isNew(connection)) {
          statement.execute(SCHEMA);
          statement.execute("PRAGMA application_id = " + APPLICATION_ID);
          statement.execute("PRAGMA user_version = " + FORMAT);
        }
        statement.execute("COMMIT");
      } catch (SQLException e) {
        rollBack(statement, e);
        throw e;
      }
    }
  }

  private static void rollBack(Statement statement, SQLException because) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException alreadyRolledBack) {
      because.addSuppressed(alreadyRolledBack);
    }
  }

  private static int pragma(Connection connection, String name) throws SQLException {
    return number(connection, "PRAGMA " + name);
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
