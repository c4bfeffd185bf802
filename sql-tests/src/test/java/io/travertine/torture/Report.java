package io.travertine.torture;

import io.travertine.torture.Verdict.Count;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Prints verdicts, as tables that are Markdown as well. */
final class Report {

  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  /** All of them, under the names of their places. */
  void table(Map<String, Verdict> verdicts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "",
            "kills",
            "restarts",
            "acknowledged",
            "refused",
            "in doubt",
            "of these done",
            "lost",
            "doubled",
            "objects left behind",
            "checks",
            "wrong",
            "minutes"));
    verdicts.forEach((place, verdict) -> rows.add(row(place, verdict)));
    print(rows);
    Map<String, Long> deaths = new TreeMap<>();
    Map<Work.Kind, Long> doubts = new TreeMap<>();
    verdicts
        .values()
        .forEach(
            verdict -> {
              verdict.deaths().forEach((kind, count) -> deaths.merge(kind, count, Long::sum));
              verdict.doubts().forEach((kind, count) -> doubts.merge(kind, count, Long::sum));
            });
    out.println("killed at: " + text(deaths));
    out.println("in doubt: " + text(doubts));
    verdicts.forEach(
        (place, verdict) -> verdict.wrong().forEach(wrong -> out.println(place + ": " + wrong)));
  }

  private static List<String> row(String place, Verdict verdict) {
    List<String> row = new ArrayList<>(List.of(place));
    for (Count count :
        List.of(
            Count.KILLS,
            Count.OUTAGES,
            Count.ACKNOWLEDGED,
            Count.REFUSED,
            Count.IN_DOUBT,
            Count.HAPPENED,
            Count.LOST,
            Count.DOUBLED,
            Count.LEAKED,
            Count.CHECKS)) {
      row.add(String.format(Locale.ROOT, "%,d", verdict.of(count)));
    }
    row.add(Integer.toString(verdict.wrong().size()));
    row.add(String.format(Locale.ROOT, "%.1f", verdict.minutes()));
    return row;
  }

  private static String text(Map<?, Long> counts) {
    List<String> texts = new ArrayList<>();
    counts.forEach(
        (what, count) -> texts.add(what.toString().toLowerCase(Locale.ROOT) + " " + count));
    return String.join(", ", texts);
  }

  private void print(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder("|");
      for (int i = 0; i < widths.length; i++) {
        String cell = rows.get(r).get(i);
        String padding = " ".repeat(widths[i] - cell.length());
        line.append(' ').append(i == 0 ? cell + padding : padding + cell).append(" |");
      }
      out.println(line);
      if (r == 0) {
        StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
          rule.append("-".repeat(widths[i] + 1)).append(i == 0 ? "-|" : ":|");
        }
        out.println(rule);
      }
    }
  }
}
