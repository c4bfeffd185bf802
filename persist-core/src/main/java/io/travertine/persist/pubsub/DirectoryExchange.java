package io.travertine.persist.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/**
 * How the processes on one directory find each other: the first takes the lock beside the database
 * and listens on a Unix domain socket there, the others connect to it. When it ends, one of them
 * takes its place.
 *
 * <p>Only who has the lock creates or deletes the socket. Where it cannot be had, as in a directory
 * that must not be written to, there is no way while nobody hosts.
 */
final class DirectoryExchange implements Exchange {

  static final String LOCK = "pubsub.lock";
  static final String SOCKET = "pubsub.sock";

  /** The shortest limit of the operating systems we know, with its terminator. */
  private static final int SOCKET_PATH_BYTES_MAX = 103;

  private final Path directory;
  private final Clock clock;

  /**
   * @param directory the database; need not exist yet
   */
  DirectoryExchange(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public Way call() throws IOException {
    Path real = directory.toRealPath();
    Path lockFile = real.resolve(LOCK);
    if (Files.exists(lockFile)) {
      String database = DatabaseIdentity.of(real);
      Optional<Way> connected = connect(socket(real, database), database);
      if (connected.isPresent()) {
        return connected.get();
      }
    }
    HostLock lock =
        HostLock.tryAcquire(lockFile)
            .orElseThrow(() -> new IOException("another process hosts " + real + ", unreachably"));
    try {
      String database = DatabaseIdentity.of(real);
      return host(socket(real, database), database, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** In the directory, or if its name is too long for that, among the temporary files. */
  private static Path socket(Path real, String database) {
    Path beside = real.resolve(SOCKET);
    if (beside.toString().getBytes(UTF_8).length <= SOCKET_PATH_BYTES_MAX) {
      return beside;
    }
    UUID name = UUID.nameUUIDFromBytes(database.getBytes(UTF_8));
    return Path.of(System.getProperty("java.io.tmpdir"), "travertine-" + name + ".sock");
  }

  private Optional<Way> connect(Path socket, String database) throws IOException {
    if (!Files.exists(socket)) {
      return Optional.empty();
    }
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return Optional.of(new RemoteWay(channel, database, clock));
    } catch (IOException nobodyListens) {
      channel.close();
      return Optional.empty();
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private Way host(Path socket, String database, HostLock lock) throws IOException {
    Files.deleteIfExists(socket);
    PubSubHub hub = new PubSubHub();
    PubSubServer server =
        PubSubServer.listen(UnixDomainSocketAddress.of(socket), database, hub, clock);
    return new HostWay(hub, database, server, socket, lock);
  }

  /** The way of the host itself. */
  private record HostWay(
      PubSubHub hub,
      String database,
      PubSubServer server,
      Path socket,
      HostLock lock,
      CountDownLatch ended)
      implements Way {

    HostWay(PubSubHub hub, String database, PubSubServer server, Path socket, HostLock lock) {
      this(hub, database, server, socket, lock, new CountDownLatch(1));
    }

    @Override
    public void join(Line line, Runnable whenJoined) throws InterruptedException {
      try {
        hub.join(line, database);
        whenJoined.run();
        ended.await();
      } finally {
        line.detach();
      }
    }

    @Override
    public synchronized void close() throws IOException {
      if (ended.getCount() == 0) {
        return;
      }
      ended.countDown();
      try (lock) {
        server.close();
        Files.deleteIfExists(socket);
      }
    }
  }
}
