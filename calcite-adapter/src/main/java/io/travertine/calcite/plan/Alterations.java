package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.Constraint;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.parse.AlterAction;
import io.travertine.calcite.parse.AlterTable;
import io.travertine.calcite.parse.ConstraintSpec;
import io.travertine.calcite.parse.Sql;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.data.ValueText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** What ALTER TABLE makes of a table's definition. For one statement. */
final class Alterations {

  /** The one option of a table. */
  private static final String RETAIN_HISTORY = "retain_history";

  private static final String RECREATE = "drop the view first, and create it again afterwards";
  private static final String CASCADE = "use CASCADE to drop it, too";

  private final AlterTable alter;
  private final TableElements elements;
  private final Dependents dependents;
  private final Map<AlterAction.AddColumn, Optional<String>> initials = new IdentityHashMap<>();

  Alterations(AlterTable alter, TableElements elements, Dependents dependents) {
    this.alter = alter;
    this.elements = elements;
    this.dependents = dependents;
  }

  /**
   * The catalog in which {@code table} has become what the statement wants.
   *
   * @throws SqlFailure what speaks against it
   */
  Catalog apply(Catalog before, TableDefinition table) {
    Catalog catalog = before;
    TableDefinition now = table;
    for (AlterAction action : alter.actions()) {
      if (action instanceof AlterAction.RenameTable rename) {
        TableDefinition renamed = now.withName(newName(rename.to(), now));
        catalog = catalog.withoutTable(now.schema(), now.name()).withTable(renamed);
        catalog = dependents.unharmed(catalog, RECREATE);
        now = renamed;
        continue;
      }
      now = changed(now, action);
      catalog = catalog.withChanged(now);
      boolean cascades = action instanceof AlterAction.DropColumn drop && drop.cascade();
      catalog =
          cascades
              ? dependents.without(catalog)
              : dependents.unharmed(
                  catalog, action instanceof AlterAction.DropColumn ? CASCADE : RECREATE);
    }
    return catalog;
  }

  private static String newName(SqlIdentifier name, TableDefinition table) {
    if (name.names.size() > 2
        || name.names.size() == 2 && !name.names.get(0).equalsIgnoreCase(table.schema())) {
      throw SqlFailure.unsupported("a table cannot move to another schema: RENAME TO a plain name");
    }
    return name.names.get(name.names.size() - 1);
  }

  private TableDefinition changed(TableDefinition table, AlterAction action) {
    if (action instanceof AlterAction.AddColumn add) {
      return added(table, add);
    } else if (action instanceof AlterAction.DropColumn drop) {
      return dropped(table, drop);
    } else if (action instanceof AlterAction.RenameColumn rename) {
      return renamed(table, rename);
    } else if (action instanceof AlterAction.Default set) {
      return withDefault(table, set);
    } else if (action instanceof AlterAction.Nullability set) {
      return withNullability(table, set);
    } else if (action instanceof AlterAction.AddConstraint add) {
      return elements.constrained(table, add.constraint());
    } else if (action instanceof AlterAction.DropConstraint drop) {
      return withoutConstraint(table, drop);
    } else if (action instanceof AlterAction.Option option) {
      return withOption(table, option);
    }
    throw SqlFailure.unsupported(
        "the type of a column cannot be changed: ADD a column, UPDATE it from the old one, then"
            + " DROP that and RENAME");
  }

  // ---- columns

  /** {@code table} with the columns that are added, and without what is said of them. */
  TableDefinition withAddedColumns(TableDefinition table) {
    TableDefinition now = table;
    for (AlterAction action : alter.actions()) {
      if (action instanceof AlterAction.AddColumn add
          && now.indexOf(add.column().name().getSimple()).isEmpty()) {
        ColumnDefinition column = elements.column(add.column(), now.nextColumnId());
        now =
            now.with(
                column
                    .withNullable(true)
                    .withIdentity(Optional.empty())
                    .withInitial(initial(add, column)));
      }
    }
    return now;
  }

