package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.SchemaDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.catalog.ViewDefinition;
import io.travertine.calcite.parse.SqlSyntaxException;
import io.travertine.calcite.parse.TimedName;
import io.travertine.calcite.plan.system.SystemSchemas;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.Instants;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** What Calcite's validator has against a statement, as failures that say what to do about it. */
final class PlanFailures {

  /** What a column of rows that are given is called by before its name; nobody wrote that. */
  private static final String GIVEN = NameSpace.GIVEN + ".";

  private static final Pattern OBJECT =
      Pattern.compile("(?s)(?:Object|Table) '([^']*)' not found.*");
  private static final Pattern WITHIN =
      Pattern.compile("(?s)Object '([^']*)' not found within '([^']*)'.*");
  private static final Pattern COLUMN =
      Pattern.compile(
          "(?s)(?:Column|Unknown field|Unknown target column) '([^']*)'.*?(?:not found.*)?");
  private static final Pattern COLUMN_IN =
      Pattern.compile("(?s)Column '([^']*)' not found in table '([^']*)'.*");
  private static final Pattern NO_DEFAULT =
      Pattern.compile("(?s)Column '([^']*)' has no default value and does not allow NULLs.*");
  private static final Pattern AMBIGUOUS = Pattern.compile("(?s)Column '([^']*)' is ambiguous.*");
  private static final Pattern FUNCTION =
      Pattern.compile("(?s)No match found for function signature (.*)");

  private static final Pattern GIVEN_IN_GROUPS =
      Pattern.compile(
          "(?s)Expression '" + Pattern.quote(GIVEN) + "([^']*)' is not being grouped.*");

  private final Catalogs catalogs;
  private final IntFunction<Catalog> bySlot;
  private final String defaultSchema;
  private final List<Dependency> tables;

  /**
   * @param tables the tables that the statement was found to use so far
   */
  PlanFailures(
      Catalogs catalogs,
      IntFunction<Catalog> bySlot,
      String defaultSchema,
      List<Dependency> tables) {
    this.catalogs = catalogs;
    this.bySlot = bySlot;
    this.defaultSchema = defaultSchema;
    this.tables = tables;
  }

  /** The failure that a syntax error is. */
  static SqlFailure of(SqlSyntaxException error) {
    boolean complex = error.sqlState().equals(SqlSyntaxException.TOO_COMPLEX);
    return new SqlFailure(
        complex ? SqlState.TOO_COMPLEX : SqlState.SYNTAX,
        String.valueOf(error.getMessage()),
        error);
  }

  /** The failure that an error of the validator is. */
  SqlFailure of(CalciteContextException error, SqlNode statement) {
    if (error.getCause() instanceof SqlFailure failure) {
      return failure;
    }
    String text =
        error.getCause() == null
            ? String.valueOf(error.getMessage())
            : String.valueOf(error.getCause().getMessage());
    String place =
        error.getPosLine() > 0
            ? " (line " + error.getPosLine() + ", column " + error.getPosColumn() + ")"
            : "";
    Matcher givenInGroups = GIVEN_IN_GROUPS.matcher(text);
    if (givenInGroups.matches()) {
      return new SqlFailure(
          SqlState.UNSUPPORTED,
          "a sub-query that aggregates cannot have "
              + givenInGroups.group(1)
              + " of the row around it beside its aggregates: write it outside of the sub-query"
              + place,
          error);
    }
    return classified(text.replace(GIVEN, ""), place, statement, error);
  }

  private SqlFailure classified(String text, String place, SqlNode statement, Throwable cause) {
    Matcher within = WITHIN.matcher(text);
    if (within.matches()) {
      return missing(List.of(within.group(2), within.group(1)), place, cause);
    }
    Matcher object = OBJECT.matcher(text);
    if (object.matches()) {
      if (isSchema(object.group(1), statement)) {
        return missingSchema(catalogs.present(), object.group(1), place, cause);
      }
      return missing(List.of(object.group(1)), place, cause);
    }
    Matcher noDefault = NO_DEFAULT.matcher(text);
    if (noDefault.matches()) {
      return new SqlFailure(
          SqlState.NOT_NULL_VIOLATION,
          "column \""
              + noDefault.group(1)
              + "\" does not take NULL and has no default: give it a value"
              + place,
          cause);
    }
    Matcher ambiguous = AMBIGUOUS.matcher(text);
    if (ambiguous.matches()) {
      return new SqlFailure(
          SqlState.AMBIGUOUS_COLUMN,
          "column \""
              + ambiguous.group(1)
              + "\" is in several tables: write the table's name before it"
              + place,
          cause);
    }
    Matcher columnIn = COLUMN_IN.matcher(text);
    if (columnIn.matches()) {
      return unknownColumn(
          columnIn.group(1), " in table \"" + columnIn.group(2) + "\"", place, cause);
    }
    Matcher column = COLUMN.matcher(text);
    if (column.matches()) {
      return unknownColumn(column.group(1), "", place, cause);
    }
    Matcher function = FUNCTION.matcher(text);
    if (function.matches()) {
      return new SqlFailure(
          SqlState.UNDEFINED_FUNCTION,
          "no function " + function.group(1) + " takes these arguments" + place,
          cause);
    }
    return new SqlFailure(state(text), text.strip() + place, cause);
  }

