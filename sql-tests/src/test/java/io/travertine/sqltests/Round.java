package io.travertine.sqltests;

import io.travertine.sqltests.history.Level;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Some work on lists of its own, for any number of sessions.
 *
 * @param number no other round in the database has it
 * @param each how many transactions each session does
 * @param padding the length of a text beside some lists, so that their changes do not travel inside
 *     the state
 */
record Round(int number, long seed, Level level, int each, int padding) {

  private static final int LISTS_MOST = 1_000;

  /** So many lists are worked on at a time, and each by so many transactions of a session. */
  private static final int LISTS_AT_A_TIME = 5;

  private static final int TRANSACTIONS_A_LIST = 25;

  Round {
    if (each / TRANSACTIONS_A_LIST + LISTS_AT_A_TIME > LISTS_MOST) {
      throw new IllegalArgumentException("too long a round: " + each);
    }
  }

  /** One of the lists for the {@code n}th transaction of a session; {@code chance} chooses. */
  int list(int n, int chance) {
    return number * LISTS_MOST + n / TRANSACTIONS_A_LIST + Math.floorMod(chance, LISTS_AT_A_TIME);
  }

  /** All of them. */
  List<Integer> lists() {
    int first = number * LISTS_MOST;
    return IntStream.range(first, first + each / TRANSACTIONS_A_LIST + LISTS_AT_A_TIME)
        .boxed()
        .toList();
  }

  /** For {@link #parse}. */
  String line() {
    return "%s %s %s %s %s".formatted(number, seed, level, each, padding);
  }

  static Round parse(String line) {
    String[] words = line.split(" ", -1);
    return new Round(
        Integer.parseInt(words[0]),
        Long.parseLong(words[1]),
        Level.valueOf(words[2].toUpperCase(Locale.ROOT)),
        Integer.parseInt(words[3]),
        Integer.parseInt(words[4]));
  }
}
