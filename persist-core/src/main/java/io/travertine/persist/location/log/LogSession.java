package io.travertine.persist.location.log;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.file.FileFailures;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a log for the threads of one process. What several of them write while one write
 * is under way goes to disk together with the next. Thread-safe.
 *
 * <p>A thread that is interrupted gives up while it waits for the turn or for room; once its entry
 * is on its way it stays to the end, which is near.
 */
final class LogSession implements AutoCloseable {

  private static final Duration TURN_WAIT = Duration.ofSeconds(30);

  /** So many writes it makes before. */
  private static final int TURN_WRITES_MAX = 8;

  private static final int BATCH_BYTES_MAX = 16 << 20;

  private final LogFiles files;
  private final Clock clock;
  private final TurnQueue queue;
  private final ReentrantLock mutex = new ReentrantLock();
  private final Condition changed = mutex.newCondition();
  private final SharedLook look;

  private LogImage image;

  /** What the next write will take. */
  private LogBatch open;

  /** What is being written. */
  private @Nullable LogBatch underWay;

  /** Whether this process has the turn, or tries to get it. */
  private boolean turn;

  private boolean taking;

  /** How many threads are between joining and leaving the turn. */
  private int inside;

  /** Those of them that keep it for longer than one change. */
  private final Set<Thread> keepers = new HashSet<>();

  private int writes;

  /** Whether somebody found no room: nobody adds more before the log is copied. */
  private boolean full;

  private boolean failed;
  private volatile boolean closed;

  /** What looks at the log. */
  interface Reading<T> {
    T of(LogImage image) throws IOException;
  }

  /** What looks at the log, with all that is on its way, and may add to it, or refuse. */
  interface Change<T> {
    T to(LogFrames frames);
  }

  LogSession(LogImage image, Clock clock, Seed seed) {
    this.files = image.files();
    this.image = image;
    this.clock = clock;
    this.queue = new TurnQueue(files, clock, seed);
    this.open = new LogBatch(image.end(), image.chain());
    this.look = new SharedLook(files, clock);
  }

