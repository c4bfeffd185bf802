package io.travertine.calcite.session;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.type.SqlFailure;
import org.apache.calcite.sql.SqlNode;

/** Finds the pasts that show up while a statement is planned: those in the texts of views. */
@FunctionalInterface
public interface Pasts {

  /** For who has no views to read. */
  Pasts NONE =
      time -> {
        throw SqlFailure.unsupported("a view with an AS OF of its own cannot be read here");
      };

  /**
   * The past that an expression without parameters means now.
   *
   * @throws SqlFailure 22023 or 42804 if it means none
   */
  Past at(SqlNode time);

  /**
   * A past.
   *
   * @param time microseconds since the epoch
   * @param catalog the catalog of that time
   */
  record Past(long time, Catalog catalog) {}
}
