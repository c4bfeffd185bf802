package io.travertine.torture;

/** What a victim says, one line each, before it goes on. */
sealed interface Telling {

  /** It has opened the database. */
  record Opened() implements Telling {}

  /** It has created the tables of {@link Books}. */
  record Created() implements Telling {}

  /** It is about to do this. */
  record Begun(Work work) implements Telling {}

  /** The commit was acknowledged. */
  record Done(long work) implements Telling {}

  /** The commit, or what came before it, failed. */
  record Failed(long work, String sqlState, String message) implements Telling {

    /** Whether that means that nothing of it happened. */
    boolean isRefusal() {
      return sqlState.startsWith("40");
    }
  }

  /** It has come to where it was to be killed. */
  record Sprung() implements Telling {}

  /** It has seen what must not be. */
  record Wrong(String message) implements Telling {}

  /** The line that says so. */
  default String line() {
    if (this instanceof Begun begun) {
      return "begun " + begun.work();
    }
    if (this instanceof Done done) {
      return "done " + done.work();
    }
    if (this instanceof Failed failed) {
      return "failed %s %s %s"
          .formatted(failed.work(), failed.sqlState(), oneLine(failed.message()));
    }
    if (this instanceof Wrong wrong) {
      return "wrong " + oneLine(wrong.message());
    }
    if (this instanceof Created) {
      return "created";
    }
    return this instanceof Opened ? "opened" : "sprung";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** What a line says. */
  static Telling parse(String line) {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "opened":
        return new Opened();
      case "created":
        return new Created();
      case "sprung":
        return new Sprung();
      case "begun":
        return new Begun(Work.parse(words[1]));
      case "done":
        return new Done(Long.parseLong(words[1]));
      case "wrong":
        return new Wrong(words[1]);
      case "failed":
        String[] rest = words[1].split(" ", 3);
        return new Failed(Long.parseLong(rest[0]), rest[1], rest[2]);
      default:
        return new Wrong("it says: " + line);
    }
  }
}
