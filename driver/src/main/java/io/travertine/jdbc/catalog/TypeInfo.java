package io.travertine.jdbc.catalog;

import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL types a column may have, and what JDBC wants to know of each. */
public enum TypeInfo {
  BOOLEAN("BOOLEAN", Types.BOOLEAN, 1, "", "", "", 0, 0),
  SMALLINT("SMALLINT", Types.SMALLINT, 5, "", "", "", 0, 10),
  INTEGER("INTEGER", Types.INTEGER, 10, "", "", "", 0, 10),
  BIGINT("BIGINT", Types.BIGINT, 19, "", "", "", 0, 10),
  REAL("REAL", Types.REAL, 7, "", "", "", 0, 10),
  DOUBLE("DOUBLE", Types.DOUBLE, 15, "", "", "", 0, 10),
  FLOAT("FLOAT", Types.FLOAT, 15, "", "", "", 0, 10),
  DECIMAL("DECIMAL", Types.DECIMAL, 38, "", "", "precision,scale", 38, 10),
  CHAR("CHAR", Types.CHAR, 65536, "'", "'", "length", 0, 0),
  VARCHAR("VARCHAR", Types.VARCHAR, Integer.MAX_VALUE, "'", "'", "length", 0, 0),
  DATE("DATE", Types.DATE, 10, "DATE '", "'", "", 0, 0),
  TIME("TIME", Types.TIME, 12, "TIME '", "'", "", 3, 0),
  TIMESTAMP("TIMESTAMP", Types.TIMESTAMP, 23, "TIMESTAMP '", "'", "", 3, 0),
  VARBINARY("VARBINARY", Types.VARBINARY, Integer.MAX_VALUE, "X'", "'", "length", 0, 0),
  BINARY("BINARY", Types.BINARY, 65536, "X'", "'", "length", 0, 0);

  private final String sqlName;
  private final int jdbcType;
  private final int precision;
  private final String prefix;
  private final String suffix;
  private final String parameters;
  private final int scaleMost;
  private final int radix;

  TypeInfo(
      String sqlName,
      int jdbcType,
      int precision,
      String prefix,
      String suffix,
      String parameters,
      int scaleMost,
      int radix) {
    this.sqlName = sqlName;
    this.jdbcType = jdbcType;
    this.precision = precision;
    this.prefix = prefix;
    this.suffix = suffix;
    this.parameters = parameters;
    this.scaleMost = scaleMost;
    this.radix = radix;
  }

  private boolean isText() {
    return this == CHAR || this == VARCHAR;
  }

  /** {@link Shape#TYPE_INFO}, ordered by JDBC type as JDBC wants it. */
  public static List<Object> rows() {
    return Arrays.stream(values())
        .sorted(Comparator.comparingInt(type -> type.jdbcType))
        .<Object>map(TypeInfo::row)
        .toList();
  }

  private @Nullable Object[] row() {
    return new @Nullable Object[] {
      sqlName,
      jdbcType,
      precision,
      orNull(prefix),
      orNull(suffix),
      orNull(parameters),
      (short) DatabaseMetaData.typeNullable,
      isText(),
      (short) DatabaseMetaData.typeSearchable,
      radix == 0,
      false,
      false,
      sqlName,
      (short) 0,
      (short) scaleMost,
      null,
      null,
      radix == 0 ? null : radix
    };
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
