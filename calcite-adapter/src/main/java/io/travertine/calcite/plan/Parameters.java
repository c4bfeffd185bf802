package io.travertine.calcite.plan;

import io.travertine.calcite.type.Bind;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** The {@code ?}s of a statement, in the order of its text. */
public final class Parameters {

  /** No parameters. */
  public static final Parameters NONE = new Parameters(List.of());

  private final List<RelDataType> types;

  private Parameters(List<RelDataType> types) {
    this.types = types;
  }

  /**
   * @param count how many there are
   * @param known the types that were found for some; a time after AS OF takes any
   */
  static Parameters of(int count, Map<Integer, RelDataType> known, RelDataTypeFactory factory) {
    RelDataType any = factory.createSqlType(SqlTypeName.ANY);
    return count == 0
        ? NONE
        : new Parameters(
            IntStream.range(0, count).mapToObj(index -> known.getOrDefault(index, any)).toList());
  }

  public int count() {
    return types.size();
  }

  /** What JDBC is told of them. */
  public List<AvaticaParameter> describe() {
    return IntStream.range(0, count())
        .mapToObj(index -> ResultColumns.parameter(index, types.get(index)))
        .toList();
  }

  /**
   * The values in the representation that generated code computes with.
   *
   * @param values what JDBC's setters brought
   * @throws SqlFailure 42601 if there are too few or too many, or what {@link Bind#parameter}
   *     throws
   */
  public List<@Nullable Object> bind(@Nullable Object[] values, ZoneId zone) {
    if (values.length != types.size()) {
      throw new SqlFailure(
          SqlState.SYNTAX,
          "the statement has " + types.size() + " parameter(s) and was given " + values.length);
    }
    if (values.length == 0) {
      return List.of();
    }
    List<@Nullable Object> bound = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      RelDataType type = types.get(i);
      bound.add(padded(Bind.parameter(values[i], type.getSqlTypeName(), zone), type));
    }
    return Collections.unmodifiableList(bound);
  }

  /** CHAR values have their full length, as those of the column they are compared with. */
  private static @Nullable Object padded(@Nullable Object value, RelDataType type) {
    if (type.getSqlTypeName() == SqlTypeName.CHAR
        && value instanceof String text
        && text.length() < type.getPrecision()) {
      char[] blanks = new char[type.getPrecision() - text.length()];
      Arrays.fill(blanks, ' ');
      return text + new String(blanks);
    }
    return value;
  }
}
