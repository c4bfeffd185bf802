package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.CatalogName;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.catalog.ViewDefinition;
import io.travertine.calcite.session.Catalogs;
import java.util.List;
import java.util.Optional;

/**
 * What a plan took for granted: that a name means a table, or that it means a view.
 *
 * @param slot the catalog the name was looked up in
 * @param table the table that was found under its schema and name, if it was one
 * @param view the view that was found, if it was one
 */
public record Dependency(int slot, Optional<TableDefinition> table, Optional<ViewDefinition> view) {

  /** The time at which the plan was made: values of that time are in it, and it holds no more. */
  static final Dependency ON_NOW =
      new Dependency(Integer.MIN_VALUE, Optional.empty(), Optional.empty());

  public Dependency(int slot, TableDefinition table) {
    this(slot, Optional.of(table), Optional.empty());
  }

  Dependency(int slot, ViewDefinition view) {
    this(slot, Optional.empty(), Optional.of(view));
  }

  /** What was looked up. */
  public CatalogName name() {
    return table
        .map(used -> CatalogName.of(used.schema(), used.name()))
        .orElseGet(() -> CatalogName.of(view.orElseThrow().schema(), view.orElseThrow().name()));
  }

  /** The columns of the table. */
  List<ColumnDefinition> columns() {
    return table.map(TableDefinition::columns).orElse(List.of());
  }

  boolean holdsIn(Catalogs catalogs) {
    if (equals(ON_NOW)) {
      return false;
    }
    Catalog catalog = catalogs.of(slot);
    return table.map(used -> catalog.table(used.schema(), used.name()).equals(table)).orElse(true)
        && view.map(used -> catalog.view(used.schema(), used.name()).equals(view)).orElse(true);
  }
}
