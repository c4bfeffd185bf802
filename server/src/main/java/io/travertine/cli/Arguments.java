package io.travertine.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of one command.
 *
 * @param positional those that are not options
 * @param options the values given to each option, in order
 * @param flags the options given that take no value
 */
record Arguments(List<String> positional, Map<String, List<String>> options, Set<String> flags) {

  /**
   * Takes a command line apart. {@code --name=value} is {@code --name value}; {@code --} ends the
   * options.
   *
   * @param known the options that take a value
   * @throws MisuseException if an option is unknown or lacks its value
   */
  static Arguments parse(List<String> words, List<String> known) {
    return parse(words, known, List.of());
  }

  /**
   * Takes a command line apart that may have options without a value.
   *
   * @param known the options that take a value
   * @param knownFlags the options that take none
   * @throws MisuseException if an option is unknown, lacks its value or has one too many
   */
  static Arguments parse(List<String> words, List<String> known, List<String> knownFlags) {
    List<String> positional = new ArrayList<>();
    Set<String> flags = new HashSet<>();
    Map<String, List<String>> options = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        positional.addAll(words.subList(i + 1, words.size()));
        break;
      }
      if (word.equals("--help") || word.equals("-h")) {
        throw new HelpWanted();
      }
      if (!word.startsWith("-") || word.equals("-")) {
        positional.add(word);
        continue;
      }
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      if (knownFlags.contains(name)) {
        if (equals >= 0) {
          throw new MisuseException("option '" + name + "' takes no value");
        }
        flags.add(name);
        continue;
      }
      if (!known.contains(name)) {
        throw new MisuseException("there is no option '" + name + "'");
      }
      if (equals < 0 && i + 1 == words.size()) {
        throw new MisuseException("option '" + name + "' lacks its value");
      }
      String value = equals < 0 ? words.get(++i) : word.substring(equals + 1);
      options.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }
    return new Arguments(positional, options, flags);
  }

  List<String> all(String option) {
    return options.getOrDefault(option, List.of());
  }

  /** The value of an option; the last one if it is given often. */
  Optional<String> last(String option) {
    List<String> given = all(option);
    return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
  }

  /** Whether an option without a value is given. */
  boolean has(String flag) {
    return flags.contains(flag);
  }

  /** A whole number between bounds. */
  int number(String option, int otherwise, int least, int greatest) {
    return Math.toIntExact(number(option, (long) otherwise, least, greatest));
  }

  /** A whole number between bounds. */
  long number(String option, long otherwise, long least, long greatest) {
    Optional<String> text = last(option);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= greatest) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // said below
    }
    throw new MisuseException(
        "'" + text.get() + "' is no value for " + option + ": " + least + " to " + greatest);
  }

  /** The only positional argument, if there is one. */
  Optional<String> atMostOne() {
    if (positional.size() > 1) {
      throw new MisuseException("one argument is enough: " + String.join(" ", positional));
    }
    return positional.stream().findFirst();
  }
}
