package io.travertine.jdbc.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.jdbc.url.ConnectOption;
import io.travertine.jdbc.url.ConnectOptions;
import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.PersistLocation;
import java.net.URLEncoder;
import java.util.Optional;
import java.util.TreeSet;

/** Where the database of a URL is, for persist-core. */
public final class EmbeddedLocation {

  private EmbeddedLocation() {}

  /**
   * Its objects and its consensus. A PostgreSQL that does not say who connects is told by the user
   * and the password of the URL; a bucket, by the options that are a bucket's.
   *
   * @throws IllegalArgumentException if one of them is no location, or there are options of a
   *     bucket without one
   */
  public static PersistLocation of(ConnectUrl.Embedded url) {
    ConnectOptions options = url.options();
    LocationUri objects = complete(url.location(), options);
    PersistLocation where =
        new PersistLocation(
            objects,
            options
                .value(ConnectOption.CONSENSUS)
                .map(consensus -> complete(consensus, options))
                .orElse(objects));
    for (ConnectOption option : ConnectOption.OF_BUCKETS) {
      if (options.value(option).isPresent() && !isBucket(objects) && !isBucket(where.consensus())) {
        throw new IllegalArgumentException(
            option.key() + " is for locations in a bucket, s3://BUCKET/PREFIX");
      }
    }
    return where;
  }

  private static LocationUri complete(String location, ConnectOptions options) {
    LocationUri uri = LocationUri.parse(location);
    return isBucket(uri) ? withOptions(uri, options) : signedIn(uri, options);
  }

  private static boolean isBucket(LocationUri uri) {
    return uri.scheme().equals("s3");
  }

  private static LocationUri withOptions(LocationUri uri, ConnectOptions options) {
    StringBuilder rest = new StringBuilder(uri.rest());
    for (ConnectOption option : new TreeSet<>(ConnectOption.OF_BUCKETS)) {
      options
          .value(option)
          .ifPresent(
              value ->
                  rest.append(rest.indexOf("?") < 0 ? '?' : '&')
                      .append(option.key())
                      .append('=')
                      .append(encoded(value)));
    }
    return new LocationUri(uri.scheme(), rest.toString());
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
