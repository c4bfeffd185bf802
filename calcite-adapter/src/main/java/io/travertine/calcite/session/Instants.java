package io.travertine.calcite.session;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** SQL time for people: microseconds since the epoch, with the instant they are. */
public final class Instants {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final long MICROS_PER_SECOND = 1_000_000L;

  private Instants() {}

  /** The number, and the instant in UTC where a calendar knows it. */
  public static String print(long micros) {
    if (micros < 0) {
      return Long.toUnsignedString(micros);
    }
    return micros + " (" + FORM.format(instant(micros)) + " UTC)";
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND * 1_000L);
  }
}
