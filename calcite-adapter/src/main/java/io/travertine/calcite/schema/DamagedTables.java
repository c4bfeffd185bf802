package io.travertine.calcite.schema;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.Optional;

/** Says of which table data is damaged: below SQL only its shard is known. */
final class DamagedTables {

  private static final String PREFIX = "data is damaged: ";

  private DamagedTables() {}

  /**
   * The failure, with the name of the table whose shard it names.
   *
   * @param catalog what tables are called, as far as this process knows without asking
   */
  static SqlFailure named(SqlFailure failure, Catalog catalog) {
    String message = String.valueOf(failure.getMessage());
    if (failure.state() != SqlState.CORRUPT || !message.startsWith(PREFIX)) {
      return failure;
    }
    Optional<String> table =
        catalog.tables().stream()
            .filter(each -> message.contains(each.shard().toString()))
            .map(TableDefinition::qualifiedName)
            .findFirst();
    String wayOut = message.contains("restore") ? "" : ": restore it from a backup";
    return table
        .map(
            name ->
                new SqlFailure(
                    SqlState.CORRUPT,
                    "data of table %s is damaged: %s%s; if there is none, TRUNCATE TABLE %s gives its rows up"
                        .formatted(name, message.substring(PREFIX.length()), wayOut, name),
                    failure))
        .orElse(failure);
  }
}
