package io.travertine.cli;

/** Somebody asked a command for its help. */
final class HelpWanted extends RuntimeException {

  private static final long serialVersionUID = 1L;
}