  private TableDefinition added(TableDefinition table, AlterAction.AddColumn add) {
    String name = add.column().name().getSimple();
    if (table.indexOf(name).isPresent()) {
      if (add.ifNotExists()) {
        return table;
      }
      throw new SqlFailure(
          SqlState.DUPLICATE_COLUMN,
          "table \"" + table.name() + "\" has a column \"" + name + "\" already");
    }
    if (add.column().identity().isPresent()) {
      throw SqlFailure.unsupported(
          "an identity column cannot be added: the rows that there are would need numbers");
    }
    ColumnDefinition column = elements.column(add.column(), table.nextColumnId());
    TableDefinition next = table.with(column.withInitial(initial(add, column)));
    for (ConstraintSpec constraint : add.constraints()) {
      next = elements.constrained(next, constraint);
    }
    return next;
  }

  /** What the column has in the rows that there are: computed once, for all of them. */
  private Optional<String> initial(AlterAction.AddColumn add, ColumnDefinition column) {
    if (add.column().defaultValue().isEmpty()) {
      return Optional.empty();
    }
    return initials.computeIfAbsent(
        add, same -> initial(add.column().defaultValue().get().expression(), column));
  }

  private Optional<String> initial(SqlNode value, ColumnDefinition column) {
    if (!Repeatable.is(value)) {
      throw SqlFailure.unsupported(
          "the DEFAULT of an added column has to be one value for all the rows that there are: ADD"
              + " the column, then SET DEFAULT and UPDATE");
    }
    return elements
        .valueOf(value, column)
        .map(stored -> ValueText.print(column.type().columnType(), stored));
  }

  /** Whether values are computed, which may be others later. */
  boolean computesDefaults() {
    return alter.actions().stream()
        .filter(AlterAction.AddColumn.class::isInstance)
        .flatMap(action -> ((AlterAction.AddColumn) action).column().defaultValue().stream())
        .anyMatch(value -> SqlLiterals.of(value.expression()).isEmpty());
  }

