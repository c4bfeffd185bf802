package io.travertine.cli.soak;

import java.util.List;
import java.util.Locale;

/** The figures of a soak as lines to look at, one below the other: an SVG. */
public final class LineCharts {

  private static final int LEFT = 150;
  private static final int WIDTH = 560;
  private static final int HEIGHT = 60;
  private static final int ROW = 90;
  private static final int TOP = 50;

  private LineCharts() {}

  /** The picture. Each scale begins at zero, so that what looks flat is. */
  public static String of(String title, List<Sample> samples) {
    int height = TOP + ROW * Figure.values().length;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                + "<text x=\"8\" y=\"22\" font-size=\"15\">%s</text>%n",
            LEFT + WIDTH + 20,
            height,
            escaped(title)));
    for (Figure figure : Figure.values()) {
      line(svg, figure, samples, TOP + ROW * figure.ordinal());
    }
    return svg.append("</svg>\n").toString();
  }

  private static void line(StringBuilder svg, Figure figure, List<Sample> samples, int top) {
    double most = samples.stream().mapToDouble(figure::of).max().orElse(1);
    double seconds = samples.stream().mapToDouble(Sample::seconds).max().orElse(1);
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#667\">up to %.1f</text>"
                + "<path d=\"M%d %dh%d\" stroke=\"#ccd\"/><polyline fill=\"none\" stroke=\"#b5651d\""
                + " stroke-width=\"1.5\" points=\"",
            LEFT - 8,
            top + 25,
            figure.title(),
            LEFT - 8,
            top + 43,
            most,
            LEFT,
            top + HEIGHT,
            WIDTH));
    for (Sample sample : samples) {
      svg.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              LEFT + WIDTH * sample.seconds() / Math.max(1, seconds),
              top + HEIGHT * (1 - figure.of(sample) / Math.max(most, 1e-9))));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "\"/><text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#667\">%.0f min</text>%n",
            LEFT + WIDTH,
            top + HEIGHT + 14,
            seconds / 60));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
