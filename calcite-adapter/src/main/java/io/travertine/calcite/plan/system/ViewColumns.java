package io.travertine.calcite.plan.system;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.ViewDefinition;
import java.util.List;

/** Finds out which columns views have: they are not stored. */
@FunctionalInterface
public interface ViewColumns {

  /** The columns of a view of {@code catalog}, in order. */
  List<ColumnDefinition> of(ViewDefinition view, Catalog catalog);
}