  private static TableDefinition dropped(TableDefinition table, AlterAction.DropColumn drop) {
    String name = drop.name().getSimple();
    if (drop.ifExists() && table.indexOf(name).isEmpty()) {
      return table;
    }
    ColumnDefinition column = column(table, drop.name());
    if (table.columns().size() == 1) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "column \"" + name + "\" is the only one of table \"" + table.name() + "\": DROP TABLE");
    }
    List<Constraint> kept = new ArrayList<>();
    for (Constraint constraint : table.constraints()) {
      if (!concerns(constraint, column)) {
        kept.add(constraint);
      } else if (!drop.cascade()) {
        throw needed(constraint, column, CASCADE);
      }
    }
    return table.withConstraints(kept).without(column);
  }

  private static SqlFailure needed(Constraint constraint, ColumnDefinition column, String remedy) {
    return new SqlFailure(
        SqlState.DEPENDENT_OBJECTS,
        "constraint \""
            + constraint.name()
            + "\" depends on column \""
            + column.name()
            + "\": "
            + remedy);
  }

  /** Whether a constraint is about a column. */
  private static boolean concerns(Constraint constraint, ColumnDefinition column) {
    return constraint instanceof Constraint.Key key
        ? key.columnIds().contains(column.id())
        : constraint instanceof Constraint.Check check && mentions(check.sql(), column.name());
  }

  private static boolean mentions(String sql, String column) {
    boolean[] found = new boolean[1];
    Sql.parseExpression(sql)
        .accept(
            new SqlBasicVisitor<@Nullable Void>() {
              @Override
              public @Nullable Void visit(SqlIdentifier id) {
                found[0] |= id.names.get(id.names.size() - 1).equalsIgnoreCase(column);
                return null;
              }
            });
    return found[0];
  }

  private static TableDefinition renamed(TableDefinition table, AlterAction.RenameColumn rename) {
    ColumnDefinition column = column(table, rename.from());
    String name = rename.to().getSimple();
    if (!name.equalsIgnoreCase(column.name()) && table.indexOf(name).isPresent()) {
      throw new SqlFailure(
          SqlState.DUPLICATE_COLUMN,
          "table \"" + table.name() + "\" has a column \"" + name + "\" already");
    }
    for (Constraint constraint : table.constraints()) {
      if (constraint instanceof Constraint.Check && concerns(constraint, column)) {
        throw needed(constraint, column, "drop the constraint first, and add it again afterwards");
      }
    }
    return table.withColumn(column.withName(name));
  }

  private TableDefinition withDefault(TableDefinition table, AlterAction.Default set) {
    ColumnDefinition column = column(table, set.column());
    if (column.identity().isPresent()) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "identity column \"" + column.name() + "\" has numbers and no default");
    }
    return table.withColumn(
        column.withDefaultSql(set.value().map(value -> elements.defaultSql(value, column))));
  }

  private static TableDefinition withNullability(
      TableDefinition table, AlterAction.Nullability set) {
    ColumnDefinition column = column(table, set.column());
    boolean isKey =
        table.primaryKey().map(key -> key.columnIds().contains(column.id())).orElse(false);
    if (set.nullable() && (isKey || column.identity().isPresent())) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "column \""
              + column.name()
              + "\" is "
              + (isKey ? "of the primary key" : "an identity column")
              + " and can never be NULL");
    }
    return table.withColumn(column.withNullable(set.nullable()));
  }

  /**
   * The column that a name means.
   *
   * @throws SqlFailure 42703 if there is none
   */
  static ColumnDefinition column(TableDefinition table, SqlIdentifier name) {
    OptionalInt position = table.indexOf(name.getSimple());
    if (position.isEmpty()) {
      List<String> known = table.columns().stream().map(ColumnDefinition::name).toList();
      throw new SqlFailure(
          SqlState.UNDEFINED_COLUMN,
          "column \""
              + name.getSimple()
              + "\" does not exist in table \""
              + table.name()
              + "\""
              + Suggestions.hint(name.getSimple(), known));
    }
    return table.columns().get(position.getAsInt());
  }

  // ---- constraints and options

  private static TableDefinition withoutConstraint(
      TableDefinition table, AlterAction.DropConstraint drop) {
    String name = drop.name().getSimple();
    Optional<Constraint> gone = table.constraint(name);
    if (gone.isEmpty() && !drop.ifExists()) {
      throw new SqlFailure(
          SqlState.UNDEFINED_OBJECT,
          "table \"" + table.name() + "\" has no constraint \"" + name + "\"");
    }
    return table.withConstraints(
        table.constraints().stream().filter(kept -> !Optional.of(kept).equals(gone)).toList());
  }

  private static TableDefinition withOption(TableDefinition table, AlterAction.Option option) {
    if (!option.option().getSimple().equalsIgnoreCase(RETAIN_HISTORY)) {
      throw new SqlFailure(
          SqlState.BAD_PARAMETER,
          "a table has no option \""
              + option.option().getSimple()
              + "\": there is "
              + RETAIN_HISTORY);
    }
    return table.withRetainHistory(option.value().map(Alterations::duration));
  }

  private static Duration duration(SqlNode value) {
    if (value instanceof SqlIntervalLiteral literal
        && !literal.getTypeName().getName().contains("MONTH")
        && !literal.getTypeName().getName().contains("YEAR")) {
      BigDecimal millis = literal.getValueAs(BigDecimal.class);
      if (millis.signum() > 0) {
        return Duration.ofMillis(millis.longValueExact());
      }
    }
    throw new SqlFailure(
        SqlState.BAD_PARAMETER,
        RETAIN_HISTORY
            + " is a positive interval of days, hours, minutes or seconds, such as INTERVAL '7' DAY");
  }
}
