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

  /** The order of the printed forms. */
  static int compare(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }
}
