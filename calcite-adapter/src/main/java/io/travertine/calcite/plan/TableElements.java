package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.Constraint;
import io.travertine.calcite.catalog.Identity;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Assignment;
import io.travertine.calcite.parse.ColumnSpec;
import io.travertine.calcite.parse.ConstraintSpec;
import io.travertine.calcite.parse.IdentitySpec;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.parse.SourceExpression;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.SqlType;
import io.travertine.calcite.type.Store;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Columns and constraints as CREATE TABLE and ALTER TABLE describe them. For one statement. */
final class TableElements {

  private final ParsedStatement statement;
  private final StatementPlanner planner;
  private final TravertineTypeFactory types;
  private final Catalogs catalogs;
  private final SessionState session;

  TableElements(
      ParsedStatement statement,
      StatementPlanner planner,
      TravertineTypeFactory types,
      Catalogs catalogs,
      SessionState session) {
    this.statement = statement;
    this.planner = planner;
    this.types = types;
    this.catalogs = catalogs;
    this.session = session;
  }

  /**
   * A column.
   *
   * @throws SqlFailure 0A000 for what is not offered, 42P16, 42804 or of class 22 for what makes no
   *     sense
   */
  ColumnDefinition column(ColumnSpec spec, int id) {
    String name = spec.name().getSimple();
    if (spec.generated().isPresent()) {
      throw SqlFailure.unsupported(
          "column \"" + name + "\": computed columns are not offered: use a view");
    }
    SqlType type =
        type(
            name,
            spec.type()
                .orElseThrow(
                    () ->
                        new SqlFailure(
                            SqlState.INVALID_DEFINITION, "column \"" + name + "\" needs a type")));
    boolean nullable = !Boolean.FALSE.equals(spec.type().get().getNullable());
    ColumnDefinition column = new ColumnDefinition(id, name, type, nullable);
    if (spec.defaultValue().isPresent()) {
      column = column.withDefaultSql(Optional.of(defaultSql(spec.defaultValue().get(), column)));
    }
    if (spec.identity().isPresent()) {
      column = numbered(column, spec, spec.identity().get());
    }
    return column;
  }

