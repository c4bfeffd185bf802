package io.travertine.persist.location.sqlite;

import static io.travertine.persist.error.CancelledException.throwIfInterrupted;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A Consensus in one SQLite file, for any number of processes of one machine. Thread-safe.
 *
 * <p>Every compare-and-set that returns has been forced to disk: one statement, one append to the
 * write-ahead log, one fsync of it. The log starts over after about 4 MiB, so that the fsync mostly
 * overwrites blocks the file already has. A killed process leaves a log that the next statement of
 * any process reads on; nobody has to repair anything.
 *
 * <p>Writers of one process queue up at a fair lock; those of several processes meet at SQLite's,
 * where they try again with short random pauses in which an interrupt is honoured. A running
 * statement is not disturbed by an interrupt, nor is the connection.
 *
 * <p>SQLite's native library is unpacked to {@code java.io.tmpdir} when first used and removed when
 * the JVM exits; a killed JVM leaves its copy (about 1 MB) behind. Where that directory may not be
 * executed from, set {@code -Dorg.sqlite.tmpdir} to one that may, or {@code -Dorg.sqlite.lib.path}
 * to an unpacked library. The file must not be on a network file system: SQLite's locks and shared
 * memory do not reach other machines.
 */
public final class SqliteConsensus implements IdentifiedConsensus {

  private static final Duration LOCK_WAIT = Duration.ofSeconds(30);
  private static final long FIRST_PAUSE_NANOS = 50_000;
  private static final long LONGEST_PAUSE_NANOS = 5_000_000;

  /** A log larger than this does not start over by itself any more. */
  private static final long LOG_BYTES_MAX = 64 << 20;

  /** How much is written between two looks at the log's size. */
  private static final long LOG_CHECK_BYTES = 8 << 20;

  private static final long PAGE_BYTES = 4_096;

  private final SqliteFile file;
  private final Clock clock;
  private final Seed seed;

  /** Replaced when the file has changed that was read without locks. */
  private volatile SqliteSessions sessions;

  private final ReentrantLock writing = new ReentrantLock(true);

  /** Read-locked by every call under way, write-locked to close. */
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

  private volatile boolean closed;

  /** Roughly; guarded by {@code writing}. */
  private long bytesSinceLogCheck;

  private SqliteConsensus(SqliteFile file, Clock clock, Seed seed) {
    this.file = file;
    this.clock = clock;
    this.seed = seed;
    prepare();
    try {
      this.sessions = new SqliteSessions(file);
    } catch (PoolInitializationException e) {
      throw SqliteFailures.of("opening the consensus file", file, new SQLException(e));
    }
  }

  /**
   * Opens the consensus in {@code path}; for {@link Access#READ_WRITE} an absent or empty file
   * becomes one.
   *
   * @param seed varies the pauses between attempts to get a lock
   * @throws NotADatabaseException if another program's data is there, or nothing and {@code access}
   *     is {@link Access#READ_ONLY}
   * @throws io.travertine.persist.error.FormatTooNewException if a newer release wrote it
   * @throws io.travertine.persist.error.CorruptException if it is damaged
   * @throws DeterminateException if it cannot be read or created
   */
  public static SqliteConsensus open(Path path, Access access, Clock clock, Seed seed) {
    return new SqliteConsensus(new SqliteFile(path.toAbsolutePath(), access), clock, seed);
  }

  /**
   * Opens the consensus in {@code path}, which was one before.
   *
   * @throws io.travertine.persist.error.CorruptException if it is not there, empty, damaged or
   *     another program's
   * @throws io.travertine.persist.error.FormatTooNewException if a newer release wrote it
   * @throws DeterminateException if it cannot be read
   */
  public static SqliteConsensus openExisting(Path path, Access access, Clock clock, Seed seed) {
    return new SqliteConsensus(
        new SqliteFile(path.toAbsolutePath(), access, SqliteFile.Origin.EARLIER), clock, seed);
  }

  private void prepare() {
    file.requireFound();
    if (file.access() == Access.READ_ONLY && !Files.exists(file.path())) {
      throw new NotADatabaseException(
          "there is no consensus file " + file.path() + ": open it once for writing to create one");
    }
    attempt(
        "opening the consensus file",
        () -> {
          try (Connection connection = file.patient().getConnection()) {
            file.prepare(connection);
            return true;
          }
        });
  }

  @Override
  public DatabaseId identify(DatabaseId fresh) {
    return write("identifying", "the database", 0, statements -> statements.identify(fresh));
  }

  @Override
  public Optional<DatabaseId> databaseId() {
    return read("reading the id", "the database", SqliteStatements::databaseId);
  }

