package io.travertine.persist.location.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.travertine.persist.id.DatabaseId;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.Properties;

/**
 * What the marker file of a database directory says.
 *
 * @param format of the directory, at least 1
 * @param id of the database, written when its creation is complete: from then on both its halves
 *     must be there. Empty while it is being created, and where an earlier release created it.
 */
record Marker(int format, Optional<DatabaseId> id) {

  /** The name of the file. */
  static final String NAME = "travertine.properties";

  Marker {
    if (format < 1) {
      throw new IllegalArgumentException("format " + format);
    }
  }

  /**
   * Reads what {@link #bytes} gives.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  static Marker parse(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException fromMemory) {
      throw new IllegalArgumentException(fromMemory);
    }
    int format = Integer.parseInt(properties.getProperty("format", "").trim());
    Optional<String> id = Optional.ofNullable(properties.getProperty("id"));
    return new Marker(format, id.map(String::trim).map(DatabaseId::parse));
  }

  byte[] bytes() {
    StringBuilder text =
        new StringBuilder("# A Travertine database. Leave everything in here to it.\n");
    text.append("format=").append(format).append('\n');
    id.ifPresent(known -> text.append("id=").append(known).append('\n'));
    return text.toString().getBytes(ISO_8859_1);
  }
}
