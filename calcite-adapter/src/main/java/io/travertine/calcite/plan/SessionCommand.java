package io.travertine.calcite.plan;

import io.travertine.calcite.session.Isolation;
import java.util.Optional;
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

  /** A statement about transactions, which needs no catalog. */
  sealed interface OfTransaction extends SessionCommand {}

  /**
   * What is said of a transaction; empty where nothing is.
   *
   * @param asOf evaluated once, when the transaction begins
   */
  record Modes(Optional<Isolation> isolation, Optional<Boolean> readOnly, Optional<SqlNode> asOf) {}

  /** START TRANSACTION. */
  record Start(Modes modes) implements OfTransaction {}

  /** SET TRANSACTION: before the open transaction has read anything. */
  record SetTransaction(Modes modes) implements OfTransaction {}

  /** SET SESSION CHARACTERISTICS AS TRANSACTION: of those to come. */
  record SetCharacteristics(Modes modes) implements OfTransaction {}

  /** COMMIT. */
  record Commit() implements OfTransaction {}

  /** ROLLBACK. */
  record RollBack() implements OfTransaction {}

  /** SAVEPOINT. */
  record SetSavepoint(String name) implements OfTransaction {}

  /** ROLLBACK TO SAVEPOINT. */
  record RollBackTo(String savepoint) implements OfTransaction {}

  /** RELEASE SAVEPOINT. */
  record Release(String savepoint) implements OfTransaction {}
}
