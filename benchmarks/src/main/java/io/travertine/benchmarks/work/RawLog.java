package io.travertine.benchmarks.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The least that a durable commit can cost: a log of records, forced to disk before a writer is
 * answered, by one writer for all who wait meanwhile. Thread-safe.
 */
final class RawLog implements AutoCloseable {

  private static final int RECORD = 256;

  /** Written before: forcing a file that grows costs a change of its length too. */
  private static final int PREPARED = 64 << 20;

  private final FileChannel log;
  private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD);
  private long written;
  private long durable;
  private boolean forcing;

  RawLog(Path directory) throws IOException {
    log =
        FileChannel.open(
            directory.resolve("log"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
    while (log.position() < PREPARED) {
      log.write(zeros.clear());
    }
    log.force(true);
    log.position(0);
  }

  /** Returns when one more record is durable. */
  void commit() {
    long mine;
    synchronized (this) {
      append();
      mine = ++written;
    }
    while (true) {
      long upTo;
      synchronized (this) {
        while (forcing && durable < mine) {
          await();
        }
        if (durable >= mine) {
          return;
        }
        forcing = true;
        upTo = written;
      }
      force();
      synchronized (this) {
        durable = upTo;
        forcing = false;
        notifyAll();
      }
    }
  }

  private void append() {
    try {
      if (log.position() + RECORD > PREPARED) {
        log.position(0);
      }
      log.write(record.clear());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void force() {
    try {
      log.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
