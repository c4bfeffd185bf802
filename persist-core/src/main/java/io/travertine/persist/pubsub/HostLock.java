package io.travertine.persist.pubsub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Held by the one process that hosts the pubsub of a directory. The operating system lets it go
 * when the process ends, however it ends.
 */
final class HostLock implements Closeable {

  /**
   * The files locked by this process. A process that opens such a file again and closes it loses
   * its lock on it, so that must not happen.
   */
  private static final Set<Path> HELD = new HashSet<>();

  /**
   * Files that other class loaders of this process have locked; for the same reason never closed.
   */
  private static final List<FileChannel> NEVER_CLOSED = new ArrayList<>();

  private final Path file;
  private final FileChannel channel;

  private HostLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock, unless this or another process has it.
   *
   * @param file created if absent; its directory must exist, by its real path
   */
  static Optional<HostLock> tryAcquire(Path file) throws IOException {
    synchronized (HELD) {
      if (HELD.contains(file)) {
        return Optional.empty();
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          channel.close();
          return Optional.empty();
        }
        HELD.add(file);
        return Optional.of(new HostLock(file, channel));
      } catch (OverlappingFileLockException e) {
        HELD.add(file);
        NEVER_CLOSED.add(channel);
        return Optional.empty();
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      HELD.remove(file);
      channel.close();
    }
  }
}
