package io.travertine.benchmarks.work;

/** What is measured. */
public enum Work {
  COMMITS_1("Commits of one row, one thread", "commits/s"),
  COMMITS_8("Commits of one row, eight threads into one table", "commits/s"),
  LOAD("Batch insert, 16 columns", "rows/s"),
  UPDATE("UPDATE of 1 % of the rows", "rows of the table/s"),
  DELETE("DELETE of 1 % of the rows", "rows of the table/s");

  private final String title;
  private final String unit;

  Work(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  public String title() {
    return title;
  }

  /** Of what there are so many in a second; more is better. */
  public String unit() {
    return unit;
  }
}
