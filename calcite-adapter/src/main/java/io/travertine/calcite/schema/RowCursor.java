package io.travertine.calcite.schema;

import org.jspecify.annotations.Nullable;

/**
 * The rows of a query, forward only. Holds what it reads from being forgotten until it is closed,
 * fails or is at its end; closing early is fine. Thread-safe, so that {@link #close} may come from
 * anywhere.
 */
public interface RowCursor extends AutoCloseable {

  /**
   * Moves to the next row.
   *
   * @return false after the last
   * @throws io.travertine.calcite.type.SqlFailure if the query fails or is cancelled
   */
  boolean advance();

  /**
   * The current row: Boolean, Byte, Short, Integer, Long, Float, Double, BigDecimal, String, DATE
   * as Integer days, TIME as Integer milliseconds, TIMESTAMP as Long milliseconds, VARBINARY as
   * {@link org.apache.calcite.avatica.util.ByteString}, null for NULL.
   */
  @Nullable Object[] row();

  @Override
  void close();
}
