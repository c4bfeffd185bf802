package io.travertine.torture;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Databases in the schemas of a PostgreSQL of our own, which is killed and recovers. */
final class PostgresPlace implements Place {

  private static final long DOWN_MILLIS_MOST = 1_500;
  private static final int CONNECTIONS_MOST = 300;
  private static final Duration RECOVERY_MOST = Duration.ofMinutes(1);

  private final Path data;
  private final File log;
  private final EmbeddedPostgres server;
  private final List<String> command;
  private final AtomicInteger databases = new AtomicInteger();

  PostgresPlace(Path parent) throws IOException {
    this.data = parent.resolve("postgres");
    this.log = parent.resolve("postgres.log").toFile();
    // What the kernel has survives the death of a process, so nobody needs to wait for a disk.
    this.server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(RECOVERY_MOST)
            .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log))
            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log))
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", "off")
            .setServerConfig("max_connections", Integer.toString(CONNECTIONS_MOST))
            .start();
    this.command = commandOf(postmaster());
  }

  private ProcessHandle postmaster() throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** PostgreSQL refuses to run as root, and does not see who it is in a name space of its own. */
  private static List<String> commandOf(ProcessHandle process) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(process.info().command().orElseThrow());
    command.addAll(List.of(process.info().arguments().orElseThrow()));
    return command;
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public String newUrl() {
    return "jdbc:travertine:postgresql://postgres@localhost:%s/postgres?fsync=off&currentSchema=torture_%s"
        .formatted(server.getPort(), databases.incrementAndGet());
  }

  @Override
  public boolean hasServer() {
    return true;
  }

  /** SIGQUIT ends it at once without a checkpoint, SIGKILL leaves its children alone. */
  @Override
  public void fail(Random random) throws Exception {
    ProcessHandle postmaster = postmaster();
    String signal = random.nextBoolean() ? "-QUIT" : "-KILL";
    new ProcessBuilder("kill", signal, Long.toString(postmaster.pid())).start().waitFor();
    postmaster.onExit().get(RECOVERY_MOST.toSeconds(), TimeUnit.SECONDS);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(DOWN_MILLIS_MOST)));
    recover();
  }

  /** A postmaster does not start until the children of the one before are gone. */
  private void recover() throws Exception {
    long end = System.nanoTime() + RECOVERY_MOST.toNanos();
    Process process = start();
    while (!isReady()) {
      if (System.nanoTime() > end) {
        throw new IOException("PostgreSQL does not recover, see " + log);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      if (!process.isAlive()) {
        process = start();
      }
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private boolean isReady() {
    try (Connection connection = server.getPostgresDatabase().getConnection()) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
