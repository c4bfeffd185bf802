package io.travertine.cli.soak;

import java.util.function.ToDoubleFunction;

/** What must not grow with the number of commits. */
public enum Figure {
  OBJECTS("objects", 32, sample -> sample.footprint().objects()),
  VERSIONS("log entries", 250, sample -> sample.footprint().versions()),
  HEAP("heap, MiB", 4, sample -> mebibytes(sample.heapBytes())),
  METASPACE("metaspace, MiB", 1, sample -> mebibytes(sample.metaspaceBytes())),
  THREADS("threads", 3, sample -> sample.threads());

  private final String title;
  private final double slack;
  private final ToDoubleFunction<Sample> reading;

  Figure(String title, double slack, ToDoubleFunction<Sample> reading) {
    this.title = title;
    this.slack = slack;
    this.reading = reading;
  }

  /** What people call it, with its unit. */
  public String title() {
    return title;
  }

  /** By so much it goes up and down between collections. */
  double slack() {
    return slack;
  }

  /** Its value in a sample. */
  public double of(Sample sample) {
    return reading.applyAsDouble(sample);
  }

  private static double mebibytes(long bytes) {
    return bytes / (double) (1 << 20);
  }
}
