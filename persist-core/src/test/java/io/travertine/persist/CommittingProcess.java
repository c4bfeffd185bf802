package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.writer;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.data.Unit;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Frontier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A JVM that commits {@code count} keys, one each, and prints each once it is acknowledged. */
final class CommittingProcess implements AutoCloseable {

  private final java.lang.Process process;
  private final BufferedReader lines;

  private CommittingProcess(java.lang.Process process) {
    this.process = process;
    this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  static CommittingProcess start(
      PersistLocation location, ShardId shard, String prefix, int count, Path temporary)
      throws IOException {
    List<String> command =
        BriefJvm.alike()
            .with("-Djava.io.tmpdir=" + temporary)
            .running(
                CommittingProcess.class,
                location.toString(),
                shard.toString(),
                prefix,
                Integer.toString(count));
    return new CommittingProcess(
        new ProcessBuilder(command)
            .redirectError(temporary.resolve(prefix + ".log").toFile())
            .start());
  }

  /** The next key acknowledged; empty once the process has ended and all are read. */
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

  /** The process itself: location, shard, prefix, count. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, false, UTF_8);
    PersistLocation location = PersistLocation.of(arguments[0]);
    PersistConfig config = PersistConfig.defaults().withRollupVersions(32);
    try (PersistClient client = PersistClient.open(location, config);
        WriteHandle<String, Unit> writer = writer(client, ShardId.parse(arguments[1]))) {
      Frontier upper = writer.upper();
      for (int i = 0; i < Integer.parseInt(arguments[3]); ) {
        String key = arguments[2] + "-" + i;
        long time = upper.only();
        AppendResult result =
            writer.compareAndAppend(List.of(insert(key, time)), upper, at(time + 1));
        upper = writer.upper();
        if (result instanceof AppendResult.Appended) {
          // in one write, which a pipe takes whole or not at all
          out.print(key + "\n");
          out.flush();
          i++;
        }
      }
    }
  }
}
