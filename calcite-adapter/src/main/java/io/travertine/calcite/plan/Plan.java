package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.calcite.change.Change;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.type.SqlState;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.ColumnMetaData;

/** A statement ready to run, as often as one likes and by several sessions at once. Immutable. */
public sealed interface Plan {

  /** What JDBC is told of the columns of its rows; empty if it has none. */
  default List<ColumnMetaData> columns() {
    return List.of();
  }

  /** What it has to be given. */
  default Parameters parameters() {
    return Parameters.NONE;
  }

  /** What it took for granted. */
  default List<Dependency> dependencies() {
    return List.of();
  }

  /** Whether the names still mean what they meant when it was made. */
  default boolean holdsIn(Catalogs catalogs) {
    for (Dependency dependency : dependencies()) {
      if (!dependency.holdsIn(catalogs)) {
        return false;
      }
    }
    return true;
  }

  /** A SELECT or what else gives rows. */
  record Query(
      Code code,
      @Override List<ColumnMetaData> columns,
      @Override Parameters parameters,
      @Override List<Dependency> dependencies)
      implements Plan {}

  /** A change of the rows of a table. */
  record Modify(
      Change change, @Override Parameters parameters, @Override List<Dependency> dependencies)
      implements Plan {}

  /**
   * A change of the catalog.
   *
   * @param reach what of the catalog it depends on
   * @param requirements what the rows there are have to fulfil first
   * @param insert a statement that comes after the change, if it changed anything: it fills a new
   *     table
   */
  record Define(
      CatalogStore.Change change,
      Reach reach,
      List<Requirement> requirements,
      Optional<String> insert,
      @Override List<Dependency> dependencies)
      implements Plan {

    public Define {
      requirements = List.copyOf(requirements);
    }

    Define(CatalogStore.Change change, Reach reach) {
      this(change, reach, List.of(), Optional.empty(), List.of());
    }
  }

  /** What of the catalog a change depends on, besides what it changes. */
  enum Reach {
    /** Nothing. */
    ITSELF,
    /** Everything: any view may need what it takes away, and a view may need anything. */
    CATALOG
  }

  /**
   * What the rows of a table have to fulfil before its definition may say so.
   *
   * @param offending makes a row if some row does not
   * @param state the failure then
   * @param message what is wrong then
   */
  record Requirement(Code offending, SqlState state, String message) {}

  /** A change of the session. */
  record Control(SessionCommand command, @Override Parameters parameters) implements Plan {}

  /** Rows that are known already: EXPLAIN. */
  record Text(
      List<String> lines,
      @Override List<ColumnMetaData> columns,
      @Override Parameters parameters,
      @Override List<Dependency> dependencies)
      implements Plan {}
}
