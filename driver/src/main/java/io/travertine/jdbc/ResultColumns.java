package io.travertine.jdbc;

import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/** What the columns of a result are. Immutable. */
final class ResultColumns implements ResultSetMetaData {

  private final List<ColumnMetaData> columns;

  ResultColumns(List<ColumnMetaData> columns) {
    this.columns = columns;
  }

  private ColumnMetaData column(int number) throws SQLException {
    if (number < 1 || number > columns.size()) {
      throw Failures.of(
          States.BAD_INDEX, "there is no column " + number + ", only 1 to " + columns.size());
    }
    return columns.get(number - 1);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  @Override
  public int getColumnCount() {
    return columns.size();
  }

  @Override
  public boolean isAutoIncrement(int column) throws SQLException {
    return column(column).autoIncrement;
  }

  @Override
  public boolean isCaseSensitive(int column) throws SQLException {
    int type = column(column).type.id;
    return type == Types.CHAR || type == Types.VARCHAR;
  }

  @Override
  public boolean isSearchable(int column) throws SQLException {
    column(column);
    return true;
  }

  @Override
  public boolean isCurrency(int column) throws SQLException {
    column(column);
    return false;
  }

  @Override
  public int isNullable(int column) throws SQLException {
    return column(column).nullable;
  }

  @Override
  public boolean isSigned(int column) throws SQLException {
    return switch (column(column).type.id) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.DECIMAL,
          Types.NUMERIC ->
          true;
      default -> false;
    };
  }

  @Override
  public int getColumnDisplaySize(int column) throws SQLException {
    ColumnMetaData metaData = column(column);
    return switch (metaData.type.id) {
      case Types.BOOLEAN -> 5;
      case Types.TINYINT -> 4;
      case Types.SMALLINT -> 6;
      case Types.INTEGER -> 11;
      case Types.BIGINT -> 20;
      case Types.REAL -> 15;
      case Types.FLOAT, Types.DOUBLE -> 24;
      case Types.DECIMAL, Types.NUMERIC -> metaData.precision + 2;
      case Types.DATE -> 10;
      case Types.TIME -> 12;
      case Types.TIMESTAMP -> 23;
      case Types.BINARY, Types.VARBINARY ->
          (int) Math.min(Integer.MAX_VALUE, 2L * Math.max(0, getPrecision(column)));
      default -> Math.max(getPrecision(column), metaData.displaySize);
    };
  }

  @Override
  public String getColumnLabel(int column) throws SQLException {
    return column(column).label;
  }

  @Override
  public String getColumnName(int column) throws SQLException {
    ColumnMetaData metaData = column(column);
    String name = orEmpty(metaData.columnName);
    return name.isEmpty() ? metaData.label : name;
  }

  @Override
  public String getSchemaName(int column) throws SQLException {
    return orEmpty(column(column).schemaName);
  }

  @Override
  public int getPrecision(int column) throws SQLException {
    ColumnMetaData metaData = column(column);
    return switch (metaData.type.id) {
      case Types.BOOLEAN -> 1;
      case Types.TINYINT -> 3;
      case Types.SMALLINT -> 5;
      case Types.INTEGER -> 10;
      case Types.BIGINT -> 19;
      case Types.REAL -> 7;
      case Types.FLOAT, Types.DOUBLE -> 15;
      case Types.DATE -> 10;
      case Types.TIME -> 12;
      case Types.TIMESTAMP -> 23;
      default -> metaData.precision < 0 ? Integer.MAX_VALUE : metaData.precision;
    };
  }

  @Override
  public int getScale(int column) throws SQLException {
    ColumnMetaData metaData = column(column);
    return switch (metaData.type.id) {
      case Types.DECIMAL, Types.NUMERIC -> Math.max(0, metaData.scale);
      case Types.TIME, Types.TIMESTAMP -> 3;
      default -> 0;
    };
  }

  @Override
  public String getTableName(int column) throws SQLException {
    return orEmpty(column(column).tableName);
  }

  @Override
  public String getCatalogName(int column) throws SQLException {
    column(column);
    return "";
  }

  @Override
  public int getColumnType(int column) throws SQLException {
    return column(column).type.id;
  }

  /** The type's name without length, scale and NOT NULL. */
  @Override
  public String getColumnTypeName(int column) throws SQLException {
    return column(column).type.name.replaceFirst("\\(.*", "").replace(" NOT NULL", "").strip();
  }

  @Override
  public boolean isReadOnly(int column) throws SQLException {
    return getTableName(column).isEmpty();
  }

  @Override
  public boolean isWritable(int column) throws SQLException {
    return !isReadOnly(column);
  }

  @Override
  public boolean isDefinitelyWritable(int column) throws SQLException {
    column(column);
    return false;
  }

  @Override
  public String getColumnClassName(int column) throws SQLException {
    return classOf(column(column).type.id).getName();
  }

  /** What {@code getObject} gives for an SQL type. */
  static Class<?> classOf(int type) {
    return switch (type) {
      case Types.BOOLEAN -> Boolean.class;
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER -> Integer.class;
      case Types.BIGINT -> Long.class;
      case Types.REAL -> Float.class;
      case Types.FLOAT, Types.DOUBLE -> Double.class;
      case Types.DECIMAL, Types.NUMERIC -> BigDecimal.class;
      case Types.DATE -> Date.class;
      case Types.TIME -> Time.class;
      case Types.TIMESTAMP -> Timestamp.class;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> byte[].class;
      case Types.ARRAY -> List.class;
      case Types.CHAR, Types.VARCHAR, Types.OTHER -> String.class;
      default -> Object.class;
    };
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrapped.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return Wrapped.isWrapper(this, type);
  }
}
