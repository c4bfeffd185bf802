package io.travertine.calcite.catalog;

import io.travertine.persist.data.Schema;
import io.travertine.persist.id.ShardId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A table: a name for a shard, and the columns of its rows.
 *
 * @param schema the schema it is in, as the user wrote it
 * @param name as the user wrote it
 * @param shard where its rows are
 * @param columns in the order of {@code SELECT *}; at least one, no two names equal but for case
 * @param nextColumnId greater than the id of every column that it has or ever had
 * @param createdAt when it was created, microseconds since the epoch
 * @param constraints what its rows have to fulfil; at most one is a primary key
 * @param retainHistory how long its past can be read; for ever if absent
 * @param comment what its owner says of it
 */
public record TableDefinition(
    String schema,
    String name,
    ShardId shard,
    List<ColumnDefinition> columns,
    int nextColumnId,
    long createdAt,
    List<Constraint> constraints,
    Optional<Duration> retainHistory,
    Optional<String> comment) {

  public TableDefinition {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
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
      if (!ids.add(column.id()) || column.id() >= nextColumnId) {
        throw new IllegalArgumentException(
            "table " + name + " has a column of the wrong id " + column.id());
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
        1 + columns.stream().mapToInt(ColumnDefinition::id).max().orElse(-1),
        createdAt,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same table in another schema and shard, and of another time. */
  public TableDefinition createdIn(String newSchema, ShardId newShard, long time) {
    return new TableDefinition(
        newSchema,
        name,
        newShard,
        columns,
        nextColumnId,
        time,
        constraints,
        retainHistory,
        comment);
  }

  public TableDefinition withName(String newName) {
    return new TableDefinition(
        schema,
        newName,
        shard,
        columns,
        nextColumnId,
        createdAt,
        constraints,
        retainHistory,
        comment);
  }

  /** The same table with other columns; the ids of new ones are not less than {@code nextId}. */
  public TableDefinition withColumns(List<ColumnDefinition> newColumns, int nextId) {
    return new TableDefinition(
        schema, name, shard, newColumns, nextId, createdAt, constraints, retainHistory, comment);
  }

  /** The same table with {@code changed} in the place of the column that has its id. */
  public TableDefinition withColumn(ColumnDefinition changed) {
    return withColumns(
        columns.stream().map(column -> column.id() == changed.id() ? changed : column).toList(),
        nextColumnId);
  }

  public TableDefinition withConstraints(List<Constraint> newConstraints) {
    return new TableDefinition(
        schema,
        name,
        shard,
        columns,
        nextColumnId,
        createdAt,
        newConstraints,
        retainHistory,
        comment);
  }

  public TableDefinition withRetainHistory(Optional<Duration> newRetainHistory) {
    return new TableDefinition(
        schema,
        name,
        shard,
        columns,
        nextColumnId,
        createdAt,
        constraints,
        newRetainHistory,
        comment);
  }

  public TableDefinition withComment(Optional<String> newComment) {
    return new TableDefinition(
        schema,
        name,
        shard,
        columns,
        nextColumnId,
        createdAt,
        constraints,
        retainHistory,
        newComment);
  }

  /** The record schema of the shard's keys; the values are empty. */
  public Schema rowSchema() {
    return new Schema(columns.stream().map(ColumnDefinition::stored).toList());
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
}
