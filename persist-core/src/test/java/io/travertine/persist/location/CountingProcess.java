package io.travertine.persist.location;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.BriefJvm;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A JVM that appends {@code count} versions to one log, each naming an object it wrote just before,
 * and prints {@code <seqno> <name>} for each once it is acknowledged.
 */
final class CountingProcess implements AutoCloseable {

  static final String KEY = "counter";

  private final Process process;
  private final BufferedReader lines;

  private CountingProcess(Process process) {
    this.process = process;
    this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  static CountingProcess start(String location, String name, int count, Path temporary)
      throws IOException {
    List<String> command =
        BriefJvm.alike()
            .with("-Djava.io.tmpdir=" + temporary)
            .running(CountingProcess.class, location, name, Integer.toString(count));
    return new CountingProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** The next acknowledgement; empty once the process has ended and all are read. */
  Optional<String> acknowledged() throws IOException {
    return Optional.ofNullable(lines.readLine());
  }

  /** As {@code kill -9} does. What it has printed can still be read. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process itself: location, name, count. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, false, UTF_8);
    PersistLocation location = PersistLocation.of(arguments[0]);
    try (OpenLocation opened = Locations.standard().open(location, OpenOptions.readWrite())) {
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        String name = arguments[1] + "/" + i;
        opened.blob().set(name, name.getBytes(UTF_8));
        // in one write, which a pipe takes whole or not at all
        out.print(append(opened.consensus(), name) + " " + name + "\n");
        out.flush();
      }
    }
  }

  private static long append(Consensus consensus, String name) {
    while (true) {
      Optional<SeqNo> head = consensus.head(KEY).map(Versioned::seqNo);
      SeqNo next = head.map(SeqNo::next).orElse(SeqNo.ZERO);
      Versioned version = new Versioned(next, name.getBytes(UTF_8));
      if (consensus.compareAndSet(KEY, head, version) == Consensus.CasOutcome.COMMITTED) {
        return next.value();
      }
    }
  }
}
