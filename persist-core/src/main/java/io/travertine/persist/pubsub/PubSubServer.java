package io.travertine.persist.pubsub;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.pubsub.News.Announced;
import io.travertine.persist.pubsub.News.Pushed;
import io.travertine.persist.pubsub.proto.PubSubProto.ProtoMessage;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a hub with clients in other processes, over TCP or a Unix domain socket. Thread-safe.
 *
 * <p>Whoever can connect can learn what is committed and mislead who waits, though not who commits:
 * so bind to the loopback interface, or to a network of friends. One server serves any number of
 * databases; who uses one is not told of the others.
 */
public final class PubSubServer implements AutoCloseable {

  /** Connections at once; more are refused. */
  static final int CONNECTIONS_MAX = 256;

  /** Subscriptions of one connection; who wants more is cut off. */
  static final int SUBSCRIPTIONS_MAX = 1 << 16;

  private static final Logger LOG = LoggerFactory.getLogger(PubSubServer.class);

  private final ServerSocketChannel socket;
  private final SocketAddress address;
  private final Optional<String> only;
  private final PubSubHub hub;
  private final Clock clock;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new PubSubThreads("server"));
  private final Set<ClientPort> clients = ConcurrentHashMap.newKeySet();

  /**
   * @param only the database that is served, unless all are
   */
  private PubSubServer(
      ServerSocketChannel socket, Optional<String> only, PubSubHub hub, Clock clock)
      throws IOException {
    this.socket = socket;
    this.address = socket.getLocalAddress();
    this.only = only;
    this.hub = hub;
    this.clock = clock;
  }

  /**
   * Listens on {@code address} for clients, which are joined with those of {@code hub}.
   *
   * @param address of any port if it is 0
   * @throws IOException if the address cannot be had
   */
  public static PubSubServer listen(InetSocketAddress address, PubSubHub hub, Clock clock)
      throws IOException {
    return listen(address, Optional.empty(), hub, clock);
  }

  /**
   * @param database only clients that name it are let in
   */
  static PubSubServer listen(SocketAddress address, String database, PubSubHub hub, Clock clock)
      throws IOException {
    return listen(address, Optional.of(database), hub, clock);
  }

  private static PubSubServer listen(
      SocketAddress address, Optional<String> only, PubSubHub hub, Clock clock) throws IOException {
    ServerSocketChannel socket =
        address instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      socket.bind(address, CONNECTIONS_MAX);
      PubSubServer server = new PubSubServer(socket, only, hub, clock);
      server.threads.execute(server::acceptAll);
      return server;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    if (address instanceof InetSocketAddress internet) {
      return internet;
    }
    throw new IllegalStateException("listens on a file: " + address);
  }

  private void acceptAll() {
    while (socket.isOpen()) {
      try {
        accept(socket.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.info("{}: cannot accept a connection: {}", address, e.toString());
        if (!pause()) {
          return;
        }
      }
    }
  }

  /** After a failure such as too many open files; whether to go on. */
  private boolean pause() {
    try {
      clock.sleep(100_000_000L);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void accept(SocketChannel channel) throws IOException {
    if (clients.size() >= CONNECTIONS_MAX) {
      channel.close();
      return;
    }
    if (!(address instanceof UnixDomainSocketAddress)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    ClientPort client = new ClientPort(new Connection(new FrameChannel(channel), clock));
    clients.add(client);
    try {
      threads.execute(client::receiveAll);
      threads.execute(() -> client.connection.sendAll(client.connection.messages()::subscribed));
    } catch (RejectedExecutionException closing) {
      client.connection.close();
    }
  }

  /** One client, as the hub sees it. */
  private final class ClientPort implements PubSubHub.Port {

    private final Connection connection;

    // Used by the thread that receives alone.
    private final Set<ShardId> subscriptions = new HashSet<>();
    private String database = "";

    ClientPort(Connection connection) {
      this.connection = connection;
    }

    void receiveAll() {
      try {
        database = greeting();
        connection.greet("server", database);
        connection.greeted();
        while (true) {
          receive(connection.receive());
        }
      } catch (IOException e) {
        LOG.debug("{}: a client is gone: {}", address, e.toString());
      } finally {
        connection.close();
        subscriptions.forEach(shardId -> hub.shut(database, shardId, this));
        clients.remove(this);
      }
    }

    private String greeting() throws IOException {
      String named = connection.awaitGreeting();
      if (only.isPresent() && !only.get().equals(named)) {
        throw new IOException("a client of another database");
      }
      return named;
    }

    private void receive(ProtoMessage message) throws IOException {
      switch (message.getKindCase()) {
        case SUBSCRIBE -> subscribe(Messages.parseShard(message.getSubscribe()));
        case UNSUBSCRIBE -> {
          ShardId shardId = Messages.parseShard(message.getUnsubscribe());
          subscriptions.remove(shardId);
          hub.shut(database, shardId, this);
        }
        default -> {
          Optional<News> news = Messages.news(message);
          if (news.isPresent() && news.get() instanceof Pushed pushed) {
            hub.route(database, pushed, this);
          } else if (news.isPresent() && news.get() instanceof Announced announced) {
            hub.route(database, announced, this);
          }
        }
      }
    }

    private void subscribe(ShardId shardId) throws IOException {
      if (subscriptions.size() >= SUBSCRIPTIONS_MAX) {
        throw new IOException("too many subscriptions");
      }
      subscriptions.add(shardId);
      hub.open(database, shardId, this);
      connection.mention(shardId);
    }

    @Override
    public void deliver(Pushed pushed) {
      connection.offer(pushed);
    }

    @Override
    public void announce(Announced announced) {
      connection.announce(announced);
    }
  }

  /** Ends all connections. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("{}: does not close: {}", address, e.toString());
    }
    threads.shutdownNow();
    clients.forEach(client -> client.connection.close());
  }
}
