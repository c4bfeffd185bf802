package io.travertine.persist.location.s3;

import java.util.HashMap;
import java.util.Map;

/**
 * A request as the server sees it.
 *
 * @param path decoded, without the query
 * @param query decoded; a key without value has an empty one
 * @param headers by lower-case name
 */
public record S3Exchange(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  /** What it asks for, in one word. */
  public String kind() {
    if (method.equals("PUT")) {
      return headers.containsKey("if-none-match") ? "create" : "put";
    }
    if (method.equals("GET")) {
      return query.containsKey("list-type") ? "list" : "get";
    }
    return method.equals("POST") && query.containsKey("delete") ? "delete" : lower(method);
  }

  /** The same without a header. */
  S3Exchange without(String header) {
    Map<String, String> others = new HashMap<>(headers);
    others.remove(header);
    return new S3Exchange(method, path, query, others, body);
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public String toString() {
    return kind() + " " + path + (query.isEmpty() ? "" : " " + query);
  }
}
