package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.parse.ColumnSpec;
import io.travertine.calcite.parse.CreateTable;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The columns of a table made by CREATE TABLE AS: names and types of the query's, except where the
 * statement gives others. They take NULL, whatever the query's columns do.
 */
final class QueriedColumns {

  private final CreateTable create;
  private final TableElements elements;

  QueriedColumns(CreateTable create, TableElements elements) {
    this.create = create;
    this.elements = elements;
  }

  /**
   * The columns.
   *
   * @param row the rows of the query
   * @throws SqlFailure 42P16 if they do not go together, 0A000 for a type that no column can have
   */
  List<ColumnDefinition> of(RelDataType row) {
    List<ColumnSpec> specs = create.columns();
    if (!specs.isEmpty() && specs.size() != row.getFieldCount()) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "table "
              + create.name()
              + " names "
              + specs.size()
              + " column(s) and its query has "
              + row.getFieldCount());
    }
    List<ColumnDefinition> columns = new ArrayList<>();
    for (RelDataTypeField field : row.getFieldList()) {
      int id = columns.size();
      if (specs.isEmpty()) {
        columns.add(new ColumnDefinition(id, field.getName(), type(field), true));
      } else if (specs.get(id).type().isPresent()) {
        columns.add(elements.column(specs.get(id), id));
      } else {
        columns.add(new ColumnDefinition(id, specs.get(id).name().getSimple(), type(field), true));
      }
    }
    return columns;
  }

  private static SqlType type(RelDataTypeField field) {
    if (field.getType().getSqlTypeName() == SqlTypeName.NULL) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "column \"" + field.getName() + "\" is NULL and of no type: CAST it to one");
    }
    return SqlType.of(field.getType());
  }
}
