package io.travertine.cli;

import io.travertine.jdbc.Version;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The {@code travertine} command. */
public final class Travertine {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int MISUSED = 2;

  private static final String HELP =
      """
      travertine: a SQL database on layered, durable time

      travertine demo [DIR]                  create a database in a fresh directory and travel in it
      travertine sql [DATABASE]              a SQL shell
      travertine sql [DATABASE] -e "SQL"     run statements and exit; -f FILE runs a file, - is stdin
      travertine serve [DATABASE] [--port P] [--host H] [--pubsub [HOST:]PORT]
                                             serve a database to jdbc:travertine://HOST:PORT/
      travertine inspect WHAT DATABASE [SHARD]
                                             look into a database; inspect --help lists what there is
      travertine admin WHAT DATABASE [SHARD] [--commit]
                                             upkeep by hand; admin --help lists what there is
      travertine doctor DATABASE             does this place keep the promises that a database needs?
      travertine simulate [--seeds N] [--first S] [--threads T]
                                             test the storage core under simulated trouble; --seed S
                                             replays one seed, step by step
      travertine soak [DATABASE] [--minutes N] [--chart FILE.svg]
                                             commit once a second and say whether anything grows
      travertine bench                       compare with other databases, from a checkout only
      travertine torture [--kills N]         kill processes that write, and see that nothing is lost;
                                             from a checkout only
      travertine help | version

      DATABASE is a directory, or a URL:
        jdbc:travertine:file:PATH            a directory, created if absent
        jdbc:travertine:mem:NAME             in memory
        jdbc:travertine:postgresql://HOST/DB in a PostgreSQL
        jdbc:travertine:s3://BUCKET/PREFIX   in a bucket, with ;region=… or ;endpoint=…
        jdbc:travertine://HOST:PORT/         a server
      Without one, sql and serve use ./travertine-data. Options of a URL follow as ;key=value, for
      example jdbc:travertine:file:data;asOf=2026-11-22 10:15:00 to read the past.
      """;

  private final PrintStream out;
  private final PrintStream err;

  /** Prints there instead of on the terminal. */
  public Travertine(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    Logger.getLogger("").setLevel(Level.WARNING);
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int status = new Travertine(out, err).run(Arrays.asList(args));
    out.flush();
    err.flush();
    System.exit(status);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Runs one command and returns its exit status: 0 done, 1 failed, 2 misused. */
  public int run(List<String> args) {
    String command = args.isEmpty() ? "help" : args.get(0);
    List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
    try {
      return switch (command) {
        case "demo" -> new DemoCommand(out).run(Arguments.parse(rest, DemoCommand.OPTIONS));
        case "sql" -> new SqlCommand(out, err).run(Arguments.parse(rest, SqlCommand.OPTIONS));
        case "serve" -> new ServeCommand(out).run(Arguments.parse(rest, ServeCommand.OPTIONS));
        case "inspect" -> new InspectCommand(out, err, Terminal.isAttached()).run(rest);
        case "simulate" ->
            new SimulateCommand(out).run(Arguments.parse(rest, SimulateCommand.OPTIONS));
        case "doctor" -> new DoctorCommand(out, err).run(rest);
        case "soak" -> new SoakCommand(out).run(Arguments.parse(rest, SoakCommand.OPTIONS));
        case "admin" -> new AdminCommand(out, err, Terminal.isAttached()).run(rest);
        case "bench" ->
            throw new CommandFailure(
                "the other databases are not in this jar: ./travertine bench runs in a checkout");
        case "torture" ->
            throw new CommandFailure(
                "the victims are not in this jar: ./travertine torture runs in a checkout");
        case "help", "--help", "-h" -> help();
        case "version", "--version", "-V" -> version();
        default -> throw new MisuseException("there is no command '" + command + "'");
      };
    } catch (HelpWanted wanted) {
      return help();
    } catch (MisuseException e) {
      err.println("travertine: " + e.getMessage());
      err.println();
      err.print(e.help().orElse(HELP));
      return MISUSED;
    } catch (CommandFailure e) {
      err.println("travertine: " + e.getMessage());
      return FAILED;
    }
  }

  private int help() {
    out.print(HELP);
    return OK;
  }

  private int version() {
    out.println("travertine " + Version.text());
    return OK;
  }
}
