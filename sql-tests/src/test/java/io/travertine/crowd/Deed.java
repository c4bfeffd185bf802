package io.travertine.crowd;

/** What a process does again and again. */
enum Deed {
  /** A row, by a statement that commits by itself. */
  INSERT("INSERT of a row"),
  /** A transaction that reads a row by its key and writes it with one more. */
  CHANGE("read a row, add one, commit"),
  /** A query for a row by its key. */
  LOOK("SELECT of a row");

  private final String title;

  Deed(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
