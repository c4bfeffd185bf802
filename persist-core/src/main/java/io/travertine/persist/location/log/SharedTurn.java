package io.travertine.persist.location.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code turn} of a log as this process has it open, once for all who use the log in it: a
 * second descriptor, when closed, would drop the locks of the first. Thread-safe.
 *
 * <p>Its words are read and written, never forced: they are for processes that run at the same
 * time. Mapped memory would be faster by a microsecond, and keep the file system busy after all is
 * closed.
 */
final class SharedTurn implements AutoCloseable {

  static final String FILE_NAME = "turn";

  /** Beyond everything: where locks are mandatory they must not keep anybody from reading. */
  private static final long LOCKED_POSITION = 1L << 40;

  /** By what tells one file from another. Guarded by itself. */
  private static final Map<Object, SharedTurn> OPEN = new HashMap<>();

  private final Path file;
  private final Object key;
  private final long boot;
  private final boolean writable;
  private final RandomAccessFile words;
  private final byte[] word = new byte[Long.BYTES];
  private final ByteBuffer asLong = ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN);
  private @Nullable FileLock lock;
  private int users;

  private SharedTurn(Path file, Object key) throws IOException {
    this.file = file;
    this.key = key;
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
      Object unique = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      Object key = unique == null ? path.toRealPath() : unique;
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
    words.seek(position);
    int count = words.read(word);
    return count < word.length ? 0 : asLong.getLong(0);
  }

  synchronized void word(int position, long value) throws IOException {
    asLong.putLong(0, value);
    words.seek(position);
    words.write(word);
  }

  synchronized boolean tryLock(boolean shared) throws IOException {
    if (lock != null) {
      return false;
    }
    try {
      lock = words.getChannel().tryLock(LOCKED_POSITION, 1, shared);
      return lock != null;
    } catch (OverlappingFileLockException heldByAnotherClassLoader) {
      return false;
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