  /** Whether {@code name} is only ever written before a point. */
  private static boolean isSchema(String name, SqlNode statement) {
    boolean[] seen = new boolean[2];
    statement.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          @SuppressWarnings("NullAway") // Void
          public Void visit(SqlIdentifier identifier) {
            if (identifier.names.get(0).equalsIgnoreCase(name)) {
              seen[identifier.isSimple() ? 0 : 1] = true;
            }
            return null;
          }
        });
    return seen[1] && !seen[0];
  }

  private static SqlState state(String text) {
    if (text.contains("Cannot apply")
        || text.contains("not assignable")
        || text.contains("Cast function cannot convert")
        || text.contains("Type mismatch")
        || text.contains("not compatible")) {
      return SqlState.DATATYPE_MISMATCH;
    }
    if (text.contains("Number of INSERT target columns")) {
      return SqlState.SYNTAX;
    }
    if (text.startsWith("Illegal") && text.contains("literal")) {
      return SqlState.BAD_DATETIME;
    }
    if (text.startsWith("Numeric literal") && text.contains("out of range")) {
      return SqlState.NUMERIC_OUT_OF_RANGE;
    }
    if (text.contains("Illegal use of dynamic parameter")) {
      return SqlState.INDETERMINATE_TYPE;
    }
    return SqlState.SEMANTICS;
  }

  private SqlFailure unknownColumn(String column, String where, String place, Throwable cause) {
    List<String> names = new ArrayList<>();
    tables.forEach(used -> used.columns().forEach(defined -> names.add(defined.name())));
    String hint =
        Suggestions.nearest(column, names)
            .map(near -> ": did you mean \"" + near + "\"?")
            .orElse(
                names.isEmpty() || names.size() > 30
                    ? ""
                    : ": there are " + String.join(", ", names));
    return new SqlFailure(
        SqlState.UNDEFINED_COLUMN,
        "column \"" + column + "\" does not exist" + where + hint + place,
        cause);
  }

  private SqlFailure missing(List<String> path, String place, Throwable cause) {
    Optional<TimedName> timed =
        path.size() > 1 ? TimedName.of(path) : TimedName.of(List.of(path.get(0), ""));
    int slot = timed.map(TimedName::slot).orElse(ReadTimes.PRESENT);
    List<String> names = timed.map(TimedName::table).orElse(path);
    Catalog catalog = bySlot.apply(slot);
    if (names.size() > 1) {
      Optional<SchemaDefinition> schema = catalog.schema(names.get(0));
      return schema
          .map(found -> missingTable(found, names.get(1), slot, place, cause))
          .orElseGet(() -> missingSchema(catalog, names.get(0), place, cause));
    }
    String name = names.get(0);
    return catalog
        .schema(defaultSchema)
        .map(schema -> missingTable(schema, name, slot, place, cause))
        .orElseGet(() -> missingSchema(catalog, defaultSchema, place, cause));
  }

  private SqlFailure missingTable(
      SchemaDefinition schema, String table, int slot, String place, Throwable cause) {
    Optional<Long> later =
        slot == ReadTimes.PRESENT ? Optional.empty() : createdAt(schema.name(), table);
    String hint =
        later
            .map(time -> " at that time: it was created at " + Instants.print(time))
            .orElseGet(() -> Suggestions.hint(table, schema.names()));
    return new SqlFailure(
        SqlState.UNDEFINED_TABLE,
        "table \"" + table + "\" does not exist in schema \"" + schema.name() + "\"" + hint + place,
        cause);
  }

  /** When the table or the view of the present was created. */
  private Optional<Long> createdAt(String schema, String name) {
    return catalogs
        .present()
        .table(schema, name)
        .map(TableDefinition::createdAt)
        .or(() -> catalogs.present().view(schema, name).map(ViewDefinition::createdAt));
  }

  private static SqlFailure missingSchema(
      Catalog catalog, String schema, String place, Throwable cause) {
    if (SystemSchemas.named(schema).isPresent()) {
      return new SqlFailure(
          SqlState.UNDEFINED_TABLE, "no such table in schema \"" + schema + "\"" + place, cause);
    }
    List<String> names = catalog.schemas().stream().map(SchemaDefinition::name).toList();
    return new SqlFailure(
        SqlState.UNDEFINED_SCHEMA,
        "schema \"" + schema + "\" does not exist" + Suggestions.hint(schema, names) + place,
        cause);
  }
}