  /** Reads all that is on disk by now. */
  <T> T read(String what, Reading<T> reading) {
    clock.lock(mutex);
    try {
      checkOpen();
      while (true) {
        if (!turn) {
          look.nowAndThen();
          image = image.refreshed();
        }
        T result = reading.of(image);
        if (turn || image.isCurrent()) {
          return result;
        }
      }
    } catch (IOException e) {
      throw FileFailures.withoutEffect(what, files.directory(), e);
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Writes what {@code change} adds, on disk when this returns.
   *
   * @param bytes how much it adds at most
   * @throws IllegalArgumentException if that is too much
   * @throws IndeterminateException if the write failed
   */
  <T> T change(String what, long bytes, Change<T> change) {
    if (bytes > LogFrames.BYTES_MAX) {
      throw new IllegalArgumentException(
          "%s needs %s bytes; what is written at once may have up to %s"
              .formatted(what, bytes, LogFrames.BYTES_MAX));
    }
    clock.lock(mutex);
    try {
      join(what, Deadline.after(TURN_WAIT, clock));
      try {
        makeRoom(what, bytes);
        if (failed) {
          throw notWritten(what);
        }
        LogBatch mine = open;
        int before = mine.frames.length();
        T result = change.to(mine.frames);
        if (mine.frames.length() > before) {
          end(what, mine);
        } else {
          settle();
          if (failed) {
            throw notWritten(what); // what it was decided by may not be there
          }
        }
        return result;
      } finally {
        leave();
      }
    } catch (IOException e) {
      throw FileFailures.withoutEffect(what, files.directory(), e);
    } finally {
      mutex.unlock();
    }
  }

  /** The latest version of a key, be it on its way. For a {@link Change}. */
  Optional<SeqNo> latest(String key) {
    SeqNo pending = open.latest.get(key);
    if (pending == null && underWay != null) {
      pending = underWay.latest.get(key);
    }
    return pending == null
        ? image.index().latest(key).map(LogEntry.Version::seqNo)
        : Optional.of(pending);
  }

  /** Notes what a {@link Change} has added. */
  void added(String key, SeqNo seqNo) {
    open.latest.put(key, seqNo);
  }

  /** How many versions of a key a truncation takes, with those on their way. */
  int countBefore(String key, SeqNo seqNo) {
    return image.index().countBefore(key, seqNo, onTheirWay());
  }

  /** Whose log it is, be that on its way. */
  Optional<DatabaseId> id() {
    Optional<DatabaseId> id = image.index().id();
    for (LogEntry each : onTheirWay()) {
      if (each instanceof LogEntry.Identity identity) {
        id = Optional.of(identity.id());
      }
    }
    return id;
  }

  private List<LogEntry> onTheirWay() {
    List<LogEntry> entries = new ArrayList<>();
    if (underWay != null) {
      entries.addAll(underWay.frames.entries());
    }
    entries.addAll(open.frames.entries());
    return entries;
  }

  // ---- writing together

  private void makeRoom(String what, long bytes) throws IOException {
    while (true) {
      full |= open.frames.end() + bytes > image.capacity();
      if (isSettled()) {
        if (full && !failed) {
          copy(bytes);
        }
        return;
      }
      if (!full && (open.isEmpty() || open.frames.length() + bytes <= BATCH_BYTES_MAX)) {
        return;
      }
      settle();
      if (Thread.currentThread().isInterrupted()) {
        throw new CancelledException("interrupted while waiting for others' writes: " + what);
      }
    }
  }

  private void copy(long room) throws IOException {
    boolean sound = false;
    full = false;
    files.beingWritten(true);
    try {
      image = image.copied(room);
      open = new LogBatch(image.end(), image.chain());
      sound = true;
    } finally {
      failed |= !sound;
    }
  }

  private boolean isSettled() {
    return underWay == null && open.isEmpty();
  }

  /** Waits until all that was added by now has been written, or was not to be. */
  private void settle() {
    LogBatch last = open.isEmpty() ? underWay : open;
    if (last != null) {
      await(last);
    }
  }

  private void end(String what, LogBatch batch) {
    await(batch);
    if (batch.dropped) {
      throw notWritten(what);
    } else if (batch.failure instanceof IOException e) {
      throw FileFailures.maybeDone(what, files.directory(), e);
    } else if (batch.failure != null) {
      throw new IndeterminateException(what + " failed", batch.failure);
    }
  }

  private DeterminateException notWritten(String what) {
    return new DeterminateException(
        "%s failed: a write before it failed (%s)".formatted(what, files.directory()));
  }

  private void await(LogBatch batch) {
    boolean interrupted = false;
    while (!batch.ended) {
      if (underWay == null) {
        write();
      } else {
        try {
          clock.await(mutex, changed, TimeUnit.HOURS.toNanos(1));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what there is, with the mutex given back meanwhile. */
  private void write() {
    LogBatch batch = open;
    LogFrames frames = batch.frames;
    Throwable failure = null;
    Side side = image.side();
    open = new LogBatch(frames.end(), frames.chain());
    underWay = batch;
    writes++;
    mutex.unlock();
    try {
      files.beingWritten(true);
      files.write(side, frames.end() - frames.length(), frames.bytes(), frames.length());
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    } finally {
      clock.lock(mutex);
    }
    try {
      if (failure == null) {
        image.show(frames); // at once for all: here and in other processes
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    } finally {
      underWay = null;
      batch.ended = true;
      if (failure != null) {
        failed = true;
        batch.failure = failure;
        open.dropped = true; // for it continues what failed
        open.ended = true;
      }
      changed.signalAll();
    }
    if (failure != null) {
      open = new LogBatch(image.end(), image.chain());
    }
  }

  // ---- the turn

  /**
   * Keeps the turn until what this returns is closed by the thread that has asked for it, whose
   * changes are not put off meanwhile; so nobody else changes anything between what it reads and
   * what it writes.
   *
   * @param atMost how long to wait for it; who cannot have it goes on without
   */
  Consensus.Turn keepTurn(Duration atMost) {
    String what = "keeping the turn";
    Thread keeper = Thread.currentThread();
    clock.lock(mutex);
    try {
      if (keepers.contains(keeper)) {
        return Consensus.Turn.NONE;
      }
      join(what, Deadline.after(atMost, clock));
      keepers.add(keeper);
      return () -> giveBack(keeper);
    } catch (DeterminateException | IOException e) {
      return Consensus.Turn.NONE; // whoever writes next is told why
    } finally {
      mutex.unlock();
    }
  }

  private void giveBack(Thread keeper) {
    clock.lock(mutex);
    try {
      if (keepers.remove(keeper)) {
        leave();
      }
    } finally {
      mutex.unlock();
    }
  }

  private void join(String what, Deadline deadline) throws IOException {
    checkOpen();
    if (failed) {
      giveBack(Thread.currentThread()); // such a turn must end before anybody writes again
    }
    while (!turn || isOver()) {
      checkOpen();
      if (turn || taking) {
        if (deadline.hasPassed()) {
          throw new DeterminateException(what + " failed: this process is busy with other writes");
        }
        try {
          clock.await(mutex, changed, TimeUnit.SECONDS.toNanos(1));
        } catch (InterruptedException e) {
          throw interrupted(what, e);
        }
      } else {
        take(what, deadline);
      }
    }
    inside++;
  }

  /** Whether nobody may join the turn any more; as long as somebody keeps it everybody may. */
  private boolean isOver() throws IOException {
    return failed || (keepers.isEmpty() && writes >= TURN_WRITES_MAX && files.isWanted());
  }

  private void take(String what, Deadline deadline) throws IOException {
    taking = true;
    mutex.unlock();
    boolean taken = false;
    try {
      queue.await(what, deadline, this::checkOpen);
      taken = true;
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    } finally {
      clock.lock(mutex);
      taking = false;
      changed.signalAll();
      if (taken) {
        begin();
      }
    }
  }

  private void begin() throws IOException {
    boolean sound = false;
    turn = true;
    writes = 0;
    failed = false;
    full = false;
    try {
      image = image.refreshed();
      if (files.isBeingWritten()) {
        image = image.recovered();
      }
      open = new LogBatch(image.end(), image.chain());
      sound = true;
    } finally {
      if (!sound) {
        failed = true;
        endTurn();
      }
    }
  }

  private void leave() {
    inside--;
    if (inside == 0) {
      endTurn();
    }
  }

  private void endTurn() {
    turn = false;
    try {
      queue.left();
      if (!failed) {
        files.beingWritten(false); // else whoever comes next looks how far it came
      }
    } catch (IOException e) {
      // all it costs is a look, or some fairness
    } finally {
      changed.signalAll();
      files.endTurn();
    }
  }

  private static PersistException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CancelledException("interrupted while waiting for a lock: " + what, e);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("LogConsensus(" + files.directory() + ") is closed");
    }
  }

  /** Waits for the calls under way; those that wait for the turn give up. */
  @Override
  public void close() {
    boolean interrupted = false;
    clock.lock(mutex);
    try {
      if (closed) {
        return;
      }
      closed = true;
      giveBack(Thread.currentThread());
      while (inside > 0 || taking) {
        try {
          clock.await(mutex, changed, TimeUnit.SECONDS.toNanos(1));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      files.close();
    } finally {
      mutex.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
