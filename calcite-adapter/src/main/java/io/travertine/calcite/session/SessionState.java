package io.travertine.calcite.session;

import io.travertine.calcite.catalog.Catalog;
import java.time.ZoneId;
import java.util.OptionalLong;

/**
 * The settings of a session that the meaning of a statement depends on. Immutable; SET makes a new
 * one.
 *
 * @param schema where a name without a schema is looked for
 * @param asOf the time that tables without a time of their own are read at; empty for the present
 * @param timeZone the zone in which TIMESTAMPs are instants
 * @param readOnly whether writes are refused
 */
public record SessionState(String schema, OptionalLong asOf, ZoneId timeZone, boolean readOnly) {

  /** Schema {@value Catalog#DEFAULT_SCHEMA}, the present, {@code zone}, writable. */
  public static SessionState in(ZoneId zone) {
    return new SessionState(Catalog.DEFAULT_SCHEMA, OptionalLong.empty(), zone, false);
  }

  public SessionState withSchema(String newSchema) {
    return new SessionState(newSchema, asOf, timeZone, readOnly);
  }

  public SessionState withAsOf(OptionalLong newAsOf) {
    return new SessionState(schema, newAsOf, timeZone, readOnly);
  }

  public SessionState withTimeZone(ZoneId newZone) {
    return new SessionState(schema, asOf, newZone, readOnly);
  }

  public SessionState withReadOnly(boolean newReadOnly) {
    return new SessionState(schema, asOf, timeZone, newReadOnly);
  }
}
