package io.travertine.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A process that works on a database, in order to be killed. */
final class Victim implements AutoCloseable {

  private static final List<String> JVM =
      List.of(
          "-ea",
          "-Xms32m",
          "-Xmx192m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Process process;
  private final BufferedReader says;

  private Victim(Process process) {
    this.process = process;
    this.says = process.inputReader(UTF_8);
  }

  /**
   * @param log for what it complains about
   */
  static Victim start(Orders orders, Path log) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-cp", classPath, Workload.class.getName()));
    command.addAll(orders.words());
    return new Victim(
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
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
