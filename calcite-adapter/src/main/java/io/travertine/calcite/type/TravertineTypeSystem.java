package io.travertine.calcite.type;

import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Precisions and rounding of our SQL: DECIMAL up to 38 digits rounding half up, times to the
 * millisecond (design §6).
 */
public final class TravertineTypeSystem extends RelDataTypeSystemImpl {

  public static final TravertineTypeSystem INSTANCE = new TravertineTypeSystem();

  /** The most digits of a DECIMAL. */
  public static final int MAX_DECIMAL_PRECISION = 38;

  /** The most digits behind the second in TIME and TIMESTAMP. */
  public static final int MAX_SECOND_FRACTION = 3;

  private static final int AVERAGE_SCALE = 6;

  private TravertineTypeSystem() {}

  @Override
  public int getMaxPrecision(SqlTypeName typeName) {
    return switch (typeName) {
      case DECIMAL -> MAX_DECIMAL_PRECISION;
      case TIME, TIMESTAMP -> MAX_SECOND_FRACTION;
      default -> super.getMaxPrecision(typeName);
    };
  }

  @Override
  public int getMaxScale(SqlTypeName typeName) {
    return typeName == SqlTypeName.DECIMAL ? MAX_DECIMAL_PRECISION : super.getMaxScale(typeName);
  }

  @Override
  public int getDefaultPrecision(SqlTypeName typeName) {
    return switch (typeName) {
      case DECIMAL -> MAX_DECIMAL_PRECISION;
      case TIME, TIMESTAMP -> MAX_SECOND_FRACTION;
      default -> super.getDefaultPrecision(typeName);
    };
  }

  /**
   * Sums have room: of small integers in BIGINT, of BIGINT and DECIMAL in 38 digits, of floating
   * numbers in DOUBLE.
   */
  @Override
  public RelDataType deriveSumType(RelDataTypeFactory types, RelDataType argument) {
    return switch (argument.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER -> nullableLike(argument, SqlTypeName.BIGINT, types);
      case BIGINT ->
          types.createTypeWithNullability(
              types.createSqlType(SqlTypeName.DECIMAL, MAX_DECIMAL_PRECISION, 0),
              argument.isNullable());
      case DECIMAL ->
          types.createTypeWithNullability(
              types.createSqlType(SqlTypeName.DECIMAL, MAX_DECIMAL_PRECISION, argument.getScale()),
              argument.isNullable());
      case REAL, FLOAT, DOUBLE -> nullableLike(argument, SqlTypeName.DOUBLE, types);
      default -> argument;
    };
  }

  /**
   * Averages keep what is behind the point: of DECIMAL in DECIMAL with at least {@value
   * #AVERAGE_SCALE} digits there, of others in DOUBLE.
   */
  @Override
  public RelDataType deriveAvgAggType(RelDataTypeFactory types, RelDataType argument) {
    return switch (argument.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, FLOAT, DOUBLE ->
          nullableLike(argument, SqlTypeName.DOUBLE, types);
      case DECIMAL ->
          types.createTypeWithNullability(
              types.createSqlType(
                  SqlTypeName.DECIMAL,
                  MAX_DECIMAL_PRECISION,
                  Math.max(AVERAGE_SCALE, argument.getScale())),
              argument.isNullable());
      default -> argument;
    };
  }

  private static RelDataType nullableLike(
      RelDataType argument, SqlTypeName name, RelDataTypeFactory types) {
    return types.createTypeWithNullability(types.createSqlType(name), argument.isNullable());
  }

  @Override
  public RoundingMode roundingMode() {
    return RoundingMode.HALF_UP;
  }

  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }
}
