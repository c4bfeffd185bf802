package io.travertine.calcite.schema;

import io.travertine.calcite.catalog.Catalog;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * How a session starts.
 *
 * @param schema where a name without a schema is looked for
 * @param asOf the time that tables without a time of their own are read at, as a number or a
 *     TIMESTAMP; empty for the present
 * @param timeZone the zone in which TIMESTAMPs are instants
 * @param readOnly whether writes are refused
 * @param patience how long the start may take; more than nothing
 */
public record SessionOptions(
    String schema, Optional<String> asOf, ZoneId timeZone, boolean readOnly, Duration patience) {

  private static final SessionOptions DEFAULTS =
      new SessionOptions(
          Catalog.DEFAULT_SCHEMA,
          Optional.empty(),
          ZoneId.of("UTC"),
          false,
          DatabaseOptions.PATIENCE);

  /** Schema {@value Catalog#DEFAULT_SCHEMA}, the present, UTC, writable, half a minute. */
  public static SessionOptions defaults() {
    return DEFAULTS;
  }

  public SessionOptions withSchema(String other) {
    return new SessionOptions(other, asOf, timeZone, readOnly, patience);
  }

  public SessionOptions withAsOf(String other) {
    return new SessionOptions(schema, Optional.of(other), timeZone, readOnly, patience);
  }

  public SessionOptions withTimeZone(ZoneId other) {
    return new SessionOptions(schema, asOf, other, readOnly, patience);
  }

  public SessionOptions withReadOnly(boolean other) {
    return new SessionOptions(schema, asOf, timeZone, other, patience);
  }

  public SessionOptions withPatience(Duration other) {
    return new SessionOptions(schema, asOf, timeZone, readOnly, other);
  }
}
