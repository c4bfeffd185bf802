package io.travertine.server;

import java.time.Duration;

/**
 * How a database is served.
 *
 * @param host the address to listen on; only the loopback ones keep strangers out
 * @param port the port to listen on; 0 picks a free one
 * @param sessionLease how long a session outlives the last word from its client
 */
public record ServerOptions(String host, int port, Duration sessionLease) {

  public ServerOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
    if (sessionLease.isZero() || sessionLease.isNegative()) {
      throw new IllegalArgumentException("session lease " + sessionLease + " is not positive");
    }
  }

  /** On loopback, on a free port; clients may be silent for half an hour. */
  public static ServerOptions defaults() {
    return new ServerOptions("127.0.0.1", 0, Duration.ofMinutes(30));
  }

  public ServerOptions withHost(String newHost) {
    return new ServerOptions(newHost, port, sessionLease);
  }

  public ServerOptions withPort(int newPort) {
    return new ServerOptions(host, newPort, sessionLease);
  }

  public ServerOptions withSessionLease(Duration newLease) {
    return new ServerOptions(host, port, newLease);
  }
}
