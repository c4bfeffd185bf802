package io.travertine.jdbc.url;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** How processes that have one database open tell each other of commits. */
public sealed interface PubSubChoice {

  /** By what there is without any setup. */
  record Automatic() implements PubSubChoice {}

  /** Not at all: each looks for itself. */
  record None() implements PubSubChoice {}

  /** By a server at this address. */
  record Tcp(String host, int port) implements PubSubChoice {}

  /** The choice written {@code text}: {@code auto}, {@code none} or {@code tcp://HOST:PORT}. */
  static Optional<PubSubChoice> parse(String text) {
    if (text.equalsIgnoreCase("auto")) {
      return Optional.of(new Automatic());
    }
    if (text.equalsIgnoreCase("none")) {
      return Optional.of(new None());
    }
    try {
      URI uri = new URI(text);
      boolean address =
          "tcp".equalsIgnoreCase(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getPort() > 0
              && uri.getPort() <= ConnectUrl.PORT_MOST
              && (uri.getPath().isEmpty() || uri.getPath().equals("/"))
              && uri.getQuery() == null
              && uri.getFragment() == null;
      return address ? Optional.of(new Tcp(uri.getHost(), uri.getPort())) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
