package io.travertine.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/** A process that works on a database, in order to be killed. */
final class Victim implements AutoCloseable {

  private final Process process;
  private final BufferedReader says;

  /**
   * @param process runs {@link Workload}
   */
  Victim(Process process) {
    this.process = process;
    this.says = process.inputReader(UTF_8);
  }

  /** What it says next; empty when it is dead and has been heard to the end. */
  Optional<Telling> next() throws IOException {
    String line = says.readLine();
    return line == null ? Optional.empty() : Optional.of(Telling.parse(line));
  }

  /** SIGKILL; what it has said before can be heard still. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Lets it end by itself. */
  void finish() {
    try {
      process.getOutputStream().close();
    } catch (IOException dead) {
      return;
    }
  }

  /** Whether a signal was its end; otherwise it ended by itself. */
  boolean wasKilled() throws InterruptedException {
    return process.waitFor() > 128;
  }

  int exitValue() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    says.close();
  }
}
