package io.travertine.persist.location.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Makes files and directory entries survive a power cut.
 *
 * <p>An interrupted thread gets a {@link java.nio.channels.ClosedByInterruptException}.
 */
public final class Fsync {

  /** Windows cannot open a directory; its file systems log directory changes by themselves. */
  private static final boolean DIRECTORIES_CAN_BE_FORCED =
      !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private Fsync() {}

  /**
   * Creates {@code file}, which must not exist, with these bytes, on disk when this returns (its
   * directory entry is not: see {@link #directory}).
   */
  static void writeNew(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  /** Creates {@code directory} and what is missing above it, all of it on disk. */
  public static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException anotherWasFirst) {
      if (!Files.isDirectory(directory)) {
        throw anotherWasFirst;
      }
    }
    if (parent != null) {
      directory(parent);
    }
  }

  /** Puts the entries of {@code directory} on disk: what was created, renamed or removed in it. */
  public static void directory(Path directory) throws IOException {
    if (DIRECTORIES_CAN_BE_FORCED) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
