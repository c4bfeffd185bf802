package io.travertine.jdbc.value;

import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/** The current row of a result, read by column ordinal, counted from zero. Not thread-safe. */
public final class Row {

  private final List<ColumnMetaData> columns;
  private final ZoneId sessionZone;
  private @Nullable Object[] raw = new Object[0];
  private boolean wasNull;

  public Row(List<ColumnMetaData> columns, ZoneId sessionZone) {
    this.columns = columns;
    this.sessionZone = sessionZone;
  }

  /** Moves to another row, as it came in a frame. */
  public void moveTo(@Nullable Object[] row) {
    this.raw = row;
  }

  public boolean wasNull() {
    return wasNull;
  }

  private @Nullable Object value(int column) throws SQLException {
    Object value;
    try {
      value = WireValue.read(raw[column], columns.get(column));
    } catch (DateTimeException e) {
      throw Failures.of(
          States.DATETIME_OVERFLOW, "the value is no " + columns.get(column).type.name, e);
    }
    wasNull = value == null;
    return value;
  }

  public @Nullable String text(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Conversions.text(value);
  }

  public boolean bool(int column) throws SQLException {
    Object value = value(column);
    return value != null && Conversions.bool(value);
  }

  /** A whole number within bounds, 0 for NULL. */
  public long integer(int column, long least, long greatest, String type) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : Conversions.integer(value, least, greatest, type);
  }

  public double floating(int column) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : Conversions.floating(value);
  }

  public @Nullable BigDecimal decimal(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Conversions.decimal(value);
  }

  public byte @Nullable [] bytes(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Conversions.bytes(value);
  }

  public @Nullable Date date(int column, @Nullable Calendar calendar) throws SQLException {
    Object value = value(column);
    return value == null ? null : Conversions.date(value, calendar);
  }

  public @Nullable Time time(int column, @Nullable Calendar calendar) throws SQLException {
    Object value = value(column);
    return value == null ? null : Conversions.time(value, calendar);
  }

  public @Nullable Timestamp timestamp(int column, @Nullable Calendar calendar)
      throws SQLException {
    Object value = value(column);
    return value == null ? null : Conversions.timestamp(value, calendar);
  }

  public @Nullable Object object(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Conversions.object(value);
  }

  public <T> @Nullable T object(int column, Class<T> type) throws SQLException {
    Object value = value(column);
    return value == null ? null : Conversions.as(value, type, sessionZone);
  }
}
