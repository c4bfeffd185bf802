package io.travertine.jdbc;

import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.apache.calcite.avatica.AvaticaParameter;

/** What the parameters of a statement are. Immutable. */
final class ParameterTypes implements ParameterMetaData {

  private final List<AvaticaParameter> parameters;

  ParameterTypes(List<AvaticaParameter> parameters) {
    this.parameters = parameters;
  }

  private AvaticaParameter parameter(int number) throws SQLException {
    if (number < 1 || number > parameters.size()) {
      throw Failures.of(
          States.BAD_INDEX, "there is no parameter " + number + ", only 1 to " + parameters.size());
    }
    return parameters.get(number - 1);
  }

  @Override
  public int getParameterCount() {
    return parameters.size();
  }

  @Override
  public int isNullable(int number) throws SQLException {
    parameter(number);
    return parameterNullableUnknown;
  }

  @Override
  public boolean isSigned(int number) throws SQLException {
    return switch (parameter(number).parameterType) {
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
  public int getPrecision(int number) throws SQLException {
    return Math.max(0, parameter(number).precision);
  }

  @Override
  public int getScale(int number) throws SQLException {
    return Math.max(0, parameter(number).scale);
  }

  @Override
  public int getParameterType(int number) throws SQLException {
    return parameter(number).parameterType;
  }

  @Override
  public String getParameterTypeName(int number) throws SQLException {
    return parameter(number).typeName;
  }

  @Override
  public String getParameterClassName(int number) throws SQLException {
    return ResultColumns.classOf(parameter(number).parameterType).getName();
  }

  @Override
  public int getParameterMode(int number) throws SQLException {
    parameter(number);
    return parameterModeIn;
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
