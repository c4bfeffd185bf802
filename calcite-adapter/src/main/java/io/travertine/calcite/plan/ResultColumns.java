package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.SqlType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * What JDBC is told of a statement's columns and parameters (JDBC 4.3, ResultSetMetaData and
 * ParameterMetaData).
 */
public final class ResultColumns {

  private final JavaTypeFactory types;

  public ResultColumns(JavaTypeFactory types) {
    this.types = types;
  }

  /**
   * The columns of rows of {@code rowType}.
   *
   * @param origins for each field the column it is taken from, schema first; null if it is computed
   */
  List<ColumnMetaData> of(RelDataType rowType, List<? extends @Nullable List<String>> origins) {
    List<ColumnMetaData> columns = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      columns.add(column(field, columns.size(), origins.get(columns.size())));
    }
    return columns;
  }

  /** Some columns of a table. */
  public List<ColumnMetaData> of(TableDefinition table, int[] positions) {
    RelDataTypeFactory.Builder row = types.builder();
    List<List<String>> origins = new ArrayList<>();
    for (int position : positions) {
      ColumnDefinition column = table.columns().get(position);
      row.add(column.name(), column.type().relType(types, column.nullable()));
      origins.add(List.of(table.schema(), table.name(), column.name()));
    }
    return of(row.build(), origins);
  }

  private ColumnMetaData column(
      RelDataTypeField field, int ordinal, @Nullable List<String> origin) {
    RelDataType type = field.getType();
    SqlTypeName name = type.getSqlTypeName();
    ColumnMetaData.AvaticaType avatica =
        ColumnMetaData.scalar(
            jdbcType(name), typeName(name), ColumnMetaData.Rep.of(types.getJavaClass(type)));
    return new ColumnMetaData(
        ordinal,
        false,
        SqlTypeName.CHAR_TYPES.contains(name),
        true,
        false,
        type.isNullable() ? 1 : 0,
        SqlTypeName.NUMERIC_TYPES.contains(name),
        displaySize(type),
        field.getName(),
        part(origin, 0, field.getName()),
        part(origin, 2, ""),
        precision(type),
        Math.max(0, type.getScale() == RelDataType.SCALE_NOT_SPECIFIED ? 0 : type.getScale()),
        part(origin, 1, ""),
        "",
        avatica,
        true,
        false,
        false,
        avatica.columnClassName());
  }

  /** The name {@code fromEnd} places before the last one of {@code origin}. */
  private static String part(@Nullable List<String> origin, int fromEnd, String otherwise) {
    return origin == null || origin.size() <= fromEnd
        ? otherwise
        : origin.get(origin.size() - 1 - fromEnd);
  }

  /** The parameter at a {@code ?} of {@code type}. */
  static AvaticaParameter parameter(int index, RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    int jdbc = jdbcType(name);
    return new AvaticaParameter(
        SqlTypeName.NUMERIC_TYPES.contains(name),
        precision(type),
        Math.max(0, type.getScale() == RelDataType.SCALE_NOT_SPECIFIED ? 0 : type.getScale()),
        jdbc,
        typeName(name),
        name == SqlTypeName.ANY
            ? Object.class.getName()
            : SqlType.valueOf(jdbc).boxedClass().getName(),
        "?" + (index + 1));
  }

  private static int jdbcType(SqlTypeName name) {
    return name == SqlTypeName.ANY ? java.sql.Types.OTHER : name.getJdbcOrdinal();
  }

  private static String typeName(SqlTypeName name) {
    return name.getName();
  }

  /** Digits, characters or bytes, as {@code ResultSetMetaData.getPrecision} counts them. */
  private static int precision(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> 1;
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case INTEGER -> 10;
      case BIGINT -> 19;
      case REAL -> 7;
      case FLOAT, DOUBLE -> 15;
      case DATE -> 10;
      case TIME -> type.getPrecision() > 0 ? 9 + type.getPrecision() : 8;
      case TIMESTAMP -> type.getPrecision() > 0 ? 20 + type.getPrecision() : 19;
      case VARCHAR, VARBINARY -> type.getPrecision() < 0 ? Integer.MAX_VALUE : type.getPrecision();
      default -> Math.max(0, type.getPrecision());
    };
  }

  private static int displaySize(RelDataType type) {
    int precision = precision(type);
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> 5;
      case TINYINT, SMALLINT, INTEGER, BIGINT -> precision + 1;
      case DECIMAL -> precision + 2;
      case REAL -> 15;
      case FLOAT, DOUBLE -> 25;
      case BINARY, VARBINARY ->
          precision > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : 2 * precision;
      default -> precision;
    };
  }
}
