package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.writer;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.data.Unit;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** A JVM that commits every key it is given, and says so. */
final class TalkingProcess implements AutoCloseable {

  private final java.lang.Process process;
  private final BufferedReader from;
  private final BufferedWriter to;

  private TalkingProcess(java.lang.Process process) {
    this.process = process;
    this.from = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    this.to = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
  }

  static TalkingProcess start(PersistLocation location, ShardId shard, String name, Path temporary)
      throws IOException {
    List<String> command =
        BriefJvm.alike()
            .with("-Djava.io.tmpdir=" + temporary)
            .running(TalkingProcess.class, location.toString(), shard.toString());
    return new TalkingProcess(
        new ProcessBuilder(command)
            .redirectError(temporary.resolve(name + ".log").toFile())
            .start());
  }

  /** Has {@code key} committed; returns once it is. */
  void say(String key) throws IOException {
    to.write(key + "\n");
    to.flush();
    String answer = from.readLine();
    if (!key.equals(answer)) {
      throw new AssertionError("said " + key + ", was answered " + answer);
    }
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process itself: location, shard. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, false, UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    PersistLocation location = PersistLocation.of(arguments[0]);
    try (PersistClient client = PersistClient.open(location, PersistConfig.defaults());
        WriteHandle<String, Unit> writer = writer(client, ShardId.parse(arguments[1]))) {
      for (String key = in.readLine(); key != null; key = in.readLine()) {
        commit(writer, key);
        out.print(key + "\n");
        out.flush();
      }
    }
  }

  private static void commit(WriteHandle<String, Unit> writer, String key) {
    AppendResult result;
    do {
      long lower = writer.fetchRecentUpper().only();
      long time = Math.max(1, lower);
      result = writer.compareAndAppend(List.of(insert(key, time)), at(lower), at(time + 1));
    } while (!(result instanceof AppendResult.Appended));
  }
}
