package io.travertine.calcite.catalog;

import java.util.List;

/** What the rows of a table have to fulfil, NOT NULL apart, which its columns say. */
public sealed interface Constraint {

  /** Unlike those of the table's other constraints but for case. */
  String name();

  /** What {@code information_schema} calls its kind. */
  String kind();

  /** A constraint that makes columns a key. */
  sealed interface Key extends Constraint {

    /** The columns, by id, in the order they were declared; at least one, no two alike. */
    List<Integer> columnIds();
  }

  /** No two rows are equal in these columns, none of which is NULL. */
  record PrimaryKey(String name, List<Integer> columnIds) implements Key {
    public PrimaryKey {
      columnIds = List.copyOf(columnIds);
    }

    @Override
    public String kind() {
      return "PRIMARY KEY";
    }
  }

  /** No two rows are equal in these columns; NULL is unequal to everything. */
  record Unique(String name, List<Integer> columnIds) implements Key {
    public Unique {
      columnIds = List.copyOf(columnIds);
    }

    @Override
    public String kind() {
      return "UNIQUE";
    }
  }

  /**
   * A condition is true or unknown for every row.
   *
   * @param sql the condition as its author wrote it, over the table's columns
   */
  record Check(String name, String sql) implements Constraint {
    @Override
    public String kind() {
      return "CHECK";
    }
  }
}
