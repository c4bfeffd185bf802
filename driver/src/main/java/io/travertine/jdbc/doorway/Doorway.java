package io.travertine.jdbc.doorway;

import java.time.Duration;
import java.util.List;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.Meta;

/**
 * What JDBC's objects ask of a database. The calls of {@link Meta} keep their meaning, with these
 * promises added:
 *
 * <ul>
 *   <li>a client may name its statements itself, with negative ids; the first use creates one;
 *   <li>nothing is ever executed twice: a lost statement or cursor is a failure;
 *   <li>failures are unchecked and carry an SQLSTATE; {@code Failures.from} makes the {@link
 *       java.sql.SQLException}.
 * </ul>
 *
 * <p>Thread-safe; the statements of one connection run one at a time.
 */
public interface Doorway extends Meta {

  /**
   * Stops what the statement is doing, or fails the next fetch of its open cursor. May be called
   * from any thread, and returns before the statement has stopped.
   *
   * @return whether there was something to stop
   */
  boolean cancel(StatementHandle statement);

  /** Lets go of the statement's open cursor and what it holds; the statement stays. */
  void closeCursor(StatementHandle statement);

  /**
   * Asks for a sign of life: of the session and, by one request, of the store behind it.
   *
   * @param within how long to wait for it; zero is as {@link #patience} says
   */
  void ping(ConnectionHandle connection, Duration within);

  /**
   * No rows yet, for a batch of a statement.
   *
   * @param parameters those of the statement
   */
  ParameterRows parameterRows(List<AvaticaParameter> parameters);

  /**
   * How long one call may take from now on; zero is for ever. Inside the process it counts for all
   * but executions of statements, which have a timeout of their own.
   */
  void patience(Duration patience);
}
