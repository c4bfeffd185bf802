package io.travertine.cli;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.inspect.BlobCounts;
import io.travertine.persist.inspect.ConsolidatedSize;
import io.travertine.persist.inspect.InspectedShard;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.LocationUsage;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.inspect.ShardStatistics;
import io.travertine.persist.inspect.ShardSummary;
import io.travertine.persist.location.PersistLocation;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code travertine inspect}: looks into a database without touching it (spec §10.1). */
final class InspectCommand {

  static final String HELP =
      """
      travertine inspect WHAT DATABASE [SHARD]: look into a database; nothing is changed or created

      about the database:
        shards                               its shards, what they are called and how far they are
        blob-usage [SHARD]                   what they take up, and why
        blob-count                           how many objects each has (looks at no state)
        shard-stats                          their shape, as CSV (looks at no state but rollups)
      about one shard, by its id or the name of its table:
        state                                its current state
        state-rollup [--rollup-key KEY]      a rollup, the latest unless named
        state-rollups                        every rollup there is
        state-diff                           each live state beside the one before, a line each
        blob-batch-part --key KEY [--limit N]
                                             the updates of one part
        consolidated-size                    what would be left without its history
        unreferenced-blobs                   objects no state refers to: leaked or on their way

      DATABASE is a directory, or file:PATH; SHARD is an id or the name of a table, as in
        travertine inspect state travertine-data orders
      Prints JSON. Some print a table on a terminal: --format json or --format text decides.
      """;

  private static final List<String> OPTIONS =
      List.of("--rollup-key", "--key", "--limit", "--format");
  private static final int LIMIT = 100;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  InspectCommand(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  int run(List<String> words) {
    try {
      Arguments arguments = Arguments.parse(words, OPTIONS);
      return run(arguments);
    } catch (HelpWanted wanted) {
      out.print(HELP);
      return Travertine.OK;
    } catch (MisuseException e) {
      throw e.with(HELP);
    }
  }

  private int run(Arguments arguments) {
    List<String> words = arguments.positional();
    if (words.isEmpty()) {
      throw new MisuseException("inspect what?");
    }
    String what = words.get(0);
    Shape shape = shape(what);
    if (words.size() > 3) {
      throw new MisuseException(
          "too many arguments: " + String.join(" ", words.subList(3, words.size())));
    }
    Optional<String> database = words.stream().skip(1).findFirst();
    Optional<String> shard = words.stream().skip(2).findFirst();
    if (shape == Shape.SHARD && shard.isEmpty()) {
      throw new MisuseException(
          what + " needs a database and a shard of it, by its id or the name of its table");
    }
    if (shape == Shape.DATABASE && shard.isPresent()) {
      throw new MisuseException(what + " is about all shards: leave out " + shard.get());
    }
    Format format = Format.of(arguments, terminal);
    PersistLocation location = DatabaseArgument.location(database);
    try (ShardInspector inspector = ShardInspector.open(location, PersistConfig.defaults())) {
      InspectedDatabase inspected = new InspectedDatabase(inspector, err);
      if (shard.isPresent() && shape == Shape.SHARD) {
        inspect(what, inspected.shard(shard.get()), arguments, format);
      } else {
        return inspect(what, inspected, shard, format);
      }
      return Travertine.OK;
    } catch (PersistException | IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }

  /** What a sub-command is about. */
  private enum Shape {
    DATABASE,
    SHARD,
    EITHER
  }

  private static Shape shape(String what) {
    return switch (what) {
      case "shards", "blob-count", "shard-stats" -> Shape.DATABASE;
      case "blob-usage" -> Shape.EITHER;
      case "state",
          "state-rollup",
          "state-rollups",
          "state-diff",
          "blob-batch-part",
          "consolidated-size",
          "unreferenced-blobs" ->
          Shape.SHARD;
      default -> throw new MisuseException("there is nothing called '" + what + "' to inspect");
    };
  }

  private int inspect(
      String what, InspectedDatabase database, Optional<String> shard, Format format) {
    AtomicInteger status = new AtomicInteger(Travertine.OK);
    ShardInspector location = database.location();
    ShardReports reports = new ShardReports(database, out, format == Format.TEXT);
    try (ProgressBar progress = new ProgressBar(err, "shards", terminal)) {
      switch (what) {
        case "shards" -> {
          List<ShardSummary> summaries =
              location.summaries(
                  progress,
                  (id, damage) -> {
                    err.println("damaged: " + id + ": " + damage.getMessage());
                    status.set(Travertine.FAILED);
                  });
          progress.close();
          reports.shards(summaries);
        }
        case "blob-count" -> {
          BlobCounts counts = location.blobCounts();
          counts.strange().forEach(name -> err.println("not a blob of ours: " + name));
          reports.blobCounts(counts);
        }
        case "shard-stats" -> {
          List<ShardStatistics> statistics = location.statistics(progress);
          progress.close();
          out.println(ShardStatistics.CSV_HEADER);
          statistics.forEach(each -> out.println(each.csv()));
        }
        default -> {
          if (shard.isPresent()) {
            reports.usage(location.usage(LeakRule.DEFAULT).audit(database.id(shard.get())));
          } else {
            LocationUsage usage = location.usage(LeakRule.DEFAULT).auditAll(progress);
            progress.close();
            reports.usage(usage);
          }
        }
      }
    }
    return status.get();
  }

  private void inspect(String what, InspectedShard shard, Arguments arguments, Format format) {
    switch (what) {
      case "state" -> out.println(shard.state().pretty());
      case "state-rollup" -> out.println(shard.rollup(arguments.last("--rollup-key")).pretty());
      case "state-rollups" -> out.println(shard.rollups().pretty());
      case "state-diff" -> shard.diffs(pair -> out.println(pair));
      case "blob-batch-part" -> {
        String key =
            arguments
                .last("--key")
                .orElseThrow(() -> new MisuseException("blob-batch-part needs --key"));
        int limit = arguments.number("--limit", LIMIT, 0, Integer.MAX_VALUE);
        out.println(shard.part(key, limit).pretty());
      }
      case "consolidated-size" -> print(shard.consolidatedSize());
      default ->
          ShardReports.unreferenced(
              out, format == Format.TEXT, shard.unreferencedBlobs(LeakRule.DEFAULT));
    }
  }

  private void print(ConsolidatedSize size) {
    out.println("before: " + size.updatesBefore() + " updates " + size.bytesBefore() + " bytes");
    out.println("after:  " + size.updatesAfter() + " updates " + size.bytesAfter() + " bytes");
  }
}
