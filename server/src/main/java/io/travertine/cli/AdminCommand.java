package io.travertine.cli;

import io.travertine.calcite.catalog.ShardNames;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.admin.CompactionReport;
import io.travertine.persist.admin.Mode;
import io.travertine.persist.admin.RestoreReport;
import io.travertine.persist.admin.ShardAdmin;
import io.travertine.persist.data.Schema;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.UnreferencedBlob;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code travertine admin}: upkeep by hand, a dry run unless told otherwise (spec §10.2). */
final class AdminCommand {

  static final String HELP =
      """
      travertine admin WHAT DATABASE [SHARD] [--commit]: upkeep by hand; a dry run without --commit

        force-compaction DATABASE SHARD      merge until the present lies in one run
          --compaction-memory-bound-bytes N  memory to use for it
          --timeout-minutes N                when to give up (60): writers may keep it from ending
        force-gc DATABASE SHARD              delete what only versions before the latest rollup need
          --roll-up                          write a rollup first, so that more can go
        finalize DATABASE SHARD              delete all that a shard holds, for ever; the shard must
                                             be closed for reading and writing, or be so by force:
          --force-downgrade-since            give up all its history
          --force-downgrade-upper            close it for writing
        restore-blob DATABASE                bring deleted objects back that states refer to
          --concurrency N                    how many at once (16)
        remove-leaked-blobs DATABASE [SHARD] delete objects that killed processes left behind
          --older-than HOURS                 how old they must be (24): younger ones may be on their
                                             way; 1 is the least

        --commit                             do it
        --expected-version V                 the release that wrote the shard last, if not this one

      DATABASE is a directory, or file:PATH; SHARD is an id or the name of a table. All of this is
      safe while others use the database, but for finalize. Prints JSON; on a terminal, text:
      --format json or --format text decides.
      """;

  private static final List<String> OPTIONS =
      List.of(
          "--compaction-memory-bound-bytes",
          "--timeout-minutes",
          "--concurrency",
          "--older-than",
          "--expected-version",
          "--format");
  private static final List<String> FLAGS =
      List.of("--commit", "--roll-up", "--force-downgrade-since", "--force-downgrade-upper");

