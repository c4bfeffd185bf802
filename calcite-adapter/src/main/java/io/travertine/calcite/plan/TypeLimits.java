package io.travertine.calcite.plan;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.TravertineTypeSystem;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses types with sizes that Calcite would silently make others of. */
final class TypeLimits extends SqlBasicVisitor<@Nullable Void> {

  private static final int DIGITS = TravertineTypeSystem.MAX_DECIMAL_PRECISION;

  private TypeLimits() {}

  /**
   * Looks at every type that {@code statement} names.
   *
   * @throws SqlFailure 22023 if one cannot be
   */
  static void check(SqlNode statement) {
    statement.accept(new TypeLimits());
  }

  @Override
  public @Nullable Void visit(SqlDataTypeSpec type) {
    if (type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic
        && basic.getPrecision() != RelDataType.PRECISION_NOT_SPECIFIED) {
      check(basic);
    }
    return null;
  }

  private static void check(SqlBasicTypeNameSpec type) {
    int size = type.getPrecision();
    @Nullable SqlTypeName name =
        SqlTypeName.get(type.getTypeName().getSimple().toUpperCase(Locale.ROOT));
    if (name == SqlTypeName.DECIMAL) {
      int scale = Math.max(type.getScale(), 0);
      if (size < 1 || size > DIGITS || scale > size) {
        throw refused(
            "DECIMAL(%s, %s) cannot be: it has 1 to %s digits, 0 to all of them behind the point"
                .formatted(size, scale, DIGITS));
      }
    } else if (size < 1
        && (SqlTypeName.CHAR_TYPES.contains(name) || SqlTypeName.BINARY_TYPES.contains(name))) {
      throw refused("%s(%s) cannot be: its length is at least 1".formatted(name, size));
    }
  }

  private static SqlFailure refused(String message) {
    return new SqlFailure(SqlState.BAD_PARAMETER, message);
  }
}
