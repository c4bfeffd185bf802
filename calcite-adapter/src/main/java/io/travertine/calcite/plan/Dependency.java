package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.session.Catalogs;
import java.util.Optional;

/**
 * What a plan took for granted: that a name means a table.
 *
 * @param slot the catalog the name was looked up in
 * @param table what was found under its schema and name
 */
public record Dependency(int slot, TableDefinition table) {

  boolean holdsIn(Catalogs catalogs) {
    return catalogs.of(slot).table(table.schema(), table.name()).equals(Optional.of(table));
  }
}
