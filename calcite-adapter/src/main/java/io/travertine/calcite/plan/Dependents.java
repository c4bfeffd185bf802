package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.ViewDefinition;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.Pasts;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.List;
import java.util.Optional;

/**
 * The views that depend on what a change takes away. Every view of a catalog makes sense; so those
 * that do not after a change are the ones that needed what it took.
 */
final class Dependents {

  private final TravertineTypeFactory types;
  private final Pasts pasts;

  Dependents(TravertineTypeFactory types, Pasts pasts) {
    this.types = types;
    this.pasts = pasts;
  }

  /**
   * The catalog after a change that its views can live with.
   *
   * @param remedy what to do if a view cannot
   * @throws SqlFailure 2BP01 if a view needs what the change takes away
   */
  Catalog unharmed(Catalog after, String remedy) {
    for (ViewDefinition view : after.views()) {
      Optional<SqlFailure> harm = harm(view, after);
      if (harm.isPresent()) {
        throw new SqlFailure(
            SqlState.DEPENDENT_OBJECTS,
            "view \"" + view.qualifiedName() + "\" depends on it: " + remedy,
            harm.get());
      }
    }
    return after;
  }

  /** The catalog after a change, without the views that cannot live with it. */
  Catalog without(Catalog after) {
    Catalog next = after;
    boolean more = true;
    while (more) {
      more = false;
      for (ViewDefinition view : next.views()) {
        if (harm(view, next).isPresent()) {
          next = next.withoutView(view.schema(), view.name());
          more = true;
        }
      }
    }
    return next;
  }

  /** Why a view makes no sense in a catalog. */
  private Optional<SqlFailure> harm(ViewDefinition view, Catalog catalog) {
    try {
      check(view, catalog);
      return Optional.empty();
    } catch (SqlFailure e) {
      return Optional.of(e);
    }
  }

  /**
   * Returns if a view makes sense.
   *
   * @throws SqlFailure what is wrong with it
   */
  void check(ViewDefinition view, Catalog catalog) {
    new Querying(types, new Catalogs(catalog, List.of(), pasts), view.searchSchema()).rowType(view);
  }
}
