package io.travertine.persist.location.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import javax.net.SocketFactory;

/**
 * Sockets that an interrupt of the thread that waits for them closes: of a statement under way then
 * nobody knows whether it has its effect. Public because pgjdbc makes one by its name.
 */
public final class InterruptibleSockets extends SocketFactory {

  public InterruptibleSockets() {}

  @Override
  public Socket createSocket() throws IOException {
    return SocketChannel.open().socket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  private static Socket connected(InetSocketAddress to) throws IOException {
    return SocketChannel.open(to).socket();
  }

  private static Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.bind(from);
      channel.connect(to);
      return channel.socket();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
