package io.travertine.persist.location.log;

import io.travertine.persist.location.file.Fsync;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a log in a directory. {@link RandomAccessFile} rather than a channel, which an
 * interrupted thread would find closed; in its mode {@code rwd} a write is on disk when it returns.
 */
final class LogDirectory implements LogFiles {

  private static final int UNIT_BYTES = 1 << 20;

  /** Whose disks keep what they were given in a cache of their own, unless told more. */
  private static final boolean WRITES_NEED_FORCE =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");

  private final Path path;

  /** Empty as long as there is no such file, and none may be created. Guarded by this. */
  private Optional<SharedTurn> turn;

  private final Map<Side, RandomAccessFile> readers = new EnumMap<>(Side.class);
  private final Map<Side, RandomAccessFile> writers = new EnumMap<>(Side.class);

  /** Whether the turn is this one's. */
  private boolean mine;

  private LogDirectory(Path path, Optional<SharedTurn> turn) {
    this.path = path;
    this.turn = turn;
  }

  /** Whether there is something of a log. */
  static boolean isLog(Path path) {
    return Files.exists(path.resolve(Side.A.fileName()))
        || Files.exists(path.resolve(Side.B.fileName()));
  }

  /** Opens the files; the directory and {@code turn} are created if they are not there. */
  static LogDirectory forWriting(Path path) throws IOException {
    Fsync.createDirectories(path);
    return new LogDirectory(
        path, Optional.of(SharedTurn.create(path.resolve(SharedTurn.FILE_NAME))));
  }

  /** Opens the files, and creates nothing. */
  static LogDirectory forReading(Path path) throws IOException {
    return new LogDirectory(path, SharedTurn.find(path.resolve(SharedTurn.FILE_NAME)));
  }

  @Override
  public Path directory() {
    return path;
  }

  @Override
  public int unit() {
    return UNIT_BYTES;
  }

  private Path file(Side side) {
    return path.resolve(side.fileName());
  }

  @Override
  public long size(Side side) throws IOException {
    try {
      return Files.size(file(side));
    } catch (NoSuchFileException absent) {
      return 0;
    }
  }

  @Override
  public byte[] read(Side side, long position, int length) throws IOException {
    synchronized (readers) {
      try {
        RandomAccessFile reader = opened(readers, side, "r");
        reader.seek(position);
        byte[] bytes = new byte[length];
        int count = 0;
        int more = 0;
        while (count < length && more >= 0) {
          more = reader.read(bytes, count, length - count);
          count += Math.max(0, more);
        }
        return count == length ? bytes : Arrays.copyOf(bytes, count);
      } catch (IOException e) {
        forget(readers, side, e);
        throw e;
      }
    }
  }

  @Override
  public void write(Side side, long position, byte[] bytes, int length) throws IOException {
    synchronized (writers) {
      try {
        RandomAccessFile writer = opened(writers, side, "rwd");
        writer.seek(position);
        writer.write(bytes, 0, length);
        if (WRITES_NEED_FORCE) {
          writer.getChannel().force(false);
        }
      } catch (IOException e) {
        forget(writers, side, e);
        throw e;
      }
    }
  }

