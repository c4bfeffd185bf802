package io.travertine.torture;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Databases in directories. */
final class DirectoryPlace implements Place {

  private final Path parent;
  private final AtomicInteger databases = new AtomicInteger();

  DirectoryPlace(Path parent) {
    this.parent = parent;
  }

  @Override
  public String name() {
    return "directory";
  }

  @Override
  public String newUrl() {
    return "jdbc:travertine:file:" + parent.resolve("database-" + databases.incrementAndGet());
  }

  @Override
  public boolean hasServer() {
    return false;
  }

  @Override
  public void fail(Random random) {
    throw new UnsupportedOperationException("a directory has no server");
  }

  @Override
  public void close() {
    // the files are their owner's
  }
}
