package io.travertine.benchmarks.report;

import io.travertine.benchmarks.work.Work;
import java.util.List;
import java.util.Locale;

/** Results of one kind of work as bars to look at: an SVG, on a logarithmic scale where needed. */
public final class BarChart {

  private static final int BAR = 22;
  private static final int TOP = 40;
  private static final int LEFT = 230;
  private static final int WIDTH = 420;

  /** From this ratio of most to least on, a linear scale would show nothing. */
  private static final double LOGARITHMIC_FROM = 30;

  private BarChart() {}

  /** The picture; {@code ours} stands out. */
  public static String of(Work work, List<Results.Row> rows, String ours) {
    double most = rows.get(0).perSecond();
    double least = rows.get(rows.size() - 1).perSecond();
    boolean logarithmic = most / least >= LOGARITHMIC_FROM;
    int height = TOP + BAR * rows.size() + 10;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                + "<text x=\"8\" y=\"22\" font-size=\"15\">%s, %s%s</text>%n",
            LEFT + WIDTH + 110,
            height,
            work.title(),
            work.unit(),
            logarithmic ? " (logarithmic)" : ""));
    for (int i = 0; i < rows.size(); i++) {
      Results.Row row = rows.get(i);
      double share =
          logarithmic
              ? Math.log(row.perSecond() / (least / 2)) / Math.log(most / (least / 2))
              : row.perSecond() / most;
      int y = TOP + BAR * i;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                  + "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" fill=\"%s\"/>"
                  + "<text x=\"%.0f\" y=\"%d\">%,.0f</text>%n",
              LEFT - 8,
              y + 15,
              row.who(),
              LEFT,
              y + 2,
              share * WIDTH,
              BAR - 5,
              row.who().equals(ours) ? "#b5651d" : "#9aa5b1",
              LEFT + share * WIDTH + 6,
              y + 15,
              row.perSecond()));
    }
    return svg.append("</svg>\n").toString();
  }
}
