package io.travertine.persist.id;

import java.util.UUID;

/** The strict parser of every {@code prefix<uuid>} form. */
final class PrefixedUuid {

  private PrefixedUuid() {}

  static UUID parse(String prefix, String text) {
    if (text.startsWith(prefix) && text.length() == prefix.length() + 36) {
      UUID uuid = UUID.fromString(text.substring(prefix.length()));
      if (text.regionMatches(true, prefix.length(), uuid.toString(), 0, 36)) {
        return uuid;
      }
    }
    throw new IllegalArgumentException(
        "not an id of the form " + prefix + "<uuid>: '" + text + "'");
  }
}