  @Override
  public void resize(Side side, long size) throws IOException {
    if (size(side) == 0) {
      new RandomAccessFile(file(side).toFile(), "rw").close();
      forceDirectory(); // first, so that a file with something in it is there for good
    }
    try (RandomAccessFile resized = new RandomAccessFile(file(side).toFile(), "rw")) {
      resized.setLength(Math.min(size, resized.length()));
      resized.seek(resized.length());
      byte[] zeros = new byte[UNIT_BYTES];
      for (long left = size - resized.length(); left > 0; left -= zeros.length) {
        resized.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
      resized.getFD().sync();
    }
  }

  /** Also on a thread that is interrupted. */
  private void forceDirectory() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      boolean forced = false;
      while (!forced) {
        try {
          Fsync.directory(path);
          forced = true;
        } catch (ClosedByInterruptException again) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RandomAccessFile opened(Map<Side, RandomAccessFile> files, Side side, String mode)
      throws FileNotFoundException, NoSuchFileException {
    RandomAccessFile known = files.get(side);
    if (known != null) {
      return known;
    }
    if (!Files.exists(file(side))) {
      throw new NoSuchFileException(file(side).toString()); // rather than create it
    }
    RandomAccessFile fresh = new RandomAccessFile(file(side).toFile(), mode);
    files.put(side, fresh);
    return fresh;
  }

  /** The next use opens it again. */
  private static void forget(Map<Side, RandomAccessFile> files, Side side, IOException because) {
    RandomAccessFile known = files.remove(side);
    if (known != null) {
      try {
        known.close();
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }

  /** Looks for it again where there was none: somebody may write by now. */
  private synchronized Optional<SharedTurn> turn() throws IOException {
    if (turn.isEmpty()) {
      turn = SharedTurn.find(path.resolve(SharedTurn.FILE_NAME));
    }
    return turn;
  }

  @Override
  public Mark mark() throws IOException {
    return Mark.ofWord(word(SharedTurn.MARK_POSITION));
  }

  @Override
  public void publish(Mark mark) throws IOException {
    words(SharedTurn.MARK_POSITION, mark.word(), 0);
  }

  @Override
  public boolean isBeingWritten() throws IOException {
    return word(SharedTurn.WRITING_POSITION) != 0;
  }

  @Override
  public void beingWritten(boolean now) throws IOException {
    if (isBeingWritten() != now) {
      words(SharedTurn.WRITING_POSITION, now ? 1 : 0);
    }
  }

  @Override
  public long boot() throws IOException {
    Optional<SharedTurn> there = turn();
    return there.isEmpty() ? 0 : there.get().boot();
  }

  @Override
  public long settledIn() throws IOException {
    return word(SharedTurn.SETTLED_POSITION);
  }

  @Override
  public void settledIn(long boot) throws IOException {
    words(SharedTurn.SETTLED_POSITION, boot);
  }

  @Override
  public boolean isWanted() throws IOException {
    return word(SharedTurn.WANTED_POSITION) != 0;
  }

  @Override
  public void wanted(boolean now) throws IOException {
    words(SharedTurn.WANTED_POSITION, now ? 1 : 0);
  }

  private long word(int position) throws IOException {
    Optional<SharedTurn> there = turn();
    return there.isEmpty() ? 0 : there.get().word(position);
  }

  private void words(int position, long... values) throws IOException {
    turn().orElseThrow().words(position, values);
  }

  @Override
  public boolean tryTurn(boolean reading) throws IOException {
    Optional<SharedTurn> there = turn();
    mine = there.isPresent() && there.get().tryLock(reading);
    return mine || there.isEmpty();
  }

  @Override
  public void checkShared() throws IOException {
    Optional<SharedTurn> there = turn();
    if (there.isPresent()) {
      there.get().checkThere();
    }
  }

  @Override
  public synchronized void endTurn() {
    if (mine) {
      mine = false;
      turn.orElseThrow().unlock();
    }
  }

  /** Whether this process may write what is there. */
  synchronized boolean isWritable() {
    return turn.isPresent()
        && turn.get().isWritable()
        && Stream.of(Side.values()).map(this::file).allMatch(LogDirectory::isWritable);
  }

  /** Whether this process may write what is there, and create what is not. */
  static boolean isWritableDirectory(Path path) {
    return isWritable(path)
        && Stream.of(SharedTurn.FILE_NAME, Side.A.fileName(), Side.B.fileName())
            .allMatch(name -> isWritable(path.resolve(name)));
  }

  private static boolean isWritable(Path file) {
    return Files.notExists(file) || Files.isWritable(file); // in this order: it may come meanwhile
  }

  @Override
  public synchronized void close() {
    endTurn();
    synchronized (readers) {
      close(readers);
    }
    synchronized (writers) {
      close(writers);
    }
    turn.ifPresent(SharedTurn::close);
  }

  private static void close(Map<Side, RandomAccessFile> files) {
    IOException nobodyMinds = new IOException();
    for (Side side : Side.values()) {
      forget(files, side, nobodyMinds);
    }
  }
}
