package io.travertine.persist.pubsub;

import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A server somebody has told us of. */
final class TcpExchange implements Exchange {

  private static final int CONNECT_MILLIS = (int) TimeUnit.SECONDS.toMillis(5);

  private final String host;
  private final int port;
  private final PersistLocation location;
  private final Clock clock;

  TcpExchange(String host, int port, PersistLocation location, Clock clock) {
    this.host = host;
    this.port = port;
    this.location = location;
    this.clock = clock;
  }

  @Override
  public Way call() throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
        // Where nobody listens on this machine, a call may come from the very port it goes to.
        throw new IOException("nobody listens on port " + port + " of " + host);
      }
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new RemoteWay(channel, DatabaseIdentity.of(location), clock);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
