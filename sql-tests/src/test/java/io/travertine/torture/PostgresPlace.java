package io.travertine.torture;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Databases in the schemas of a PostgreSQL of our own, which is killed and recovers. */
final class PostgresPlace implements Place {

  private static final long DOWN_MILLIS_MOST = 1_500;
  private static final int CONNECTIONS_MOST = 300;

  private final Path data;
  private final int port;
  private final AtomicInteger databases = new AtomicInteger();
  private EmbeddedPostgres server;

  PostgresPlace(Path parent) throws IOException {
    this.data = parent.resolve("postgres");
    this.port = freePort();
    this.server = start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Over the data there is. What the kernel has survives its death, so nobody waits for a disk. */
  private EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setPGStartupWait(Duration.ofMinutes(1))
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("fsync", "off")
        .setServerConfig("max_connections", Integer.toString(CONNECTIONS_MOST))
        .start();
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public String newUrl() {
    return "jdbc:travertine:postgresql://postgres@localhost:%s/postgres?currentSchema=torture_%s"
        .formatted(port, databases.incrementAndGet());
  }

  @Override
  public boolean hasServer() {
    return true;
  }

  @Override
  public void fail(Random random) throws Exception {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    String signal = random.nextBoolean() ? "-QUIT" : "-KILL";
    new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor();
    ProcessHandle.of(pid).ifPresent(postmaster -> postmaster.onExit().join());
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(DOWN_MILLIS_MOST)));
    server = start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
