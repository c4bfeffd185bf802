package io.travertine.calcite.plan.system;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.Identity;
import io.travertine.calcite.type.SqlType;
import java.util.List;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code information_schema.columns}: the standard's columns, then JDBC's (JDBC 4.3,
 * {@code DatabaseMetaData.getColumns}).
 */
final class ColumnRows {

  static final List<ColumnDefinition> COLUMNS =
      new Columns()
          .optionalText("table_catalog")
          .text("table_schema", "table_name", "column_name")
          .integer("ordinal_position")
          .optionalText("column_default")
          .text("is_nullable", "data_type")
          .optionalInteger(
              "character_maximum_length",
              "character_octet_length",
              "numeric_precision",
              "numeric_precision_radix",
              "numeric_scale",
              "datetime_precision")
          .integer("data_type_code")
          .text("type_name", "full_type_name")
          .integer("column_size")
          .optionalInteger("decimal_digits", "num_prec_radix")
          .integer("nullable")
          .optionalInteger("char_octet_length")
          .text("is_autoincrement", "is_generatedcolumn")
          .optionalText("remarks")
          .text("is_identity")
          .optionalText("identity_generation", "identity_start", "identity_increment")
          .list();

  private static final int MILLIS_DIGITS = 3;

  private ColumnRows() {}

  static @Nullable Object[] row(String schema, String table, ColumnDefinition column, int ordinal) {
    SqlType type = column.type();
    SqlTypeName name = type.name();
    boolean text = SqlTypeName.CHAR_TYPES.contains(name);
    boolean binary = SqlTypeName.BINARY_TYPES.contains(name);
    boolean number = SqlTypeName.NUMERIC_TYPES.contains(name);
    boolean exact = SqlTypeName.EXACT_TYPES.contains(name);
    boolean fractional = name == SqlTypeName.TIME || name == SqlTypeName.TIMESTAMP;
    int size = size(type);
    @Nullable Integer scale = exact ? (Integer) type.scale() : null;
    return new @Nullable Object[] {
      null,
      schema,
      table,
      column.name(),
      ordinal,
      column.defaultSql().orElse(null),
      column.nullable() ? "YES" : "NO",
      type.typeName(),
      text || binary ? size : null,
      text || binary ? octets(size, text) : null,
      number ? size : null,
      number ? 10 : null,
      scale,
      fractional ? MILLIS_DIGITS : null,
      name.getJdbcOrdinal(),
      type.typeName(),
      type.toString(),
      size,
      fractional ? Integer.valueOf(MILLIS_DIGITS) : scale,
      number ? 10 : null,
      column.nullable() ? 1 : 0,
      text || binary ? octets(size, text) : null,
      column.identity().isPresent() ? "YES" : "NO",
      "NO",
      column.comment().orElse(null),
      column.identity().isPresent() ? "YES" : "NO",
      column.identity().map(ColumnRows::generation).orElse(null),
      column.identity().map(identity -> Long.toString(identity.start())).orElse(null),
      column.identity().map(identity -> Long.toString(identity.increment())).orElse(null)
    };
  }

  private static String generation(Identity identity) {
    return identity.generation().name().replace('_', ' ');
  }

  private static int octets(int size, boolean text) {
    return text && size > Integer.MAX_VALUE / 4 ? Integer.MAX_VALUE : text ? 4 * size : size;
  }

  /** COLUMN_SIZE: digits, characters, bytes. */
  private static int size(SqlType type) {
    return switch (type.name()) {
      case BOOLEAN -> 1;
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case INTEGER -> 10;
      case BIGINT -> 19;
      case REAL -> 7;
      case DOUBLE -> 15;
      case DATE -> 10;
      case TIME -> 12;
      case TIMESTAMP -> 23;
      default -> type.precision() == SqlType.UNBOUNDED ? Integer.MAX_VALUE : type.precision();
    };
  }
}
