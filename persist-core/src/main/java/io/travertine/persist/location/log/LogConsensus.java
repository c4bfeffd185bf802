package io.travertine.persist.location.log;

import static io.travertine.persist.error.CancelledException.throwIfInterrupted;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.file.FileFailures;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Consensus in a directory of files, for any number of processes of one machine (the package says
 * how). Thread-safe.
 *
 * <p>A compare-and-set is one write of a few hundred bytes to blocks the file already has, and one
 * flush of the disk, which all threads of the process share that come while another one is under
 * way. To read takes neither lock nor system call, but for the bytes themselves.
 *
 * <p>The directory must not be on a network file system: locks and shared memory do not reach other
 * machines.
 */
public final class LogConsensus implements IdentifiedConsensus {

  private final LogFiles files;
  private final Access access;
  private final LogSession session;

  private LogConsensus(LogFiles files, LogImage image, Access access, Clock clock, Seed seed) {
    this.files = files;
    this.access = access;
    this.session = new LogSession(image, clock, seed);
  }

  /** Whether there is a consensus in {@code path}, or what is left of one. */
  public static boolean isThere(Path path) {
    return LogDirectory.isLog(path);
  }

  /**
   * What this process could do with the consensus in {@code path}, or create there, as far as
   * permissions tell.
   */
  public static Access accessTo(Path path) {
    return LogDirectory.isWritableDirectory(path) ? Access.READ_WRITE : Access.READ_ONLY;
  }

  /**
   * Opens the consensus in {@code path}; for {@link Access#READ_WRITE} an absent or empty directory
   * becomes one.
   *
   * @param seed varies the pauses between attempts to get a lock
   * @throws NotADatabaseException if nothing is there, or what was left when its creation was
   *     interrupted, and {@code access} is {@link Access#READ_ONLY}
   * @throws io.travertine.persist.error.FormatTooNewException if a newer release wrote it
   * @throws CorruptException if it is damaged
   * @throws DeterminateException if it cannot be read or created
   */
  public static LogConsensus open(Path path, Access access, Clock clock, Seed seed) {
    Path directory = path.toAbsolutePath();
    if (access == Access.READ_ONLY && !LogDirectory.isLog(directory)) {
      throw new NotADatabaseException(
          "there is no consensus in " + directory + ": open it once for writing to create one");
    }
    return open(directory, true, access, clock, seed);
  }

  /**
   * Opens the consensus in {@code path}, which was one before.
   *
   * @throws CorruptException if it is not there or damaged
   * @throws io.travertine.persist.error.FormatTooNewException if a newer release wrote it
   * @throws DeterminateException if it cannot be read
   */
  public static LogConsensus openExisting(Path path, Access access, Clock clock, Seed seed) {
    Path directory = path.toAbsolutePath();
    if (!LogDirectory.isLog(directory)) {
      throw new CorruptException("the consensus " + directory + " is missing");
    }
    return open(directory, false, access, clock, seed);
  }

  private static LogConsensus open(
      Path path, boolean create, Access access, Clock clock, Seed seed) {
    LogDirectory files;
    try {
      files =
          access == Access.READ_ONLY
              ? LogDirectory.forReading(path)
              : LogDirectory.forWriting(path);
    } catch (IOException e) {
      throw FileFailures.withoutEffect("opening the consensus", path, e);
    }
    if (access == Access.READ_WRITE && !files.isWritable()) {
      files.close();
      throw FileFailures.withoutEffect(
          "opening the consensus", path, new AccessDeniedException(path.toString()));
    }
    return open(files, create, access, clock, seed);
  }

  /** Opens the consensus in {@code files}, which are closed if that fails. */
  static LogConsensus open(LogFiles files, boolean create, Access access, Clock clock, Seed seed) {
    boolean opened = false;
    try {
      LogOpening opening = new LogOpening(files, clock);
      LogImage image =
          access == Access.READ_ONLY ? opening.forReading(!create) : opening.forWriting(create);
      opened = true;
      return new LogConsensus(files, image, access, clock, seed);
    } catch (IOException e) {
      throw FileFailures.withoutEffect("opening the consensus", files.directory(), e);
    } finally {
      if (!opened) {
        files.close();
      }
    }
  }

  @Override
  public DatabaseId identify(DatabaseId fresh) {
    long bytes = LogFrames.FRAME_BYTES + 1L + fresh.toString().length();
    return session.change(
        "identifying the database",
        bytes,
        frames -> {
          Optional<DatabaseId> known = session.id();
          if (known.isEmpty()) {
            frames.addIdentity(fresh);
          }
          return known.orElse(fresh);
        });
  }

  @Override
  public Optional<DatabaseId> databaseId() {
    return session.read("reading the id of the database", image -> image.index().id());
  }

  @Override
  public List<String> listKeys() {
    throwIfInterrupted("list", "consensus keys");
    return session.read("list of consensus keys", image -> image.index().keys());
  }

  @Override
  public Optional<Versioned> head(String key) {
    throwIfInterrupted("head", key);
    return session.read(
        "head of " + key,
        image -> {
          Optional<LogEntry.Version> latest = image.index().latest(key);
          return latest.isEmpty() ? Optional.empty() : Optional.of(read(image, latest.get()));
        });
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    Consensus.checkSuccession(key, expected, next.seqNo());
    throwIfInterrupted("compare-and-set", key);
    return session.change(
        "compare-and-set of " + key,
        LogFrames.versionBytes(key.getBytes(UTF_8), next.data().length),
        frames -> {
          if (!session.latest(key).equals(expected)) {
            return CasOutcome.MISMATCH;
          }
          frames.addVersion(key, next);
          session.added(key, next.seqNo());
          return CasOutcome.COMMITTED;
        });
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    Consensus.checkLimit(key, limit);
    throwIfInterrupted("scan", key);
    return session.read(
        "scan of " + key,
        image -> {
          List<Versioned> versions = new ArrayList<>();
          for (LogEntry.Version each : image.index().from(key, from, limit)) {
            versions.add(read(image, each));
          }
          return versions;
        });
  }

  private static Versioned read(LogImage image, LogEntry.Version version) throws IOException {
    return new Versioned(version.seqNo(), image.data(version));
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    throwIfInterrupted("truncate", key);
    return session.change(
        "truncate of " + key,
        LogFrames.versionBytes(key.getBytes(UTF_8), 0),
        frames -> {
          Optional<SeqNo> latest = session.latest(key);
          if (latest.isEmpty() || latest.get().isBefore(seqNo)) {
            throw new IllegalArgumentException(
                "cannot truncate %s to %s: its latest version is %s"
                    .formatted(key, seqNo, latest.map(SeqNo::toString).orElse("none")));
          }
          int gone = session.countBefore(key, seqNo);
          if (gone > 0) {
            frames.addTruncation(key, seqNo);
          }
          return gone;
        });
  }

  @Override
  public Turn takeTurn(Duration atMost) {
    throwIfInterrupted("taking", "the turn");
    return access == Access.READ_ONLY ? Turn.NONE : session.keepTurn(atMost);
  }

  @Override
  public Access access() {
    return access;
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return "LogConsensus(" + files.directory() + ")";
  }
}
