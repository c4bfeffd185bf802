package io.travertine.calcite.type;

import io.travertine.persist.data.ColumnType;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The type of a stored column: what SQL calls it, and what it is in a shard.
 *
 * <p>TIME and TIMESTAMP hold milliseconds whatever precision was asked for; FLOAT is DOUBLE;
 * VARCHAR and VARBINARY without a length are unbounded.
 *
 * @param name one of BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, CHAR,
 *     VARCHAR, DATE, TIME, TIMESTAMP, VARBINARY
 * @param precision digits of a DECIMAL, characters of CHAR and VARCHAR, bytes of VARBINARY; {@link
 *     #UNBOUNDED} where there is no limit
 * @param scale digits behind the point of a DECIMAL, otherwise 0
 */
public record SqlType(SqlTypeName name, int precision, int scale) {

  /** The precision of a VARCHAR or VARBINARY without a limit, and of types that have none. */
  public static final int UNBOUNDED = RelDataType.PRECISION_NOT_SPECIFIED;

  /**
   * The storable form of a type that Calcite derived.
   *
   * @throws SqlFailure 0A000 for a type that no column can have
   */
  public static SqlType of(RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    return switch (name) {
      case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE ->
          new SqlType(name, UNBOUNDED, 0);
      case FLOAT -> new SqlType(SqlTypeName.DOUBLE, UNBOUNDED, 0);
      case TIME, TIMESTAMP -> new SqlType(name, TravertineTypeSystem.MAX_SECOND_FRACTION, 0);
      case DECIMAL -> decimal(type.getPrecision(), type.getScale());
      case CHAR -> new SqlType(name, Math.max(1, type.getPrecision()), 0);
      case VARCHAR, VARBINARY ->
          new SqlType(name, type.getPrecision() < 0 ? UNBOUNDED : type.getPrecision(), 0);
      default ->
          throw SqlFailure.unsupported(
              "no column can have the type "
                  + type
                  + ": use BOOLEAN, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, CHAR, VARCHAR, DATE, TIME, TIMESTAMP or VARBINARY");
    };
  }

  private static SqlType decimal(int precision, int scale) {
    if (precision < 1
        || precision > TravertineTypeSystem.MAX_DECIMAL_PRECISION
        || scale < 0
        || scale > precision) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "DECIMAL("
              + precision
              + ", "
              + scale
              + ") is out of range: 1 to 38 digits, of which 0 to all behind the point");
    }
    return new SqlType(SqlTypeName.DECIMAL, precision, scale);
  }

  /**
   * The type that {@link #toString} printed.
   *
   * @throws IllegalArgumentException if {@code text} is no such print
   */
  public static SqlType parse(String text) {
    int open = text.indexOf('(');
    SqlTypeName name = SqlTypeName.valueOf(open < 0 ? text : text.substring(0, open));
    if (open < 0) {
      int precision =
          name == SqlTypeName.TIME || name == SqlTypeName.TIMESTAMP
              ? TravertineTypeSystem.MAX_SECOND_FRACTION
              : UNBOUNDED;
      return new SqlType(name, precision, 0);
    }
    String[] numbers = text.substring(open + 1, text.length() - 1).split(",", -1);
    return new SqlType(
        name,
        Integer.parseInt(numbers[0].trim()),
        numbers.length > 1 ? Integer.parseInt(numbers[1].trim()) : 0);
  }

  /** What a value of this type is in a shard. */
  public ColumnType columnType() {
    return switch (name) {
      case BOOLEAN -> ColumnType.BOOLEAN;
      case TINYINT, SMALLINT -> ColumnType.INT16;
      case INTEGER -> ColumnType.INT32;
      case BIGINT -> ColumnType.INT64;
      case REAL -> ColumnType.FLOAT32;
      case DOUBLE -> ColumnType.FLOAT64;
      case DECIMAL -> ColumnType.decimal(precision, scale);
      case CHAR, VARCHAR -> ColumnType.STRING;
      case DATE -> ColumnType.DATE;
      case TIME -> ColumnType.TIME;
      case TIMESTAMP -> ColumnType.TIMESTAMP;
      case VARBINARY -> ColumnType.BYTES;
      default -> throw new IllegalStateException("not a stored type: " + name);
    };
  }

  /** Calcite's type, nullable or not. */
  public RelDataType relType(RelDataTypeFactory factory, boolean nullable) {
    RelDataType bare =
        switch (name) {
          case DECIMAL -> factory.createSqlType(name, precision, scale);
          case CHAR, TIME, TIMESTAMP -> factory.createSqlType(name, precision);
          case VARCHAR, VARBINARY ->
              precision == UNBOUNDED
                  ? factory.createSqlType(name)
                  : factory.createSqlType(name, precision);
          default -> factory.createSqlType(name);
        };
    return factory.createTypeWithNullability(bare, nullable);
  }

  /** The name alone, as {@code DatabaseMetaData} shows it. */
  public String typeName() {
    return name.getName().toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return switch (name) {
      case DECIMAL -> "DECIMAL(" + precision + ", " + scale + ")";
      case CHAR, VARCHAR, VARBINARY ->
          precision == UNBOUNDED ? name.name() : name.name() + "(" + precision + ")";
      default -> name.name();
    };
  }
}
