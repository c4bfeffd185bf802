package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.ViewDefinition;
import io.travertine.calcite.plan.system.ViewColumns;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.Pasts;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlType;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;

/** Finds out the columns of views by validating them. Stateless and thread-safe. */
final class ViewShapes implements ViewColumns {

  /** For columns of types that no table can have. */
  private static final SqlType OTHER = new SqlType(SqlTypeName.VARCHAR, SqlType.UNBOUNDED, 0);

  private final TravertineTypeFactory types;
  private final Pasts pasts;

  ViewShapes(TravertineTypeFactory types, Pasts pasts) {
    this.types = types;
    this.pasts = pasts;
  }

  @Override
  public List<ColumnDefinition> of(ViewDefinition view, Catalog catalog) {
    RelDataType row =
        new Querying(types, new Catalogs(catalog, List.of(), pasts), view.searchSchema())
            .rowType(view);
    List<ColumnDefinition> columns = new ArrayList<>();
    for (RelDataTypeField field : row.getFieldList()) {
      columns.add(
          new ColumnDefinition(
              field.getIndex(),
              field.getName(),
              stored(field.getType()),
              field.getType().isNullable()));
    }
    return columns;
  }

  private static SqlType stored(RelDataType type) {
    try {
      return SqlType.of(type);
    } catch (SqlFailure e) {
      return OTHER;
    }
  }
}
