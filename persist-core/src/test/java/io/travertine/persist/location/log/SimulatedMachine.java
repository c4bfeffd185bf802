package io.travertine.persist.location.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A machine whose processes share the files of a log, in one thread: what is written lies in its
 * page cache until it is flushed, and each step of a process can be its last, or the machine's.
 */
final class SimulatedMachine {

  private static final int SECTOR_BYTES = 512;
  private static final byte[] ABSENT = new byte[0];

  private final Random random;
  private final Map<Side, byte[]> cache = new EnumMap<>(Map.of(Side.A, ABSENT, Side.B, ABSENT));
  private final Map<Side, byte[]> disk = new EnumMap<>(Map.of(Side.A, ABSENT, Side.B, ABSENT));

  /** What the four shared words were after each change since the power came on. */
  private final List<long[]> shared = new ArrayList<>(List.of(new long[4]));

  private int holders;
  private boolean heldForReading;
  private int depth;

  /** Which processes live: those of an earlier count are dead. */
  private int lives;

  private int boot = 1;
  private boolean tellsBoots = true;

  /** Runs at each step of a process. */
  private Runnable between = () -> {};

  private int stepsLeft = Integer.MAX_VALUE;
  private Ending ending = Ending.KILL;

  /** What a step can end with. */
  enum Ending {
    /** Of the process; what it wrote stays in the page cache. */
    KILL,
    /** Of the machine: of what was not flushed, any sectors are lost. */
    POWER,
    /** Of one request, with an error from the disk. */
    FAILURE
  }

  /** Ends a process; or all, if one was killed between the steps of another. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
    final boolean all;

    Killed(boolean all) {
      this.all = all;
    }
  }

  SimulatedMachine(Random random) {
    this.random = random;
  }

  /** What others do between the steps of whoever is running. */
  void between(Runnable others) {
    between = others;
  }

  void endAfter(int steps, Ending how) {
    stepsLeft = steps;
    ending = how;
  }

  void goOn() {
    stepsLeft = Integer.MAX_VALUE;
  }

  /** Takes back what was not flushed; nobody is running any more. */
  void restart() {
    for (Side side : disk.keySet()) {
      byte[] kept = of(disk, side);
      byte[] written = of(cache, side);
      for (int start = 0; start < kept.length; start += SECTOR_BYTES) {
        if (random.nextBoolean()) {
          int length = Math.min(SECTOR_BYTES, kept.length - start);
          System.arraycopy(written, start, kept, start, length);
        }
      }
      cache.put(side, kept.clone());
    }
    long[] found = shared.get(random.nextInt(shared.size())).clone();
    shared.clear();
    shared.add(found);
    holders = 0;
    lives++;
    boot++;
  }

  /** Nothing tells one run of this machine from another. */
  void forgetBoots() {
    tellsBoots = false;
  }

  /** Turns a bit of what is on disk and in the page cache. */
  void flip(Side side, int position, int bit) {
    of(cache, side)[position] ^= (byte) (1 << bit);
    of(disk, side)[position] ^= (byte) (1 << bit);
  }

  private static byte[] of(Map<Side, byte[]> files, Side side) {
    return Objects.requireNonNull(files.get(side));
  }

  LogFiles process() {
    return new Process();
  }

  /** Whether somebody has the turn. */
  boolean isTaken() {
    return holders > 0;
  }

  private final class Process implements LogFiles {

    private final int life = lives;
    private int turns;
    private boolean dead;

    private void step(Side side, byte[] bytes, long position, int length) throws IOException {
      requireAlive();
      depth++;
      try {
        between.run();
      } finally {
        depth--;
      }
      requireAlive();
      if (stepsLeft-- > 0) {
        return;
      }
      goOn();
      int reached = length == 0 ? 0 : random.nextInt(length + 1);
      tear(side, bytes, position, reached);
      if (ending == Ending.FAILURE) {
        throw new IOException("Input/output error");
      }
      if (depth > 0) {
        lives++;
        holders = 0;
      }
      release();
      dead = true;
      throw new Killed(depth > 0);
    }