  private SqlType type(String column, org.apache.calcite.sql.SqlDataTypeSpec type) {
    try {
      return SqlType.of(
          type.deriveType(
              new TravertineValidator(SqlStdOperatorTable.instance(), nothing(), types)));
    } catch (CalciteException e) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "column \""
              + column
              + "\": "
              + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    }
  }

  /** Column types name nothing but types. */
  private CalciteCatalogReader nothing() {
    return new CalciteCatalogReader(
        CalciteSchema.createRootSchema(false, false),
        List.of(),
        types,
        CalciteConnectionConfig.DEFAULT);
  }

  /**
   * The text of a default that {@code column} can take.
   *
   * @throws SqlFailure if it cannot, or the expression is none that has a value by itself
   */
  String defaultSql(SourceExpression value, ColumnDefinition column) {
    requireConstant(value.expression(), column.name());
    Optional<SqlLiterals.Literal> literal = SqlLiterals.of(value.expression());
    SqlTypeName type =
        literal
            .map(SqlLiterals.Literal::type)
            .orElseGet(() -> typeOf(SqlCopy.of(value.expression())));
    if (!Assignment.isPossible(type, column.type().name())) {
      throw new SqlFailure(
          SqlState.DATATYPE_MISMATCH,
          "column \""
              + column.name()
              + "\" is of type "
              + column.type()
              + " and its default of type "
              + type
              + ": use a CAST");
    }
    literal.ifPresent(
        given ->
            Store.value(
                Assignment.convert(given.value(), given.type(), column.type()),
                column.type(),
                true,
                column.name()));
    return statement.textOf(value.range());
  }

  /**
   * The value of a default now, as {@code column} stores it; empty for NULL.
   *
   * @throws SqlFailure of class 22 if it has none, or the column does not take it
   */
  Optional<Object> valueOf(SqlNode expression, ColumnDefinition column) {
    return planner.constant(expression, column, catalogs, session);
  }

  private SqlTypeName typeOf(SqlNode expression) {
    return planner
        .expressions(List.of(expression), catalogs, session)
        .fields()
        .get(0)
        .getSqlTypeName();
  }

  private static void requireConstant(SqlNode expression, String column) {
    expression.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY)) {
              throw SqlFailure.unsupported(
                  "the default of column \"" + column + "\" cannot be a query");
            }
            return super.visit(call);
          }

          @Override
          public @Nullable Void visit(SqlDynamicParam parameter) {
            throw new SqlFailure(
                SqlState.INVALID_DEFINITION,
                "the default of column \"" + column + "\" cannot be a parameter: write it out");
          }
        });
  }

  private static ColumnDefinition numbered(
      ColumnDefinition column, ColumnSpec spec, IdentitySpec identity) {
    SqlTypeName type = column.type().name();
    if (!SqlTypeName.INT_TYPES.contains(type)) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "identity column \""
              + column.name()
              + "\" is of type "
              + column.type()
              + ": use SMALLINT, INTEGER or BIGINT");
    }
    if (column.defaultSql().isPresent()
        || Boolean.TRUE.equals(spec.type().orElseThrow().getNullable())) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "identity column \"" + column.name() + "\" has numbers: no DEFAULT and no NULL");
    }
    long increment = number(identity.increment(), 1);
    if (increment == 0) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "identity column \"" + column.name() + "\": INCREMENT BY 0 does not count");
    }
    Identity.Generation generation =
        identity.isAlways() ? Identity.Generation.ALWAYS : Identity.Generation.BY_DEFAULT;
    return column
        .withNullable(false)
        .withIdentity(
            Optional.of(new Identity(generation, number(identity.start(), 1), increment)));
  }

  private static long number(Optional<SqlNode> literal, long otherwise) {
    try {
      return literal
          .flatMap(SqlLiterals::of)
          .map(found -> ((BigDecimal) java.util.Objects.requireNonNull(found.value())))
          .map(BigDecimal::longValueExact)
          .orElse(otherwise);
    } catch (ArithmeticException e) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION, "the numbers of an identity are whole and of 64 bits", e);
    }
  }

  /**
   * {@code table} with one more constraint.
   *
   * @throws SqlFailure 0A000 for what is not offered, 42703, 42701, 42710, 42P16 for what makes no
   *     sense
   */
  TableDefinition constrained(TableDefinition table, ConstraintSpec spec) {
    List<Integer> ids = new ArrayList<>();
    for (SqlNode column : spec.columns()) {
      int id = idOf((SqlIdentifier) column, table);
      if (ids.contains(id)) {
        throw new SqlFailure(
            SqlState.DUPLICATE_COLUMN, "column " + column + " is twice in one key");
      }
      ids.add(id);
    }
    return switch (spec.demand()) {
      case PRIMARY_KEY -> {
        if (table.primaryKey().isPresent()) {
          throw new SqlFailure(
              SqlState.INVALID_DEFINITION,
              "table \"" + table.name() + "\" has a primary key already");
        }
        String name = nameOf(spec, table, table.name() + "_pkey");
        yield with(notNull(table, ids), new Constraint.PrimaryKey(name, ids));
      }
      case UNIQUE -> {
        String name = nameOf(spec, table, table.name() + "_" + names(ids, table) + "_key");
        yield with(table, new Constraint.Unique(name, ids));
      }
      case CHECK -> {
        String middle = ids.isEmpty() ? "" : "_" + names(ids, table);
        String name = nameOf(spec, table, table.name() + middle + "_check");
        TableDefinition checked = with(table, check(name, spec.condition().orElseThrow()));
        planner.rules(catalogs, session).checks(checked);
        yield checked;
      }
      case FOREIGN_KEY ->
          throw SqlFailure.unsupported(
              "foreign keys are not offered: leave it out, and let the application or a query of"
                  + " the rows without a partner see to it");
    };
  }

  private Constraint check(String name, SourceExpression condition) {
    condition
        .expression()
        .accept(
            new SqlBasicVisitor<@Nullable Void>() {
              @Override
              public @Nullable Void visit(SqlCall call) {
                if (call.isA(SqlKind.QUERY)) {
                  throw SqlFailure.unsupported("CHECK looks at one row and cannot hold a query");
                }
                return super.visit(call);
              }
            });
    return new Constraint.Check(name, statement.textOf(condition.range()));
  }

  private static int idOf(SqlIdentifier column, TableDefinition table) {
    OptionalInt position = table.indexOf(column.getSimple());
    if (position.isEmpty()) {
      List<String> known = table.columns().stream().map(ColumnDefinition::name).toList();
      throw new SqlFailure(
          SqlState.UNDEFINED_COLUMN,
          "column \""
              + column.getSimple()
              + "\" does not exist in table \""
              + table.name()
              + "\""
              + Suggestions.hint(column.getSimple(), known));
    }
    return table.columns().get(position.getAsInt()).id();
  }

  private static TableDefinition notNull(TableDefinition table, List<Integer> ids) {
    TableDefinition next = table;
    for (ColumnDefinition column : table.columns()) {
      if (ids.contains(column.id())) {
        next = next.withColumn(column.withNullable(false));
      }
    }
    return next;
  }

  private static TableDefinition with(TableDefinition table, Constraint constraint) {
    List<Constraint> constraints = new ArrayList<>(table.constraints());
    constraints.add(constraint);
    return table.withConstraints(constraints);
  }

  private static String names(List<Integer> ids, TableDefinition table) {
    List<String> names = new ArrayList<>();
    for (int id : ids) {
      names.add(table.columns().get(table.positionOf(id).orElseThrow()).name());
    }
    return String.join("_", names).toLowerCase(Locale.ROOT);
  }

  private static String nameOf(ConstraintSpec spec, TableDefinition table, String otherwise) {
    if (spec.name().isPresent()) {
      String name = spec.name().get().getSimple();
      if (table.constraint(name).isPresent()) {
        throw new SqlFailure(
            SqlState.DUPLICATE_OBJECT,
            "table \"" + table.name() + "\" has a constraint \"" + name + "\" already");
      }
      return name;
    }
    String name = otherwise;
    for (int i = 1; table.constraint(name).isPresent(); i++) {
      name = otherwise + i;
    }
    return name;
  }
}
