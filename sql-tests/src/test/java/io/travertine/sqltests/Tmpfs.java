package io.travertine.sqltests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A small file system of its own in memory, which can run full. */
final class Tmpfs implements AutoCloseable {

  private static final int KILOBYTE = 1 << 10;

  private final Path directory;

  private Tmpfs(Path directory) {
    this.directory = directory;
  }

  /** Mounts one at {@code directory}; skips the test where nothing can be mounted. */
  static Tmpfs mount(Path directory, int megabytes) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    boolean mounted =
        succeeds("mount", "-t", "tmpfs", "-o", size(megabytes), "tmpfs", directory.toString());
    assumeTrue(mounted, "only root can mount a small file system, and not in every container");
    return new Tmpfs(directory);
  }

  /** Takes up what is free but for so much, until it is given back; others may be writing too. */
  Path fill(int kilobytesLeft) throws IOException {
    Path filler = directory.resolve("filler");
    FileStore store = Files.getFileStore(directory);
    byte[] kilobyte = new byte[KILOBYTE];
    Arrays.fill(kilobyte, (byte) 'x');
    try (var out = Files.newOutputStream(filler)) {
      while (store.getUsableSpace() / KILOBYTE > kilobytesLeft) {
        out.write(kilobyte);
      }
    } catch (IOException e) {
      if (store.getUsableSpace() / KILOBYTE > kilobytesLeft) {
        throw e;
      }
    }
    return filler;
  }

  private static String size(int megabytes) {
    return "size=" + megabytes + "m";
  }

  static boolean succeeds(String... command) throws InterruptedException {
    return succeeds(List.of(command));
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(new ArrayList<>(command)).start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (!succeeds("umount", directory.toString())) {
      succeeds("umount", "-l", directory.toString());
    }
  }
}