  @Override
  public List<String> listKeys() {
    return read("list", "consensus keys", SqliteStatements::keys);
  }

  @Override
  public Optional<Versioned> head(String key) {
    return read("head", key, statements -> statements.head(key));
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    Consensus.checkSuccession(key, expected, next.seqNo());
    boolean appended =
        write(
            "compare-and-set",
            key,
            next.data().length,
            statements -> statements.append(key, expected, next));
    return appended ? CasOutcome.COMMITTED : CasOutcome.MISMATCH;
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    Consensus.checkLimit(key, limit);
    return read("scan", key, statements -> statements.scan(key, from, limit));
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    int deleted = write("truncate", key, 0, statements -> statements.truncate(key, seqNo));
    if (deleted == 0) {
      Optional<SeqNo> latest = head(key).map(Versioned::seqNo);
      if (latest.isEmpty() || latest.get().isBefore(seqNo)) {
        throw new IllegalArgumentException(
            "cannot truncate %s to %s: its latest version is %s"
                .formatted(key, seqNo, latest.map(SeqNo::toString).orElse("none")));
      }
    }
    return deleted;
  }

  /** Waits for the calls under way; those that wait for a lock give up. */
  @Override
  public void close() {
    closed = true;
    open.writeLock().lock();
    try {
      sessions.close();
    } finally {
      open.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "SqliteConsensus(" + file.path() + ")";
  }

  private <T> T read(String doing, String key, SqliteSessions.Work<T> work) {
    throwIfInterrupted(doing, key);
    open.readLock().lock();
    try {
      checkOpen();
      return attempt(doing + " of " + key, () -> readCurrent(work));
    } finally {
      open.readLock().unlock();
    }
  }

  private <T> T readCurrent(SqliteSessions.Work<T> work) throws SQLException {
    while (true) {
      SqliteSessions asked = currentSessions();
      try {
        T result = asked.read(work);
        if (asked.isCurrent()) {
          return result;
        }
      } catch (SQLException e) {
        if (asked.isCurrent()) {
          throw e;
        }
      }
    }
  }

  private SqliteSessions currentSessions() throws SQLException {
    SqliteSessions known = sessions;
    if (known.isCurrent()) {
      return known;
    }
    synchronized (this) {
      if (!sessions.isCurrent()) {
        SqliteSessions outdated = sessions;
        try {
          sessions = new SqliteSessions(file);
        } catch (PoolInitializationException e) {
          throw new SQLException(e);
        }
        outdated.close();
      }
      return sessions;
    }
  }

  private <T> T write(String doing, String key, int bytes, SqliteSessions.Work<T> work) {
    throwIfInterrupted(doing, key);
    String what = doing + " of " + key;
    open.readLock().lock();
    try {
      checkOpen();
      awaitTurn(what);
      try {
        T result = attempt(what, () -> sessions.write(work));
        boundLog(bytes);
        return result;
      } finally {
        writing.unlock();
      }
    } finally {
      open.readLock().unlock();
    }
  }

  private void awaitTurn(String what) {
    try {
      if (!writing.tryLock(LOCK_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new DeterminateException(
            "%s failed: other writers of this process did not finish within %s (%s)"
                .formatted(what, LOCK_WAIT, file.path()));
      }
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  /** What talks to SQLite once. */
  @FunctionalInterface
  private interface Attempt<T> {
    T run() throws SQLException;
  }

  /** Tries again as long as somebody else holds a lock, within bounds. */
  private <T> T attempt(String what, Attempt<T> attempt) {
    Deadline deadline = Deadline.after(LOCK_WAIT, clock);
    for (long pause = FIRST_PAUSE_NANOS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS)) {
      try {
        return attempt.run();
      } catch (SQLException e) {
        if (!SqliteFailures.isBusy(e) || deadline.hasPassed()) {
          throw failure(what, e);
        }
      }
      checkOpen();
      try {
        clock.sleep((long) (pause * (0.5 + seed.fraction())));
      } catch (InterruptedException e) {
        throw interrupted(what, e);
      }
    }
  }

  private PersistException failure(String what, SQLException e) {
    if (e.getCause() instanceof InterruptedException interrupted) {
      return interrupted(what, interrupted);
    }
    return SqliteFailures.of(what, file, e);
  }

  private CancelledException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CancelledException("interrupted while waiting for a lock: " + what, e);
  }

  private void boundLog(int bytes) {
    bytesSinceLogCheck += bytes + 2 * PAGE_BYTES;
    if (bytesSinceLogCheck >= LOG_CHECK_BYTES) {
      bytesSinceLogCheck = 0;
      sessions.shrinkLog(LOG_BYTES_MAX);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
  }
}
