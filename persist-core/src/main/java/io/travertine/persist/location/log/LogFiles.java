package io.travertine.persist.location.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The files of a log and the memory its processes share, as one of those who have it open sees
 * them. Nothing in here can be interrupted. Reading and writing may happen at the same time, on a
 * thread each.
 */
interface LogFiles extends AutoCloseable {

  /** Sides come in multiples of this many bytes. */
  int unit();

  /** How many bytes a side has; 0 if there is no such file. */
  long size(Side side) throws IOException;

  /**
   * Up to {@code length} bytes from {@code position}; fewer at the end of the file.
   *
   * @throws IOException also if there is no such file
   */
  byte[] read(Side side, long position, int length) throws IOException;

  /** Writes into a side, which is large enough, on disk when this returns. */
  void write(Side side, long position, byte[] bytes, int length) throws IOException;

  /** Gives a side this size, on disk when this returns; what is new is zero, and written once. */
  void resize(Side side, long size) throws IOException;

  /** What was published last, seen with everything written before; {@link Mark#NONE} if nothing. */
  Mark mark() throws IOException;

  /** Shows everybody how far the log is on disk, and that nobody writes any more. */
  void publish(Mark mark) throws IOException;

  /** Whether somebody writes, or was killed while writing. */
  boolean isBeingWritten() throws IOException;

  /** Says so. Only for who has the turn. */
  void beingWritten(boolean now) throws IOException;

  /** What tells this run of the machine from every other; 0 where nothing does. */
  long boot() throws IOException;

  /** In which run of the machine the log was settled last; 0 if nobody knows. */
  long settledIn() throws IOException;

  /** Says so. Only for who has the turn. */
  void settledIn(long boot) throws IOException;

  /** Whether somebody waits for the turn. It may have given up. */
  boolean isWanted() throws IOException;

  /** Says so, or that nobody does. */
  void wanted(boolean now) throws IOException;

  /**
   * Takes the turn, if nobody has it, in this process or any other; it ends with the process.
   *
   * @param reading whether others may have it too, for reading
   */
  boolean tryTurn(boolean reading) throws IOException;

  /**
   * Looks whether the memory that processes share is still where others look for it.
   *
   * @throws IOException if it is not: what is read by it may be out of date
   */
  void checkShared() throws IOException;

  /** Gives the turn back. */
  void endTurn();

  /** Where they are, for messages. */
  Path directory();

  @Override
  void close();
}
