package io.travertine.persist.location.log;

import java.io.IOException;
import java.nio.file.Path;

/** Files that do what others do, but for what a test overrides. */
class DelegatingFiles implements LogFiles {

  private final LogFiles files;

  DelegatingFiles(LogFiles files) {
    this.files = files;
  }

  @Override
  public int unit() {
    return files.unit();
  }

  @Override
  public long size(Side side) throws IOException {
    return files.size(side);
  }

  @Override
  public byte[] read(Side side, long position, int length) throws IOException {
    return files.read(side, position, length);
  }

  @Override
  public void write(Side side, long position, byte[] bytes, int length) throws IOException {
    files.write(side, position, bytes, length);
  }

  @Override
  public void resize(Side side, long size) throws IOException {
    files.resize(side, size);
  }

  @Override
  public Mark mark() throws IOException {
    return files.mark();
  }

  @Override
  public void publish(Mark mark) throws IOException {
    files.publish(mark);
  }

  @Override
  public boolean isBeingWritten() throws IOException {
    return files.isBeingWritten();
  }

  @Override
  public void beingWritten(boolean now) throws IOException {
    files.beingWritten(now);
  }

  @Override
  public long boot() throws IOException {
    return files.boot();
  }

  @Override
  public long settledIn() throws IOException {
    return files.settledIn();
  }

  @Override
  public void settledIn(long boot) throws IOException {
    files.settledIn(boot);
  }

  @Override
  public boolean isWanted() throws IOException {
    return files.isWanted();
  }

  @Override
  public void wanted(boolean now) throws IOException {
    files.wanted(now);
  }

  @Override
  public boolean tryTurn(boolean reading) throws IOException {
    return files.tryTurn(reading);
  }

  @Override
  public void checkShared() throws IOException {
    files.checkShared();
  }

  @Override
  public void endTurn() {
    files.endTurn();
  }

  @Override
  public Path directory() {
    return files.directory();
  }

  @Override
  public void close() {
    files.close();
  }
}
