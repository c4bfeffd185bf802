package io.travertine.persist.location.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
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
  private final boolean writable;
  private final RandomAccessFile words;
  private final byte[] word = new byte[Long.BYTES];
  private final ByteBuffer asLong = ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN);
  private @Nullable FileLock lock;
  private int users;

  private SharedTurn(Path file, Object key) throws IOException {
    this.file = file;
    this.key = key;
    RandomAccessFile opened;
    boolean forWriting = true;
    try {
      opened = new RandomAccessFile(file.toFile(), "rw");
    } catch (FileNotFoundException notForThisUserOrFileSystem) {
      opened = new RandomAccessFile(file.toFile(), "r");
      forWriting = false;
    }
    this.words = opened;
    this.writable = forWriting;
  }

  /** Opens a file, for writing too if this process may; it is created if it is not there. */
  static SharedTurn open(Path path) throws IOException {
    synchronized (OPEN) {
      if (!Files.exists(path)) {
        new RandomAccessFile(path.toFile(), "rw").close(); // nobody here has that one open
      }
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
