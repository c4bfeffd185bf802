package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.Constraint;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.change.Cell;
import io.travertine.calcite.change.Resolution;
import io.travertine.calcite.change.RowRules;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.parse.InsertInto;
import io.travertine.calcite.parse.OnConflict;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.SqlType;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Plans what becomes of rows that are there already: UPSERT and ON CONFLICT. What DO UPDATE
 * computes is a query over rows of the table with the new ones beside them. For one statement.
 */
final class ConflictPlanner {

  private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;

  /** The number of a row. */
  private static final String ROW = "$row";

  private final TravertineTypeFactory types;
  private final Catalogs catalogs;
  private final SessionState session;
  private final InsertInto insert;
  private final Target target;
  private final CellPlanner cells;

  ConflictPlanner(
      TravertineTypeFactory types,
      Catalogs catalogs,
      SessionState session,
      InsertInto insert,
      Target target,
      CellPlanner cells) {
    this.types = types;
    this.catalogs = catalogs;
    this.session = session;
    this.insert = insert;
    this.target = target;
    this.cells = cells;
  }

  /**
   * What a row of the source may meet, and what becomes of it then.
   *
   * @param code what DO UPDATE computes
   */
  record Draft(List<KeyColumns> keys, Resolution resolution, Optional<Compilation.Compiled> code) {

    /** Gives what DO UPDATE sets its types. */
    void type(RowRules rules, Target target) {
      if (resolution instanceof Resolution.Update update) {
        CellPlanner.type(update.cells(), update.columns(), update.code().fields(), rules, target);
      }
    }
  }

  /**
   * The plan; empty if every row is simply inserted.
   *
   * @param columns the positions that the source has values for
   */
  Optional<Draft> draft(int[] columns) {
    if (insert.isUpsert()) {
      return Optional.of(upsert(columns));
    }
    return insert.conflict().flatMap(this::onConflict);
  }

  private Draft upsert(int[] columns) {
    if (insert.conflict().isPresent()) {
      throw new SqlFailure(
          SqlState.SYNTAX, "UPSERT takes no ON CONFLICT: write INSERT INTO, or leave it out");
    }
    TableDefinition table = target.table();
    Constraint.PrimaryKey key =
        table
            .primaryKey()
            .orElseThrow(
                () ->
                    new SqlFailure(
                        SqlState.NO_SUCH_KEY,
                        "table \""
                            + table.name()
                            + "\" has no primary key for UPSERT to go by: ALTER TABLE "
                            + table.name()
                            + " ADD PRIMARY KEY (…), or write INSERT INTO … ON CONFLICT (…) of a"
                            + " UNIQUE constraint, or MERGE INTO … ON …"));
    boolean ignoresNumbers = insert.overriding() == InsertInto.Overriding.USER_VALUE;
    int[] replaced =
        Arrays.stream(columns)
            .filter(at -> !ignoresNumbers || target.column(at).identity().isEmpty())
            .toArray();
    return new Draft(
        List.of(KeyColumns.of(table, key)), new Resolution.Replace(replaced), Optional.empty());
  }

  private Optional<Draft> onConflict(OnConflict conflict) {
    boolean skips = conflict.columns().isEmpty();
    if (conflict.keys().isEmpty() && !skips) {
      throw new SqlFailure(
          SqlState.SYNTAX,
          "DO UPDATE needs to know the key: write ON CONFLICT (column, …) DO UPDATE");
    }
    List<KeyColumns> keys =
        conflict.keys().isEmpty() ? KeyColumns.allOf(target.table()) : List.of(key(conflict));
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        skips ? new Draft(keys, new Resolution.Skip(), Optional.empty()) : update(conflict, keys));
  }

  private KeyColumns key(OnConflict conflict) {
    Set<Integer> named =
        Arrays.stream(target.positions(conflict.keys())).boxed().collect(Collectors.toSet());
    List<KeyColumns> known = KeyColumns.allOf(target.table());
    return known.stream()
        .filter(key -> new HashSet<>(key.positions()).equals(named))
        .findFirst()
        .orElseThrow(
            () ->
                new SqlFailure(
                    SqlState.NO_SUCH_KEY,
                    "table \""
                        + target.table().name()
                        + "\" has no PRIMARY KEY or UNIQUE "
                        + names(named.stream().sorted().toList())
                        + " for ON CONFLICT: "
                        + (known.isEmpty()
                            ? "it has no keys at all"
                            : "there are "
                                + known.stream()
                                    .map(key -> names(key.positions()))
                                    .collect(Collectors.joining(", ")))));
  }

  private String names(List<Integer> positions) {
    return positions.stream()
        .map(at -> target.column(at).name())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private Draft update(OnConflict conflict, List<KeyColumns> keys) {
    SqlIdentifier name = insert.alias().orElseGet(() -> last(insert.table()));
    ConflictNames names =
        new ConflictNames(target, insert.table(), name.getSimple(), NameSpace.GIVEN);
    SqlIdentifier given = new SqlIdentifier(NameSpace.GIVEN, NOWHERE);
    int[] columns = target.positions(conflict.columns());
    List<SqlNode> values = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      SqlNode value = conflict.values().get(i);
      CellPlanner.requireSettable(target.column(columns[i]), value);
      values.add(names.renamed(ChangeQuery.withoutRowFields(value)));
    }
    if (name.getSimple().equalsIgnoreCase(ConflictNames.EXCLUDED)) {
      throw new SqlFailure(
          SqlState.SEMANTICS,
          "EXCLUDED is the row that was to be inserted: give the table another name with AS");
    }
    ChangeQuery query = new ChangeQuery(types);
    query.add(ChangeQuery.columnOf(given, ROW), SqlTypeName.BIGINT);
    Cell[] set = query.assign(values, columns, target, cells, UnaryOperator.identity());
    @Nullable SqlNode condition =
        conflict.condition().map(ChangeQuery::withoutRowFields).map(names::renamed).orElse(null);
    Compilation.Compiled compiled =
        new Compilation(types, catalogs, session)
            .withGiven(given())
            .compile(query.from(given, condition), Optional.of(query.wanted()));
    return new Draft(
        keys, new Resolution.Update(compiled.code(), columns, set), Optional.of(compiled));
  }

  /** The number of a row, the row that is there, and the new one. */
  private List<ColumnDefinition> given() {
    List<ColumnDefinition> given = new ArrayList<>();
    given.add(
        new ColumnDefinition(0, ROW, SqlType.of(types.createSqlType(SqlTypeName.BIGINT)), false));
    given.addAll(target.columns());
    target
        .columns()
        .forEach(column -> given.add(column.withName(ConflictNames.excluded(column.name()))));
    return given;
  }

  private static SqlIdentifier last(SqlIdentifier name) {
    return name.getComponent(name.names.size() - 1);
  }
}
