package io.travertine.calcite.plan;

import org.apache.calcite.sql.SqlNode;

/** A statement that changes the session that runs it. */
public sealed interface SessionCommand {

  /** SET SCHEMA. */
  record SetSchema(String schema) implements SessionCommand {}

  /** SET TIME ZONE. */
  record SetTimeZone(String zone) implements SessionCommand {}

  /** SET AS OF: {@code time} is evaluated once, now. */
  record SetAsOf(SqlNode time) implements SessionCommand {}

  /** RESET of one setting, or of all. */
  record Reset(Setting setting) implements SessionCommand {}

  /** What can be reset. */
  enum Setting {
    SCHEMA,
    TIME_ZONE,
    AS_OF,
    ALL
  }
}
