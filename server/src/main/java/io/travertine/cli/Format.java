package io.travertine.cli;

/** How to print what can be printed in two ways. */
enum Format {
  /** For people. */
  TEXT,
  /** For programs. */
  JSON;

  /** What {@code --format} says; if it does not, people are at terminals. */
  static Format of(Arguments arguments, boolean terminal) {
    String wanted = arguments.last("--format").orElse(terminal ? "text" : "json");
    return switch (wanted) {
      case "text" -> TEXT;
      case "json" -> JSON;
      default -> throw new MisuseException("'" + wanted + "' is no --format: json or text");
    };
  }
}
