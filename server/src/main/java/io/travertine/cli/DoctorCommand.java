package io.travertine.cli;

import io.travertine.persist.error.PersistException;
import io.travertine.persist.inspect.Json;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Diagnosis;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.io.PrintStream;
import java.util.List;

/** {@code travertine doctor}: whether a location keeps the promises that a database needs. */
final class DoctorCommand {

  static final String HELP =
      """
      travertine doctor DATABASE: does this place keep the promises that a database needs?

      Reads after writes, lists, commits of racing writers, clocks, disks and permissions are tried
      out beside the database, which need not exist yet and is left alone; all of it is removed
      again. Takes some ten seconds. Prints a table, --format json prints JSON. The exit status is 0
      if the place is safe, 1 if it is not or could not be looked at.

      DATABASE is a directory, postgresql://HOST/DATABASE, s3://BUCKET/PREFIX, or such a URL as
        jdbc:travertine:s3://BUCKET/PREFIX;region=eu-west-1
      """;

  private static final List<String> OPTIONS = List.of("--format");

  private final PrintStream out;
  private final PrintStream err;

  DoctorCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(List<String> words) {
    try {
      return run(Arguments.parse(words, OPTIONS));
    } catch (HelpWanted wanted) {
      out.print(HELP);
      return Travertine.OK;
    } catch (MisuseException e) {
      throw e.with(HELP);
    }
  }

  private int run(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw new MisuseException("doctor needs a database, or a place for one");
    }
    PersistLocation location = DatabaseArgument.location(arguments.atMostOne());
    Format format = Format.of(arguments, true);
    Diagnosis diagnosis;
    try {
      diagnosis = Locations.standard().diagnose(location, OpenOptions.readWrite());
    } catch (PersistException | IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
    if (format == Format.TEXT) {
      table(diagnosis);
    } else {
      json(location, diagnosis);
    }
    if (diagnosis.isUnsafe()) {
      err.println("travertine: " + location + " is not safe for a database");
    } else if (!diagnosis.isSafe()) {
      err.println(
          "travertine: whether " + location + " is safe for a database could not be found out");
    }
    return diagnosis.isSafe() ? Travertine.OK : Travertine.FAILED;
  }

  private void table(Diagnosis diagnosis) {
    ShardReports.table(
        out,
        diagnosis.checks().stream()
            .map(check -> List.of(check.guarantee(), check.verdict().word(), check.seen()))
            .toList(),
        "guarantee",
        "verdict",
        "seen");
    for (Check check : diagnosis.checks()) {
      check
          .verdict()
          .advice()
          .ifPresent(
              advice ->
                  out.println(check.verdict().word() + ": " + check.guarantee() + ": " + advice));
    }
  }

  private void json(PersistLocation location, Diagnosis diagnosis) {
    List<Json> checks = diagnosis.checks().stream().map(DoctorCommand::json).toList();
    out.println(
        Json.object()
            .put("location", location.toString())
            .put("safe", diagnosis.isSafe())
            .put("verdict", verdict(diagnosis))
            .put("checks", Json.of(checks))
            .build()
            .pretty());
  }

  private static String verdict(Diagnosis diagnosis) {
    if (diagnosis.isUnsafe()) {
      return "UNSAFE";
    }
    return diagnosis.isSafe() ? "safe" : "unknown";
  }

  private static Json json(Check check) {
    Json.Builder fields =
        Json.object()
            .put("guarantee", check.guarantee())
            .put("verdict", check.verdict().word())
            .put("seen", check.seen());
    check.verdict().advice().ifPresent(advice -> fields.put("way_out", advice));
    return fields.build();
  }
}
