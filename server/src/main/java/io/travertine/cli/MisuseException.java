package io.travertine.cli;

/** The command line makes no sense: the help is shown with what is wrong. */
final class MisuseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MisuseException(String message) {
    super(message);
  }
}
