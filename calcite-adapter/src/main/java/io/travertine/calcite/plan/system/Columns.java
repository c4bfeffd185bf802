package io.travertine.calcite.plan.system;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.type.SqlTypeName;

/** Lists the columns of a system table. Not thread-safe. */
final class Columns {

  private final List<ColumnDefinition> columns = new ArrayList<>();

  Columns text(String... names) {
    for (String name : names) {
      add(name, SqlTypeName.VARCHAR, false);
    }
    return this;
  }

  Columns optionalText(String... names) {
    for (String name : names) {
      add(name, SqlTypeName.VARCHAR, true);
    }
    return this;
  }

  Columns integer(String... names) {
    for (String name : names) {
      add(name, SqlTypeName.INTEGER, false);
    }
    return this;
  }

  Columns optionalInteger(String... names) {
    for (String name : names) {
      add(name, SqlTypeName.INTEGER, true);
    }
    return this;
  }

  Columns bigint(String... names) {
    for (String name : names) {
      add(name, SqlTypeName.BIGINT, false);
    }
    return this;
  }

  Columns timestamp(String... names) {
    for (String name : names) {
      columns.add(
          new ColumnDefinition(
              columns.size(),
              name,
              new SqlType(
                  SqlTypeName.TIMESTAMP,
                  io.travertine.calcite.type.TravertineTypeSystem.MAX_SECOND_FRACTION,
                  0),
              false));
    }
    return this;
  }

  private void add(String name, SqlTypeName type, boolean nullable) {
    columns.add(
        new ColumnDefinition(
            columns.size(), name, new SqlType(type, SqlType.UNBOUNDED, 0), nullable));
  }

  List<ColumnDefinition> list() {
    return List.copyOf(columns);
  }
}
