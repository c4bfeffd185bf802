package io.travertine.calcite.catalog;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.Schema;
import io.travertine.persist.id.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table: a name for a shard, and the columns of its rows. Immutable. */
public final class TableDefinition {

  private final String schema;
  private final String name;
  private final ShardId shard;
  private final List<ColumnDefinition> columns;
  private final List<ColumnDefinition> dropped;
  private final long createdAt;
  private final List<Constraint> constraints;
  private final Optional<Duration> retainHistory;
  private final Optional<String> comment;

  /** Made once it is asked for, as each statement does. */
  private @Nullable Schema rowSchema;

  /**
   * @param columns at least one, no two names equal but for case
   * @param constraints at most one is a primary key
   */
  public TableDefinition(
      String schema,
      String name,
      ShardId shard,
      List<ColumnDefinition> columns,
      List<ColumnDefinition> dropped,
      long createdAt,
      List<Constraint> constraints,
      Optional<Duration> retainHistory,
      Optional<String> comment) {
    this.schema = schema;
    this.name = name;
    this.shard = shard;
    this.columns = List.copyOf(columns);
    this.dropped = List.copyOf(dropped);
    this.createdAt = createdAt;
    this.constraints = List.copyOf(constraints);
    this.retainHistory = retainHistory;
    this.comment = comment;
    check();
  }

