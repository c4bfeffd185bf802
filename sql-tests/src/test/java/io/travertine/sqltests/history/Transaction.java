package io.travertine.sqltests.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A transaction as its session saw it.
 *
 * @param name no other transaction of the history has it
 * @param session does one transaction after the other
 * @param began before its first step, by a clock that all sessions share
 * @param ended when the session was told its fate; {@link Long#MAX_VALUE} if it never was
 * @param steps those that were done, in order; of appends, those that would be committed
 */
public record Transaction(
    String name, String session, long began, long ended, Fate fate, List<Step> steps) {

  /** What the session was told of it. */
  public enum Fate {
    COMMITTED,

    /** Nothing of it has happened or ever will. */
    REFUSED,

    /** Nobody knows: the answer was lost, or whoever waited for it. */
    UNKNOWN
  }

  public Transaction {
    steps = List.copyOf(steps);
    if (ended < began) {
      throw new IllegalArgumentException(name + " ended at " + ended + ", before " + began);
    }
  }

  /** The same with its end. */
  public Transaction ended(Fate how, long when) {
    return new Transaction(
        name, session, began, how == Fate.UNKNOWN ? Long.MAX_VALUE : when, how, steps);
  }

  /** On one line, for {@link #parse}. */
  public String line() {
    String done =
        steps.stream()
            .map(
                step ->
                    step instanceof Step.Append append
                        ? "a:" + append.list() + ":" + append.value()
                        : "r:" + step.list() + ":" + joined(((Step.Read) step).values()))
            .collect(Collectors.joining(";"));
    return String.join(" ", name, session, began + "", ended + "", fate + "", "[" + done + "]");
  }

  private static String joined(List<Integer> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Reads a {@link #line}.
   *
   * @throws IllegalArgumentException if it is none, or not a whole one
   */
  public static Transaction parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 6 || !words[5].startsWith("[") || !words[5].endsWith("]")) {
      throw new IllegalArgumentException("not a transaction: " + line);
    }
    List<Step> steps = new ArrayList<>();
    for (String text : words[5].substring(1, words[5].length() - 1).split(";")) {
      if (!text.isEmpty()) {
        String[] parts = text.split(":", -1);
        int list = Integer.parseInt(parts[1]);
        steps.add(
            parts[0].equals("a")
                ? new Step.Append(list, Integer.parseInt(parts[2]))
                : new Step.Read(list, values(parts[2])));
      }
    }
    return new Transaction(
        words[0],
        words[1],
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Fate.valueOf(words[4]),
        steps);
  }

  private static List<Integer> values(String text) {
    return Arrays.stream(text.split(","))
        .filter(value -> !value.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  @Override
  public String toString() {
    String when = ended == Long.MAX_VALUE ? "from " + began + " on" : began + " to " + ended;
    return "%s of %s, %s, %s: %s".formatted(name, session, fate, when, steps);
  }
}
