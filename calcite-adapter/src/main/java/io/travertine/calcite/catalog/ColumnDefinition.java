package io.travertine.calcite.catalog;

import io.travertine.calcite.type.SqlType;
import io.travertine.persist.data.Column;
import java.util.Optional;

/**
 * A column of a table.
 *
 * @param id stable for the column's life and never used again in its table, so that a rename costs
 *     nothing
 * @param name as the user wrote it
 * @param type what it holds
 * @param nullable whether it takes NULL
 * @param defaultSql the expression that stands for a value that is not given, as its author wrote
 *     it; NULL does if there is none
 * @param identity how it numbers rows, if it does
 * @param initial what rows have in it that were written before there was this column, as {@link
 *     io.travertine.persist.data.ValueText} prints it; NULL if there is none
 * @param comment what its owner says of it
 */
public record ColumnDefinition(
    int id,
    String name,
    SqlType type,
    boolean nullable,
    Optional<String> defaultSql,
    Optional<Identity> identity,
    Optional<String> initial,
    Optional<String> comment) {

  /** A column of nothing but a name and a type. */
  public ColumnDefinition(int id, String name, SqlType type, boolean nullable) {
    this(
        id,
        name,
        type,
        nullable,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public ColumnDefinition withName(String newName) {
    return new ColumnDefinition(
        id, newName, type, nullable, defaultSql, identity, initial, comment);
  }

  public ColumnDefinition withNullable(boolean newNullable) {
    return new ColumnDefinition(
        id, name, type, newNullable, defaultSql, identity, initial, comment);
  }

  public ColumnDefinition withDefaultSql(Optional<String> newDefault) {
    return new ColumnDefinition(id, name, type, nullable, newDefault, identity, initial, comment);
  }

  public ColumnDefinition withIdentity(Optional<Identity> newIdentity) {
    return new ColumnDefinition(
        id, name, type, nullable, defaultSql, newIdentity, initial, comment);
  }

  public ColumnDefinition withInitial(Optional<String> newInitial) {
    return new ColumnDefinition(
        id, name, type, nullable, defaultSql, identity, newInitial, comment);
  }

  public ColumnDefinition withComment(Optional<String> newComment) {
    return new ColumnDefinition(
        id, name, type, nullable, defaultSql, identity, initial, newComment);
  }

  /**
   * The column of the table's shard, which may hold null in any case: the past of a column that
   * takes none now may have some.
   */
  public Column stored() {
    return new Column(name, type.columnType(), true, id, initial);
  }
}
