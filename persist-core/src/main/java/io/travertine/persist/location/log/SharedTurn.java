package io.travertine.persist.location.log;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code turn} of a log as this process has it open, once for all who use the log in it: a
 * second descriptor, when closed, would drop the locks of the first. Thread-safe.
 */
final class SharedTurn implements AutoCloseable {

  static final String FILE_NAME = "turn";

  private static final int BYTES = 4_096;

  /** Beyond everything: where locks are mandatory they must not keep anybody from reading. */
  private static final long LOCKED_POSITION = 1L << 40;

  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** By real path. Guarded by itself. */
  private static final Map<Path, SharedTurn> OPEN = new HashMap<>();

  private final Path file;
  private final boolean writable;
  private final MappedByteBuffer memory;
  private FileChannel channel;
  private @Nullable FileLock lock;
  private int users;

  private SharedTurn(Path file) throws IOException {
    this.file = file;
    FileChannel opened;
    boolean forWriting = true;
    try {
      opened = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (AccessDeniedException e) {
      opened = FileChannel.open(file, StandardOpenOption.READ);
      forWriting = false;
    } catch (FileSystemException e) {
      if (!Files.exists(file)) {
        throw e;
      }
      opened = FileChannel.open(file, StandardOpenOption.READ); // on a read-only file system
      forWriting = false;
    }
    this.channel = opened;
    this.writable = forWriting;
    try {
      if (forWriting && opened.size() < BYTES) {
        opened.write(ByteBuffer.allocate(1), BYTES - 1L); // the same whoever is first
      }
      this.memory =
          opened.map(forWriting ? MapMode.READ_WRITE : MapMode.READ_ONLY, 0, opened.size());
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /** Opens an existing file; for writing too if this process may. */
  static SharedTurn open(Path path) throws IOException {
    Path file = path.toRealPath();
    synchronized (OPEN) {
      SharedTurn turn = OPEN.get(file);
      if (turn == null) {
        turn = new SharedTurn(file);
        OPEN.put(file, turn);
      }
      turn.users++;
      return turn;
    }
  }

  /** Whether this process may write it. */
  boolean isWritable() {
    return writable;
  }

  /** A word of the shared memory; 0 where the file is too short. */
  long word(int position) {
    return memory.capacity() < position + Long.BYTES
        ? 0
        : (long) WORD.getVolatile(memory, position);
  }

  void word(int position, long value) {
    WORD.setVolatile(memory, position, value);
  }

  synchronized boolean tryLock(boolean shared) throws IOException {
    if (lock != null) {
      return false;
    }
    if (!channel.isOpen()) {
      channel =
          writable
              ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
              : FileChannel.open(file, StandardOpenOption.READ);
    }
    try {
      lock = channel.tryLock(LOCKED_POSITION, 1, shared);
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
        closeChannel(); // which drops it too
      }
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a lock on " + file + " cannot be given back", e);
    }
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      users--;
      if (users == 0) {
        OPEN.remove(file);
        closeChannel();
      }
    }
  }
}
