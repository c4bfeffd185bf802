package io.travertine.persist.bench;

import static io.travertine.persist.bench.BenchPlace.DIRECTORY;
import static io.travertine.persist.bench.BenchPlace.MEMORY;

import io.travertine.persist.data.DataGenerator;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;

/** The figures as Markdown tables, with what they are to be measured by. */
final class BenchReport {

  private static final double BULK_MEBIBYTES = DataGenerator.LARGE.goodBytes() / 1048576.0;

  private final Measurements measurements;

  BenchReport(Measurements measurements) {
    this.measurements = measurements;
  }

  void print(PrintStream out) {
    out.println("| Latency, ms | p50 | p99 | × one fdatasync | target |");
    out.println("|---|---:|---:|---:|---|");
    latency(out, "append 4 KiB + fdatasync, raw", "fdatasync", "", "");
    latency(out, "commit of one row, memory", "commit", MEMORY, most(1.0, "ms"));
    latency(out, "commit of one row, directory", "commit", DIRECTORY, most(1.3, "×"));
    latency(out, "transaction of one row, memory", "transaction", MEMORY, "");
    latency(out, "transaction of one row, directory", "transaction", DIRECTORY, most(1.3, "×"));
    latency(out, "one row read and replaced, memory", "readAndReplace", MEMORY, "");
    latency(out, "one row read and replaced, directory", "readAndReplace", DIRECTORY, "");
    latency(out, "write to listen, memory", "writeToListen", MEMORY, most(5.0, "ms"));
    latency(out, "write to listen, directory", "writeToListen", DIRECTORY, most(6.4, "ms"));
    out.println();
    out.println("| Throughput of good bytes, MiB/s | memory | directory | target (directory) |");
    out.println("|---|---:|---:|---|");
    bulk(out, "append columns, commits of 8 MiB", "columnsInBatches", 100);
    bulk(out, "append rows, commits of 8 MiB", "rowsInBatches", 100);
    bulk(out, "append rows, one commit of 50 MiB", "rowsAtOnce", 100);
    bulk(out, "append rows in no order, one commit of 50 MiB", "randomRowsAtOnce", 100);
    bulk(out, "snapshot, columns", "columns", 0);
    bulk(out, "snapshot, columns decoded before", "columnsAgain", 0);
    bulk(out, "snapshot, consolidated rows", "fetch", 0);
    out.println();
    out.println("| The machine itself | |");
    out.println("|---|---:|");
    machine(out, "write 50 MiB to a new file + fdatasync, MiB/s", "writeFile");
    machine(out, "copy memory, MiB/s", "copyMemory");
    machine(out, "scan memory, MiB/s", "scanMemory");
    out.println();
    out.println("| Commits of one row a second | memory | directory |");
    out.println("|---|---:|---:|");
    out.printf(
        Locale.ROOT,
        "| one thread | %s | %s |%n",
        perSecond(measurements.p50("commit", MEMORY)),
        perSecond(measurements.p50("commit", DIRECTORY)));
    out.printf(
        Locale.ROOT,
        "| eight threads, a shard each | %s | %s |%n",
        text(measurements.p50("commitsByEight", MEMORY), "%.0f"),
        text(measurements.p50("commitsByEight", DIRECTORY), "%.0f"));
    out.printf(
        Locale.ROOT,
        "| transactions, one thread | %s | %s |%n",
        perSecond(measurements.p50("transaction", MEMORY)),
        perSecond(measurements.p50("transaction", DIRECTORY)));
    out.printf(
        Locale.ROOT,
        "| transactions, eight threads, one shard | %s | %s |%n",
        text(measurements.p50("transactionsByEight", MEMORY), "%.0f"),
        text(measurements.p50("transactionsByEight", DIRECTORY), "%.0f"));
  }

  /** At most so much, in milliseconds or against one fdatasync. */
  private record Target(double most, String unit) {}

  private static Target most(double most, String unit) {
    return new Target(most, unit);
  }

  private void latency(PrintStream out, String what, String method, String place, Object target) {
    OptionalDouble p50 = measurements.p50(method, place);
    OptionalDouble ratio = measurements.ratio(method, place, "fdatasync");
    String verdict = "";
    if (target instanceof Target limit && p50.isPresent() && ratio.isPresent()) {
      double reached = limit.unit().equals("ms") ? p50.getAsDouble() / 1_000 : ratio.getAsDouble();
      verdict =
          String.format(
              Locale.ROOT,
              "≤ %s %s: %s",
              limit.most(),
              limit.unit(),
              reached <= limit.most() ? "met" : "**missed**");
    }
    out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s |%n",
        what,
        text(thousandth(p50), "%.3f"),
        text(thousandth(measurements.p99(method, place)), "%.3f"),
        text(ratio, "%.2f"),
        verdict);
  }

  private void bulk(PrintStream out, String what, String method, double least) {
    OptionalDouble directory = mebibytesPerSecond(method, DIRECTORY);
    String verdict = "";
    if (least > 0 && directory.isPresent()) {
      verdict =
          String.format(
              Locale.ROOT,
              "≥ %.0f: %s",
              least,
              directory.getAsDouble() >= least ? "met" : "**missed**");
    }
    out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s |%n",
        what,
        text(mebibytesPerSecond(method, MEMORY), "%.0f"),
        text(directory, "%.0f"),
        verdict);
  }

  private void machine(PrintStream out, String what, String method) {
    out.printf(Locale.ROOT, "| %s | %s |%n", what, text(mebibytesPerSecond(method, ""), "%.0f"));
  }

  private OptionalDouble mebibytesPerSecond(String method, String place) {
    OptionalDouble millis = measurements.p50(method, place);
    return millis.isPresent()
        ? OptionalDouble.of(BULK_MEBIBYTES / (millis.getAsDouble() / 1_000))
        : millis;
  }

  private static OptionalDouble thousandth(OptionalDouble value) {
    return value.isPresent() ? OptionalDouble.of(value.getAsDouble() / 1_000) : value;
  }

  private static String perSecond(OptionalDouble micros) {
    return text(
        micros.isPresent() ? OptionalDouble.of(1e6 / micros.getAsDouble()) : micros, "%.0f");
  }

  private static String text(OptionalDouble value, String format) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "–";
  }
}
