package io.travertine.calcite.plan;

import io.travertine.calcite.type.Bind;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** The {@code ?}s of a statement, in the order of its text. */
public final class Parameters {

  /**
   * Where parameters stand that are more than values to compute with.
   *
   * @param rowCounts those after LIMIT, FETCH or OFFSET
   * @param assigned those that become a column's value as they are; a column of whole numbers
   *     rounds what it takes
   */
  record Places(Set<Integer> rowCounts, Set<Integer> assigned) {

    static final Places NONE = new Places(Set.of(), Set.of());

    Places {
      rowCounts = Set.copyOf(rowCounts);
      assigned = Set.copyOf(assigned);
    }
  }

  /** No parameters. */
  public static final Parameters NONE = new Parameters(List.of(), Places.NONE);

  /** One of them, looked at closely once rather than with every value. */
  private record Place(
      RelDataType type, SqlTypeName name, boolean isRowCount, boolean isCompared) {}

  private final List<RelDataType> types;
  private final Place[] places;
  private final List<AvaticaParameter> described;

  private Parameters(List<RelDataType> types, Places places) {
    this.types = types;
    this.places =
        IntStream.range(0, types.size())
            .mapToObj(
                i ->
                    new Place(
                        types.get(i),
                        types.get(i).getSqlTypeName(),
                        places.rowCounts().contains(i),
                        !places.assigned().contains(i)))
            .toArray(Place[]::new);
    this.described =
        IntStream.range(0, types.size())
            .mapToObj(index -> ResultColumns.parameter(index, types.get(index)))
            .toList();
  }

  /**
   * @param count how many there are
   * @param known the types that were found for some; a time after AS OF takes any
   * @param places where some of them stand
   */
  static Parameters of(
      int count, Map<Integer, RelDataType> known, Places places, RelDataTypeFactory factory) {
    RelDataType any = factory.createSqlType(SqlTypeName.ANY);
    return count == 0
        ? NONE
        : new Parameters(
            IntStream.range(0, count).mapToObj(index -> known.getOrDefault(index, any)).toList(),
            places);
  }

  public int count() {
    return types.size();
  }

  /** What JDBC is told of them. */
  public List<AvaticaParameter> describe() {
    return described;
  }

  /**
   * The values in the representation that generated code computes with.
   *
   * @param values what JDBC's setters brought
   * @throws SqlFailure 42601 if there are too few or too many, 22023 for a number of rows that is
   *     none, or what {@link Bind#parameter} throws
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
      Place place = places[i];
      @Nullable Object value = Bind.parameter(values[i], place.name(), zone);
      if (place.isRowCount() && (value == null || ((Number) value).longValue() < 0)) {
        throw new SqlFailure(
            SqlState.BAD_PARAMETER,
            "parameter " + (i + 1) + " is " + value + ": LIMIT and OFFSET take 0 or more rows");
      }
      if (place.isCompared() && value != null) {
        requireUnrounded(Objects.requireNonNull(values[i]), i, place, zone);
      }
      bound.add(place.name() == SqlTypeName.CHAR ? padded(value, place.type()) : value);
    }
    return Collections.unmodifiableList(bound);
  }

  private static void requireUnrounded(Object given, int index, Place place, ZoneId zone) {
    if (SqlTypeName.INT_TYPES.contains(place.name())) {
      requireWhole(given, index, place.type());
    } else if (place.name() == SqlTypeName.DATE) {
      requireDay(given, index, zone);
    }
  }

  /** What is compared must not be rounded first. */
  private static void requireWhole(Object given, int index, RelDataType type) {
    boolean mayHaveFraction =
        given instanceof BigDecimal
            || given instanceof Double
            || given instanceof Float
            || given instanceof String;
    if (mayHaveFraction
        && new BigDecimal(given.toString().strip()).stripTrailingZeros().scale() > 0) {
      throw new SqlFailure(
          SqlState.NUMERIC_OUT_OF_RANGE,
          "parameter "
              + (index + 1)
              + " is "
              + given
              + ", but stands where a whole number of type "
              + type.getSqlTypeName()
              + " is expected: write CAST(? AS DECIMAL(38, 10)) or CAST(? AS DOUBLE)");
    }
  }

  private static void requireDay(Object given, int index, ZoneId zone) {
    if (Bind.hasTimeOfDay(given, zone)) {
      throw new SqlFailure(
          SqlState.BAD_DATETIME,
          "parameter "
              + (index + 1)
              + " is "
              + given
              + ", but stands where a DATE is expected: write CAST(? AS TIMESTAMP)");
    }
  }

  /** CHAR values have their full length, as those of the column they are compared with. */
  private static @Nullable Object padded(@Nullable Object value, RelDataType type) {
    if (value instanceof String text
        && text.codePointCount(0, text.length()) < type.getPrecision()) {
      return text + " ".repeat(type.getPrecision() - text.codePointCount(0, text.length()));
    }
    return value;
  }
}
