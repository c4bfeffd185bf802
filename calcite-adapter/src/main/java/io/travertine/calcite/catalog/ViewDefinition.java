package io.travertine.calcite.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A view: a name for a query. It is the text of the query and nothing else, read anew at every use;
 * so a view of {@code SELECT *} has the columns that its tables have.
 *
 * @param schema the schema it is in, as the user wrote it
 * @param name as the user wrote it
 * @param sql the query as its author wrote it
 * @param columnNames its columns' names; empty if the query names them
 * @param searchSchema where names without a schema in the query are looked for: the schema of the
 *     session that made it
 * @param createdAt when it was created, microseconds since the epoch
 * @param comment what its owner says of it
 */
public record ViewDefinition(
    String schema,
    String name,
    String sql,
    List<String> columnNames,
    String searchSchema,
    long createdAt,
    Optional<String> comment) {

  public ViewDefinition {
    columnNames = List.copyOf(columnNames);
  }

  /** The same view with another comment. */
  public ViewDefinition withComment(Optional<String> newComment) {
    return new ViewDefinition(schema, name, sql, columnNames, searchSchema, createdAt, newComment);
  }

  /** The name with its schema, for messages. */
  public String qualifiedName() {
    return schema + "." + name;
  }
}
