package io.travertine.persist.location.log;

/** One of the two files of a log; they are current in turns. */
enum Side {
  A("a.log"),
  B("b.log");

  private final String fileName;

  Side(String fileName) {
    this.fileName = fileName;
  }

  String fileName() {
    return fileName;
  }

  Side other() {
    return this == A ? B : A;
  }
}
