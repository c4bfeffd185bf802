package io.travertine.benchmarks.report;

import io.travertine.benchmarks.engine.Database;
import io.travertine.benchmarks.work.Work;
import java.util.List;
import java.util.Locale;

/** Results as tables to read. */
public final class Markdown {

  private Markdown() {}

  /**
   * All tables.
   *
   * @param ours whom the others are compared with
   */
  public static String of(Results results, String ours) {
    StringBuilder text = new StringBuilder();
    for (Work work : Work.values()) {
      List<Results.Row> rows = results.of(work);
      if (!rows.isEmpty()) {
        table(text, work, rows, ours);
      }
    }
    text.append("| | durability |\n|---|---|\n");
    for (Database database : Database.values()) {
      text.append("| ").append(database.label()).append(" | ");
      text.append(database.durability()).append(" |\n");
    }
    return text.toString();
  }

  private static void table(StringBuilder text, Work work, List<Results.Row> rows, String ours) {
    double our =
        rows.stream()
            .filter(row -> row.who().equals(ours))
            .mapToDouble(Results.Row::perSecond)
            .findFirst()
            .orElse(Double.NaN);
    text.append("| ").append(work.title()).append(" | ").append(work.unit());
    text.append(" | × ").append(ours).append(" |\n|---|---:|---:|\n");
    for (Results.Row row : rows) {
      String who = row.who().equals(ours) ? "**" + ours + "**" : row.who();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %s |%n",
              who,
              row.perSecond(),
              Double.isNaN(our) ? "" : String.format(Locale.ROOT, "%.2f", row.perSecond() / our)));
    }
    text.append('\n');
  }
}
