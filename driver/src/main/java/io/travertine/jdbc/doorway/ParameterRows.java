package io.travertine.jdbc.doorway;

import org.apache.calcite.avatica.Meta.ExecuteBatchResult;
import org.apache.calcite.avatica.Meta.StatementHandle;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.remote.TypedValue;

/**
 * Rows of parameters that a statement is going to be executed with, in the form that their doorway
 * carries them in. Not thread-safe.
 */
public interface ParameterRows {

  /** Adds one row; the array stays the caller's. */
  void add(TypedValue[] row);

  /** How many rows there are. */
  int count();

  /** Executes {@code statement} with all of them, as {@code Meta.executeBatch} does. */
  ExecuteBatchResult execute(StatementHandle statement) throws NoSuchStatementException;
}
