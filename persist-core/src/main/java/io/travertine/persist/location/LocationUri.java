package io.travertine.persist.location;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.regex.Pattern;

/**
 * Where a Blob or a Consensus is, such as {@code mem:NAME} or {@code file:PATH}.
 *
 * @param scheme the kind of place, in lower case, at least two letters
 * @param rest what the scheme makes of it
 */
public record LocationUri(String scheme, String rest) {

  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]+");

  public LocationUri {
    if (!SCHEME.matcher(scheme).matches()) {
      throw new IllegalArgumentException("not the scheme of a location: " + scheme);
    }
  }

  /** What is said to who may come in. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?<=^//[^:@/?]{0,200}:)(?:[^?/]*[?].*|[^?]*)(?=@)"
              + "|(?<=[?&][A-Za-z0-9-]{0,40}(?i:password|secret|token)[A-Za-z0-9-]{0,40}=)[^&]*"
              + "|(?<=[?&](?i:endpoint)=[A-Za-z0-9:%]{0,20}(?://|%2[fF]%2[fF]))[^&]*(?=@|%40)");

  /**
   * Reads what {@link #text} prints.
   *
   * @throws IllegalArgumentException if it has no scheme
   */
  public static LocationUri parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || !SCHEME.matcher(text.substring(0, colon)).matches()) {
      throw new IllegalArgumentException(
          "not a location: \"%s\"; it should look like file:PATH or mem:NAME".formatted(text));
    }
    return new LocationUri(text.substring(0, colon), text.substring(colon + 1));
  }

  /** As it was written, secrets included. */
  public String text() {
    return scheme + ":" + rest;
  }

  /**
   * A piece of it without percent signs; a plus is a plus.
   *
   * @throws IllegalArgumentException if a percent sign is not followed by two digits; the piece,
   *     which may be secret, is not shown
   */
  public String decoded(String piece) {
    try {
      return URLDecoder.decode(piece.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException showsSomeOfIt) {
      throw new IllegalArgumentException(
          this + " has a % that stands for itself: write %25, as % begins two hexadecimal digits");
    }
  }

  /** As it may be shown: passwords are not. */
  @Override
  public String toString() {
    return scheme + ":" + SECRET.matcher(rest).replaceAll("…");
  }
}
