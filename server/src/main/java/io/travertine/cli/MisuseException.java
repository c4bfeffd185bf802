package io.travertine.cli;

import java.util.Optional;

/** The command line makes no sense: the help is shown with what is wrong. */
final class MisuseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The help to show; that of all commands if absent. */
  private final transient Optional<String> help;

  MisuseException(String message) {
    this(message, Optional.empty());
  }

  private MisuseException(String message, Optional<String> help) {
    super(message);
    this.help = help;
  }

  /** The same mistake, to be shown with the help of one command. */
  MisuseException with(String helpText) {
    return new MisuseException(String.valueOf(getMessage()), Optional.of(helpText));
  }

  /** The help to show instead of that of all commands. */
  Optional<String> help() {
    return help;
  }
}