  private static final int TIMEOUT_MINUTES = 60;
  private static final int CONCURRENCY = 16;
  private static final int CONCURRENCY_MOST = 256;
  private static final int HOURS_MOST = 24 * 366;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  AdminCommand(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  int run(List<String> words) {
    try {
      return run(Arguments.parse(words, OPTIONS, FLAGS));
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
      throw new MisuseException("admin what?");
    }
    String what = words.get(0);
    Optional<String> shard = words.stream().skip(2).findFirst();
    check(what, words, shard);
    Mode mode = arguments.has("--commit") ? Mode.COMMIT : Mode.REHEARSAL;
    boolean asText = Format.of(arguments, terminal) == Format.TEXT;
    PersistConfig config = config(arguments);
    BuildVersion expected = expected(arguments);
    PersistLocation location = DatabaseArgument.location(Optional.of(words.get(1)));
    try (ShardAdmin admin = ShardAdmin.open(location, config, mode, expected)) {
      if (mode == Mode.REHEARSAL) {
        err.println("dry run: nothing is written, --commit does it");
      }
      return run(what, admin, shard, arguments, new UpkeepReports(out, admin, asText));
    } catch (PersistException | IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }

  private static void check(String what, List<String> words, Optional<String> shard) {
    switch (what) {
      case "force-compaction", "force-gc", "finalize" -> {
        if (shard.isEmpty()) {
          throw new MisuseException(
              what + " needs a database and a shard of it, by its id or the name of its table");
        }
      }
      case "restore-blob" -> {
        if (shard.isPresent()) {
          throw new MisuseException(what + " is about all shards: leave out " + shard.get());
        }
      }
      case "remove-leaked-blobs" -> {
        // one shard or all
      }
      default -> throw new MisuseException("admin cannot '" + what + "'");
    }
    if (words.size() < 2) {
      throw new MisuseException(what + " needs a database");
    }
    if (words.size() > 3) {
      throw new MisuseException(
          "too many arguments: " + String.join(" ", words.subList(3, words.size())));
    }
  }

  private static PersistConfig config(Arguments arguments) {
    PersistConfig defaults = PersistConfig.defaults();
    Optional<String> memory = arguments.last("--compaction-memory-bound-bytes");
    return memory.isEmpty()
        ? defaults
        : defaults.withCompactionMemory(
            arguments.number("--compaction-memory-bound-bytes", 0L, 1, Long.MAX_VALUE));
  }

  private static BuildVersion expected(Arguments arguments) {
    try {
      return arguments
          .last("--expected-version")
          .map(BuildVersion::parse)
          .orElse(BuildVersion.CURRENT);
    } catch (IllegalArgumentException e) {
      throw new MisuseException(String.valueOf(e.getMessage()));
    }
  }

  private int run(
      String what,
      ShardAdmin admin,
      Optional<String> shard,
      Arguments arguments,
      UpkeepReports reports) {
    InspectedDatabase database = new InspectedDatabase(admin.inspector());
    Optional<ShardId> id = shard.map(database::id);
    switch (what) {
      case "force-compaction" -> {
        Duration timeout =
            Duration.ofMinutes(
                arguments.number("--timeout-minutes", TIMEOUT_MINUTES, 1, Integer.MAX_VALUE));
        Schema columns = database.names().columns().getOrDefault(id.orElseThrow(), Schema.EMPTY);
        try (ProgressBar progress = new ProgressBar(err, "updates", terminal)) {
          CompactionReport report =
              admin.forceCompaction(
                  id.orElseThrow(), columns, Schema.EMPTY, Deadline.after(timeout), progress);
          progress.close();
          reports.compacted(report);
        }
      }
      case "force-gc" -> {
        if (arguments.has("--roll-up")) {
          admin.rollUp(id.orElseThrow());
        }
        reports.collected(admin.forceGc(id.orElseThrow()));
      }
      case "finalize" ->
          finalizeShard(admin, database.names(), id.orElseThrow(), arguments, reports);
      case "restore-blob" -> {
        try (ProgressBar progress = new ProgressBar(err, "objects", terminal)) {
          RestoreReport report =
              admin.restoreBlobs(
                  arguments.number("--concurrency", CONCURRENCY, 1, CONCURRENCY_MOST), progress);
          progress.close();
          reports.restored(report);
          return report.lost().isEmpty() ? Travertine.OK : Travertine.FAILED;
        }
      }
      default -> {
        int hours =
            arguments.number(
                "--older-than",
                (int) LeakRule.DEFAULT.grace().toHours(),
                (int) LeakRule.GRACE_LEAST.toHours(),
                HOURS_MOST);
        try (ProgressBar progress = new ProgressBar(err, "shards", terminal)) {
          List<UnreferencedBlob> removed =
              admin.removeLeakedBlobs(id, new LeakRule(Duration.ofHours(hours)), progress);
          progress.close();
          reports.removed(removed);
        }
      }
    }
    return Travertine.OK;
  }

  private static void finalizeShard(
      ShardAdmin admin,
      ShardNames names,
      ShardId shard,
      Arguments arguments,
      UpkeepReports reports) {
    if (names.isInUse(shard)) {
      throw new CommandFailure(
          "shard "
              + shard
              + " is that of "
              + names.nameOf(shard).orElseThrow()
              + ": DROP the table first, what is finalized can never be read or written again");
    }
    try {
      admin.finalizeShard(
          shard,
          arguments.has("--force-downgrade-since"),
          arguments.has("--force-downgrade-upper"));
    } catch (InvalidUsageException e) {
      throw new CommandFailure(
          e.getMessage()
              + "; --force-downgrade-upper closes a shard for writing, --force-downgrade-since gives"
              + " its history up unless a reader still holds it (see `travertine inspect state`)");
    }
    reports.finalized(shard);
  }
}
