package io.travertine.calcite.type;

import java.math.RoundingMode;
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

  @Override
  public RoundingMode roundingMode() {
    return RoundingMode.HALF_UP;
  }

  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }
}