  private void check() {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("table " + name + " has no columns");
    }
    Set<String> names = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (ColumnDefinition column : columns) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "table " + name + " has two columns named " + column.name());
      }
      if (!ids.add(column.id())) {
        throw new IllegalArgumentException("table " + name + " has two columns " + column.id());
      }
    }
    for (Constraint constraint : constraints) {
      if (constraint instanceof Constraint.Key key && !ids.containsAll(key.columnIds())) {
        throw new IllegalArgumentException("table " + name + " lacks a column of " + key);
      }
    }
  }

  /** A table that has nothing but columns, and had no others. */
  public TableDefinition(
      String schema, String name, ShardId shard, List<ColumnDefinition> columns, long createdAt) {
    this(
        schema,
        name,
        shard,
        columns,
        List.of(),
        createdAt,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** The schema it is in, as the user wrote it. */
  public String schema() {
    return schema;
  }

  /** As the user wrote it. */
  public String name() {
    return name;
  }

  /** Where its rows are. */
  public ShardId shard() {
    return shard;
  }

  /** In the order of {@code SELECT *}. */
  public List<ColumnDefinition> columns() {
    return columns;
  }

  /**
   * The columns that it does not have any more, in the order of their ids: what was written of them
   * stays readable AS OF their time.
   */
  public List<ColumnDefinition> dropped() {
    return dropped;
  }

  /** When it was created, microseconds since the epoch. */
  public long createdAt() {
    return createdAt;
  }

  /** What its rows have to fulfil. */
  public List<Constraint> constraints() {
    return constraints;
  }

  /** How long its past can be read; for ever if absent. */
  public Optional<Duration> retainHistory() {
    return retainHistory;
  }

  /** What its owner says of it. */
  public Optional<String> comment() {
    return comment;
  }

  /** The same table in another schema and shard, and of another time. */
  public TableDefinition createdIn(String newSchema, ShardId newShard, long time) {
    return new TableDefinition(
        newSchema, name, newShard, columns, dropped, time, constraints, retainHistory, comment);
  }

  public TableDefinition withName(String newName) {
    return new TableDefinition(
        schema, newName, shard, columns, dropped, createdAt, constraints, retainHistory, comment);
  }

  /** The same table with other columns. */
  public TableDefinition withColumns(
      List<ColumnDefinition> newColumns, List<ColumnDefinition> newDropped) {
    return new TableDefinition(
        schema,
        name,
        shard,
        newColumns,
        newDropped,
        createdAt,
        constraints,
        retainHistory,
        comment);
  }

  /** The same table with one more column, of the id {@link #nextColumnId}. */
  public TableDefinition with(ColumnDefinition column) {
    List<ColumnDefinition> next = new ArrayList<>(columns);
    next.add(column);
    return withColumns(next, dropped);
  }

  /** The same table without a column. */
  public TableDefinition without(ColumnDefinition column) {
    List<ColumnDefinition> gone = new ArrayList<>(dropped);
    gone.add(column);
    gone.sort(Comparator.comparingInt(ColumnDefinition::id));
    return withColumns(columns.stream().filter(kept -> kept.id() != column.id()).toList(), gone);
  }

  /** The same table with {@code changed} in the place of the column that has its id. */
  public TableDefinition withColumn(ColumnDefinition changed) {
    return withColumns(
        columns.stream().map(column -> column.id() == changed.id() ? changed : column).toList(),
        dropped);
  }

  public TableDefinition withConstraints(List<Constraint> newConstraints) {
    return new TableDefinition(
        schema, name, shard, columns, dropped, createdAt, newConstraints, retainHistory, comment);
  }

  public TableDefinition withRetainHistory(Optional<Duration> newRetainHistory) {
    return new TableDefinition(
        schema, name, shard, columns, dropped, createdAt, constraints, newRetainHistory, comment);
  }

  public TableDefinition withComment(Optional<String> newComment) {
    return new TableDefinition(
        schema, name, shard, columns, dropped, createdAt, constraints, retainHistory, newComment);
  }

  /** An id that no column has or ever had. */
  public int nextColumnId() {
    return 1
        + Stream.concat(columns.stream(), dropped.stream())
            .mapToInt(ColumnDefinition::id)
            .max()
            .orElse(-1);
  }

  /** The record schema of the shard's keys; the values are empty. */
  public Schema rowSchema() {
    Schema known = rowSchema;
    if (known == null) {
      known = derivedRowSchema();
      rowSchema = known;
    }
    return known;
  }

  private Schema derivedRowSchema() {
    List<Column> stored = columns.stream().map(ColumnDefinition::stored).toList();
    Set<String> names = new HashSet<>();
    stored.forEach(column -> names.add(column.name()));
    List<Column> gone = new ArrayList<>();
    for (ColumnDefinition column : dropped) {
      String free = column.name() + "#" + column.id();
      while (!names.add(free)) {
        free += "#";
      }
      gone.add(column.stored().named(free));
    }
    return new Schema(stored, gone);
  }

  /** The position of the column called {@code columnName}, in any case. */
  public OptionalInt indexOf(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(columnName)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** The position of the column with this id. */
  public OptionalInt positionOf(int columnId) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).id() == columnId) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Whether rows must differ in something. */
  public boolean hasKeys() {
    for (Constraint constraint : constraints) {
      if (constraint instanceof Constraint.Key) {
        return true;
      }
    }
    return false;
  }

  /** The primary key, if it has one. */
  public Optional<Constraint.PrimaryKey> primaryKey() {
    return constraints.stream()
        .filter(Constraint.PrimaryKey.class::isInstance)
        .map(Constraint.PrimaryKey.class::cast)
        .findFirst();
  }

  /** The constraint called {@code constraintName}, in any case. */
  public Optional<Constraint> constraint(String constraintName) {
    return constraints.stream()
        .filter(constraint -> constraint.name().equalsIgnoreCase(constraintName))
        .findFirst();
  }

  /** Whether there may be rows that {@code before} allows and this does not. */
  public boolean isStricterThan(TableDefinition before) {
    boolean newConstraint = !before.constraints.containsAll(constraints);
    return newConstraint
        || columns.stream()
            .filter(column -> !column.nullable())
            .anyMatch(
                column ->
                    before.columns.stream()
                        .anyMatch(old -> old.id() == column.id() && old.nullable()));
  }

  /** The name with its schema, for messages. */
  public String qualifiedName() {
    return schema + "." + name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof TableDefinition that
            && shard.equals(that.shard)
            && createdAt == that.createdAt
            && schema.equals(that.schema)
            && name.equals(that.name)
            && columns.equals(that.columns)
            && dropped.equals(that.dropped)
            && constraints.equals(that.constraints)
            && retainHistory.equals(that.retainHistory)
            && comment.equals(that.comment);
  }

  /** Of the shard alone: a table has few definitions. */
  @Override
  public int hashCode() {
    return shard.hashCode();
  }

  @Override
  public String toString() {
    return "table " + qualifiedName() + columns;
  }
}
