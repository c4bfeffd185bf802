package io.travertine.cli;

import io.travertine.calcite.parse.Script;
import io.travertine.jdbc.TravertineDriver;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import sqlline.SqlLine;

/** {@code travertine sql}: a shell, or statements from the command line, a file or stdin. */
final class SqlCommand {

  static final List<String> OPTIONS = List.of("-e", "-f");

  private final PrintStream out;
  private final PrintStream err;

  SqlCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(Arguments arguments) {
    String url = DatabaseArgument.url(arguments.atMostOne());
    List<String> scripts = new ArrayList<>(arguments.all("-e"));
    for (String file : arguments.all("-f")) {
      scripts.add(read(file));
    }
    if (!scripts.isEmpty()) {
      return runAll(url, scripts);
    }
    return !Terminal.isAttached() ? runAll(url, List.of(read("-"))) : shell(url);
  }

  private static String read(String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + file + ": " + e.getMessage());
    }
  }

  private int runAll(String url, List<String> scripts) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String script : scripts) {
        for (Script.Statement each : Script.split(script)) {
          if (!run(statement, each.text())) {
            return Travertine.FAILED;
          }
        }
      }
      return Travertine.OK;
    } catch (SQLException e) {
      throw new CommandFailure(e);
    }
  }

  /** Runs one statement; false if it failed, after saying so. */
  private boolean run(Statement statement, String sql) {
    try {
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          long rows = new TextTable(out, "").print(result);
          out.println(rows == 1 ? "(1 row)" : "(" + rows + " rows)");
        }
      } else {
        long changed = statement.getLargeUpdateCount();
        out.println(
            changed <= 0 ? "ok" : changed == 1 ? "1 row changed" : changed + " rows changed");
      }
      out.println();
      return true;
    } catch (SQLException e) {
      out.flush();
      err.println(CommandFailure.describe(e));
      err.println("in: " + shortened(sql));
      return false;
    }
  }

  private static String shortened(String sql) {
    String line = sql.replaceAll("\\s+", " ");
    return line.length() <= 200 ? line : line.substring(0, 199) + "…";
  }

  private static int shell(String url) {
    try {
      SqlLine.Status status =
          SqlLine.start(
              new String[] {
                "-ac",
                ShellApplication.class.getName(),
                "-u",
                url,
                "-d",
                TravertineDriver.class.getName(),
                "-n",
                "",
                "-p",
                ""
              },
              null,
              true);
      return status == SqlLine.Status.OK ? Travertine.OK : Travertine.FAILED;
    } catch (IOException e) {
      throw new CommandFailure("the terminal failed: " + e.getMessage());
    }
  }
}
