package io.travertine.cli;

import io.travertine.jdbc.TravertineDriver;
import io.travertine.jdbc.Version;
import java.util.Collection;
import java.util.List;
import sqlline.Application;
import sqlline.BuiltInProperty;
import sqlline.SqlLine;
import sqlline.SqlLineOpts;

/** SQLLine dressed as our shell. Public because SQLLine makes it by its name. */
public final class ShellApplication extends Application {

  /** How wide a terminal is taken to be that does not say. */
  private static final int WIDTH_UNKNOWN = 120;

  @Override
  public String getInfoMessage() {
    return "Travertine "
        + Version.text()
        + ": end statements with a semicolon; !help lists commands, !quit leaves";
  }

  @Override
  public String getVersion() {
    return Version.text();
  }

  @Override
  public List<String> allowedDrivers() {
    return List.of(TravertineDriver.class.getName());
  }

  @Override
  public Collection<String> getConnectionUrlExamples() {
    return List.of(
        "jdbc:travertine:file:PATH",
        "jdbc:travertine:mem:NAME",
        "jdbc:travertine://HOST:PORT/",
        "jdbc:travertine:file:PATH;asOf=2026-11-22 10:15:00");
  }

  @Override
  public SqlLineOpts getOpts(SqlLine shell) {
    SqlLineOpts options =
        new SqlLineOpts(shell) {
          @Override
          public int getMaxWidth() {
            int width = super.getMaxWidth();
            return width <= 0 ? WIDTH_UNKNOWN : width;
          }
        };
    options.set(BuiltInProperty.ISOLATION, "TRANSACTION_SERIALIZABLE");
    options.set(BuiltInProperty.NULL_VALUE, "NULL");
    return options;
  }
}
