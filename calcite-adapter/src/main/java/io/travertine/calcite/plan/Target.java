package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.SchemaDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.plan.system.SystemSchemas;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** The table that a statement changes, and what its columns are called. */
record Target(TableDefinition table) {

  /**
   * The table called {@code name}.
   *
   * @throws SqlFailure 42P01, 42809 for a view, or 25006 if it cannot be written
   */
  static Target of(SqlIdentifier name, Catalogs catalogs, SessionState session) {
    List<String> names = name.names;
    String table = names.get(names.size() - 1);
    String schemaName = names.size() > 1 ? names.get(names.size() - 2) : session.schema();
    if (SystemSchemas.named(schemaName).isPresent()) {
      throw new SqlFailure(
          SqlState.READ_ONLY, "tables of schema \"" + schemaName + "\" cannot be written");
    }
    SchemaDefinition schema =
        catalogs
            .present()
            .schema(schemaName)
            .orElseThrow(
                () ->
                    new SqlFailure(
                        SqlState.UNDEFINED_TABLE,
                        "schema \"" + schemaName + "\" does not exist" + place(name)));
    if (schema.view(table).isPresent()) {
      throw new SqlFailure(
          SqlState.WRONG_OBJECT,
          "\"" + table + "\" is a view and cannot be changed: change its tables" + place(name));
    }
    return new Target(
        schema
            .table(table)
            .orElseThrow(
                () ->
                    new SqlFailure(
                        SqlState.UNDEFINED_TABLE,
                        "table \""
                            + table
                            + "\" does not exist in schema \""
                            + schema.name()
                            + "\""
                            + Suggestions.hint(table, schema.names())
                            + place(name))));
  }

  List<ColumnDefinition> columns() {
    return table.columns();
  }

  ColumnDefinition column(int position) {
    return table.columns().get(position);
  }

  Dependency dependency() {
    return new Dependency(ReadTimes.PRESENT, table);
  }

  /**
   * The positions in the table of the columns of {@code list}; of all columns if it is null.
   *
   * @throws SqlFailure 42703, 42701
   */
  int[] positions(@Nullable SqlNodeList list) {
    int width = columns().size();
    int[] positions = new int[list == null ? width : list.size()];
    boolean[] seen = new boolean[width];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = list == null ? i : position(list.get(i));
      if (seen[positions[i]]) {
        throw new SqlFailure(
            SqlState.DUPLICATE_COLUMN,
            "column \"" + column(positions[i]).name() + "\" is given twice");
      }
      seen[positions[i]] = true;
    }
    return positions;
  }

  private int position(SqlNode identifier) {
    List<String> names = ((SqlIdentifier) identifier).names;
    String name = names.get(names.size() - 1);
    List<String> known = columns().stream().map(ColumnDefinition::name).toList();
    return table
        .indexOf(name)
        .orElseThrow(
            () ->
                new SqlFailure(
                    SqlState.UNDEFINED_COLUMN,
                    "column \""
                        + name
                        + "\" does not exist in table \""
                        + table.name()
                        + "\""
                        + Suggestions.nearest(name, known)
                            .map(near -> ": did you mean \"" + near + "\"?")
                            .orElse(": there are " + String.join(", ", known))
                        + place(identifier)));
  }

  private static String place(SqlNode node) {
    SqlParserPos at = node.getParserPosition();
    return " (line " + at.getLineNum() + ", column " + at.getColumnNum() + ")";
  }
}
