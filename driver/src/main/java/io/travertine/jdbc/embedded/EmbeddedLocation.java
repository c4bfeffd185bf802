package io.travertine.jdbc.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.jdbc.url.ConnectOption;
import io.travertine.jdbc.url.ConnectOptions;
import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.PersistLocation;
import java.net.URLEncoder;
import java.util.Optional;

/** Where the database of a URL is, for persist-core. */
public final class EmbeddedLocation {

  private EmbeddedLocation() {}

  /**
   * Its objects and its consensus. A PostgreSQL that does not say who connects is told by the user
   * and the password of the URL.
   *
   * @throws IllegalArgumentException if one of them is no location
   */
  public static PersistLocation of(ConnectUrl.Embedded url) {
    ConnectOptions options = url.options();
    LocationUri objects = signedIn(LocationUri.parse(url.location()), options);
    Optional<String> consensus = options.value(ConnectOption.CONSENSUS);
    return new PersistLocation(
        objects,
        consensus.isPresent() ? signedIn(LocationUri.parse(consensus.get()), options) : objects);
  }

  private static LocationUri signedIn(LocationUri uri, ConnectOptions options) {
    String rest = uri.rest();
    int question = rest.indexOf('?');
    String address = question < 0 ? rest : rest.substring(0, question);
    String query = question < 0 ? "" : rest.substring(question);
    Optional<String> user = options.value(ConnectOption.USER).filter(name -> !name.isEmpty());
    if (!uri.scheme().equals("postgresql")
        || address.contains("@")
        || query.matches("(.*[?&])?user=.*")
        || user.isEmpty()) {
      return uri;
    }
    Optional<String> password = options.value(ConnectOption.PASSWORD);
    String parameters =
        "user="
            + encoded(user.get())
            + (password.isPresent() && !query.matches("(.*[?&])?password=.*")
                ? "&password=" + encoded(password.get())
                : "");
    return new LocationUri(
        uri.scheme(), address + (query.isEmpty() ? "?" : query + "&") + parameters);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
