package io.travertine.persist.location.s3;

import io.travertine.persist.location.LocationUri;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which bucket, where, and how to talk to it: {@code s3://BUCKET/PREFIX?key=value&…}.
 *
 * @param prefix of every name, empty or with a slash at its end
 * @param endpoint of a store that is not Amazon's
 * @param region otherwise what the environment says
 * @param pathStyle whether the bucket is named in the path instead of the host
 * @param checksums whether to send and expect them where the protocol does not demand it
 * @param keys otherwise what the environment says
 */
record S3Location(
    String bucket,
    String prefix,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle,
    boolean checksums,
    Optional<AccessKeys> keys) {

  /** Never printed. */
  record AccessKeys(String id, String secret, Optional<String> sessionToken) {
    @Override
    public String toString() {
      return "AccessKeys(…)";
    }
  }

  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
  private static final List<String> OPTIONS =
      List.of(
          "region",
          "endpoint",
          "pathStyle",
          "checksums",
          "accessKeyId",
          "secretAccessKey",
          "sessionToken");
  private static final String FORM = "s3://BUCKET/PREFIX?region=…";

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  static S3Location parse(LocationUri uri) {
    int question = uri.rest().indexOf('?');
    String address = question < 0 ? uri.rest() : uri.rest().substring(0, question);
    Map<String, String> options =
        options(uri, question < 0 ? "" : uri.rest().substring(question + 1));
    if (!address.startsWith("//")) {
      throw new IllegalArgumentException(uri + " needs a bucket, as in " + FORM);
    }
    String path = address.substring(2);
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException(
          "%s: '%s' is no name of a bucket; it should look like %s".formatted(uri, bucket, FORM));
    }
    String prefix = slash < 0 ? "" : path.substring(slash + 1).replaceAll("/+$", "");
    if (prefix.startsWith("/") || prefix.contains("//")) {
      throw new IllegalArgumentException(uri + " has an empty name between two slashes");
    }
    Optional<URI> endpoint =
        Optional.ofNullable(options.get("endpoint")).map(text -> endpoint(uri, text));
    return new S3Location(
        bucket,
        prefix.isEmpty() ? "" : prefix + "/",
        endpoint,
        Optional.ofNullable(options.get("region")),
        choice(uri, options, "pathStyle", "true", "false", endpoint.isPresent()),
        choice(uri, options, "checksums", "supported", "required", endpoint.isEmpty()),
        keys(uri, options));
  }

  /** The same below a longer prefix. */
  S3Location below(String folder) {
    return new S3Location(bucket, prefix + folder, endpoint, region, pathStyle, checksums, keys);
  }

  private static Map<String, String> options(LocationUri uri, String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = equals < 0 ? "" : pair.substring(0, equals);
      Optional<String> known = OPTIONS.stream().filter(key::equalsIgnoreCase).findFirst();
      if (known.isEmpty()) {
        throw new IllegalArgumentException(
            "%s: after the prefix come options like ?key=value&key=value, known are %s"
                .formatted(uri, String.join(", ", OPTIONS)));
      }
      if (options.put(known.get(), uri.decoded(pair.substring(equals + 1))) != null) {
        throw new IllegalArgumentException(uri + ": '" + known.get() + "' is given twice");
      }
    }
    return options;
  }

  private static URI endpoint(LocationUri uri, String text) {
    try {
      URI endpoint = new URI(text);
      if (endpoint.getHost() != null
          && ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
          && endpoint.getUserInfo() == null) {
        return endpoint;
      }
    } catch (URISyntaxException showsSomeOfIt) {
      // as below
    }
    throw new IllegalArgumentException(uri + ": endpoint= should look like https://HOST:PORT");
  }

  private static boolean choice(
      LocationUri uri,
      Map<String, String> options,
      String key,
      String yes,
      String no,
      boolean unless) {
    String value = options.get(key);
    if (value == null) {
      return unless;
    }
    if (!value.equalsIgnoreCase(yes) && !value.equalsIgnoreCase(no)) {
      throw new IllegalArgumentException(
          "%s: %s='%s' must be %s or %s".formatted(uri, key, value, yes, no));
    }
    return value.equalsIgnoreCase(yes);
  }

  private static Optional<AccessKeys> keys(LocationUri uri, Map<String, String> options) {
    String id = options.get("accessKeyId");
    String secret = options.get("secretAccessKey");
    if (id == null && secret == null && !options.containsKey("sessionToken")) {
      return Optional.empty();
    }
    if (id == null || secret == null) {
      throw new IllegalArgumentException(
          uri + ": accessKeyId and secretAccessKey come together, or neither");
    }
    return Optional.of(
        new AccessKeys(id, secret, Optional.ofNullable(options.get("sessionToken"))));
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