    /** What is there of a write that was not to end: so much of it, or any sectors of so much. */
    private void tear(Side side, byte[] bytes, long position, int reached) {
      boolean inOrder = random.nextBoolean();
      int start = 0;
      while (start < reached) {
        int sector = SECTOR_BYTES - (int) ((position + start) % SECTOR_BYTES);
        int length = Math.min(sector, reached - start);
        if (inOrder || random.nextBoolean()) {
          System.arraycopy(bytes, start, of(cache, side), (int) position + start, length);
        }
        start += length;
      }
    }

    private void requireAlive() {
      if (dead || life != lives) {
        throw new Killed(life != lives);
      }
    }

    private void release() {
      if (life == lives) {
        holders -= turns;
      }
      turns = 0;
    }

    private void step() {
      try {
        step(Side.A, new byte[0], 0, 0);
      } catch (IOException notHere) {
        // only what is written fails
      }
    }

    @Override
    public int unit() {
      return 8 << 10;
    }

    @Override
    public long size(Side side) {
      return of(cache, side).length;
    }

    @Override
    public byte[] read(Side side, long position, int length) throws IOException {
      step();
      byte[] all = of(cache, side);
      if (all.length == 0) {
        throw new NoSuchFileException(side.fileName());
      }
      int from = (int) Math.min(position, all.length);
      return Arrays.copyOfRange(all, from, Math.min(all.length, from + length));
    }

    @Override
    public void write(Side side, long position, byte[] bytes, int length) throws IOException {
      step(side, bytes, position, length);
      System.arraycopy(bytes, 0, of(cache, side), (int) position, length);
      step(side, bytes, position, length);
      System.arraycopy(of(cache, side), (int) position, of(disk, side), (int) position, length);
      step(side, bytes, position, length);
    }

    @Override
    public void resize(Side side, long size) throws IOException {
      step(side, new byte[0], 0, 0);
      byte[] before = of(cache, side);
      int reached = (int) (size > before.length && random.nextBoolean() ? size / 2 : size);
      cache.put(side, Arrays.copyOf(before, reached));
      disk.put(side, Arrays.copyOf(of(disk, side), reached));
      step(side, new byte[0], 0, 0);
      cache.put(side, Arrays.copyOf(of(cache, side), (int) size));
      disk.put(side, Arrays.copyOf(of(disk, side), (int) size));
    }

    private long word(int which) {
      return shared.get(shared.size() - 1)[which];
    }

    private void word(int which, long value) {
      step();
      long[] next = shared.get(shared.size() - 1).clone();
      next[which] = value;
      shared.add(next);
      step();
    }

    @Override
    public Mark mark() {
      step();
      return Mark.ofWord(word(0));
    }

    @Override
    public void publish(Mark mark) {
      word(0, mark.word());
      word(1, 0);
    }

    @Override
    public boolean isBeingWritten() {
      return word(1) != 0;
    }

    @Override
    public void beingWritten(boolean now) {
      word(1, now ? 1 : 0);
    }

    @Override
    public long boot() {
      return tellsBoots ? boot : 0;
    }

    @Override
    public long settledIn() {
      step();
      return word(3);
    }

    @Override
    public void settledIn(long boot) {
      word(3, boot);
    }

    @Override
    public boolean isWanted() {
      return word(2) != 0;
    }

    @Override
    public void wanted(boolean now) {
      word(2, now ? 1 : 0);
    }

    @Override
    public boolean tryTurn(boolean reading) {
      step();
      if (holders > 0 && !(reading && heldForReading)) {
        return false;
      }
      holders++;
      turns++;
      heldForReading = reading;
      return true;
    }

    @Override
    public void checkShared() {}

    @Override
    public void endTurn() {
      step();
      release();
    }

    @Override
    public Path directory() {
      return Path.of("simulated");
    }

    @Override
    public void close() {
      release();
    }
  }
}
