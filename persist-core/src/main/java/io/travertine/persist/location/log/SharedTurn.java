package io.travertine.persist.location.log;

import io.travertine.persist.location.file.FileGoneException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code turn} of a log as this process has it open, once for all who use the log in it: a
 * second descriptor, when closed, would drop the locks of the first. Thread-safe.
 *
 * <p>Its words are read and written, never forced: they are for processes that run at the same
 * time. A compare-and-set waits for each of these calls, so there are few: while the lock is held
 * here, words are read once. Mapped memory would be faster by a microsecond, and keep the file
 * system busy after all is closed.
 */
final class SharedTurn implements AutoCloseable {

  static final String FILE_NAME = "turn";

  static final int MARK_POSITION = 0;
  static final int WRITING_POSITION = 8;
  static final int WANTED_POSITION = 16;
  static final int SETTLED_POSITION = 24;
  private static final int BYTES = 32;

  /** Beyond everything: where locks are mandatory they must not keep anybody from reading. */
  private static final long LOCKED_POSITION = 1L << 40;

  /** By what tells one file from another. Guarded by itself. */
  private static final Map<Object, SharedTurn> OPEN = new HashMap<>();

  private final Path file;
  private final Object key;
  private final long boot;
  private final Presence presence;
  private final boolean writable;
  private final RandomAccessFile words;
  private final byte[] bytes = new byte[BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

  /** Where reading and writing go on in the file; -1 if nobody knows. */
  private long at = -1;

  private @Nullable FileLock lock;

  /** The words, but for the wanted one: nobody else changes them while the lock is held here. */
  private final long[] held = new long[BYTES / Long.BYTES];

  /** Whether {@link #held} is what the file has. */
  private boolean sure;

  private int users;

  private SharedTurn(Path file, Object key) throws IOException {
    this.file = file;
    this.key = key;
    this.presence = new Presence(file, key);
    this.boot = Boot.of(key);
    this.writable = Files.isWritable(file);
    this.words = new RandomAccessFile(file.toFile(), writable ? "rw" : "r");
  }

  /** Opens a file, for writing too if this process may; it is created if it is not there. */
  static SharedTurn create(Path path) throws IOException {
    synchronized (OPEN) {
      if (!Files.exists(path)) {
        new RandomAccessFile(path.toFile(), "rw").close(); // nobody here has that one open
      }
      return open(path);
    }
  }

  /** Opens a file if it is there, for writing too if this process may. */
  static Optional<SharedTurn> find(Path path) throws IOException {
    try {
      return Optional.of(open(path));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  private static SharedTurn open(Path path) throws IOException {
    synchronized (OPEN) {
      Object key = Presence.key(path);
      SharedTurn turn = OPEN.get(key);
      if (turn == null) {
        turn = new SharedTurn(path, key);
        OPEN.put(key, turn);
      }
      turn.users++;
      return turn;
    }
  }

  /** What tells this run of the machine, and this file, from every other; 0 if nothing does. */
  long boot() {
    return boot;
  }

  /** Whether this process may write it. */
  boolean isWritable() {
    return writable;
  }

  /** A word; 0 where the file is too short. */
  synchronized long word(int position) throws IOException {
    if (position == WANTED_POSITION) {
      return read(position); // 0 or 1 in the lowest byte, so never half of it
    }
    if (lock != null && sure) {
      return held[position / Long.BYTES];
    }
    long first = read(position);
    while (true) {
      long second = read(position); // who writes it may be half done
      if (first == second) {
        return second;
      }
      first = second;
    }
  }

  private long read(int position) throws IOException {
    return read(position, Long.BYTES) < Long.BYTES ? 0 : buffer.getLong(0);
  }

  private int read(int position, int length) throws IOException {
    seek(position);
    at = -1;
    int count = words.read(bytes, 0, length);
    at = position + Math.max(0, count);
    return count;
  }

  private void seek(int position) throws IOException {
    if (at != position) {
      at = -1;
      words.seek(position);
    }
  }

  /** Writes words that follow each other. */
  synchronized void words(int position, long... values) throws IOException {
    int length = values.length * Long.BYTES;
    for (int i = 0; i < values.length; i++) {
      buffer.putLong(i * Long.BYTES, values[i]);
    }
    seek(position);
    boolean known = sure;
    sure = false;
    at = -1;
    words.write(bytes, 0, length);
    at = position + length;
    System.arraycopy(values, 0, held, position / Long.BYTES, values.length);
    sure = known;
  }

  synchronized boolean tryLock(boolean shared) throws IOException {
    if (lock != null) {
      return false;
    }
    try {
      lock = words.getChannel().tryLock(LOCKED_POSITION, 1, shared);
      if (lock == null) {
        return false;
      }
    } catch (OverlappingFileLockException heldByAnotherClassLoader) {
      return false;
    }
    boolean there = false;
    try {
      checkThere();
      there = true;
    } finally {
      if (!there) {
        unlock();
      }
    }
    look();
    return true;
  }

  /**
   * Others lock, and read, what is there now: the lock of a deleted file keeps nobody away, and its
   * words tell nothing.
   *
   * @throws FileGoneException if it was deleted or replaced
   */
  synchronized void checkThere() throws IOException {
    if (!presence.isThere()) {
      throw new FileGoneException(
          file,
          "the file "
              + FILE_NAME
              + " was deleted or replaced while the database is open"
              + "; nothing is read or written any more: close the database everywhere and open it"
              + " again");
    }
  }

  /** One read for all, now that nobody changes them. */
  private void look() {
    sure = false;
    try {
      int count = read(0, BYTES);
      for (int i = 0; i < held.length; i++) {
        held[i] = count < (i + 1) * Long.BYTES ? 0 : buffer.getLong(i * Long.BYTES);
      }
      sure = true;
    } catch (IOException e) {
      // each will be read by itself, and tell its failure
    }
  }

  synchronized void unlock() {
    FileLock held = lock;
    lock = null;
    if (held != null) {
      try {
        held.release();
      } catch (IOException e) {
        throw new IllegalStateException("a lock on " + file + " cannot be given back", e);
      }
    }
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      users--;
      if (users == 0) {
        OPEN.remove(key);
        try {
          words.close();
        } catch (IOException e) {
          throw new IllegalStateException(file + " cannot be closed", e);
        }
      }
    }
  }
}
