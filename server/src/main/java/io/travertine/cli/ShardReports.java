package io.travertine.cli;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.BlobCounts;
import io.travertine.persist.inspect.Json;
import io.travertine.persist.inspect.LocationUsage;
import io.travertine.persist.inspect.ShardSummary;
import io.travertine.persist.inspect.ShardUsageAudit;
import io.travertine.persist.inspect.UnreferencedBlob;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Prints what was found out about shards: as a table for people, or as JSON. */
final class ShardReports {

  private static final long MILLIS_PER_SECOND = 1000;

  private final InspectedDatabase database;
  private final PrintStream out;
  private final boolean asText;

  ShardReports(InspectedDatabase database, PrintStream out, boolean asText) {
    this.database = database;
    this.out = out;
    this.asText = asText;
  }

  // ---- what there is

  /** Shards with a name first, by name. */
  void shards(List<ShardSummary> summaries) {
    List<ShardSummary> sorted = new ArrayList<>(summaries);
    sorted.sort(
        Comparator.comparing(
            (ShardSummary shard) ->
                database.name(shard.shardId()).map(name -> "0" + name).orElse("1")));
    if (asText) {
      List<List<String>> rows = new ArrayList<>();
      for (ShardSummary shard : sorted) {
        rows.add(
            List.of(
                database.name(shard.shardId()).orElse(""),
                shard.shardId().toString(),
                shown(shard.since()),
                shown(shard.upper()),
                Long.toString(shard.updates()),
                Sizes.text(shard.storedBytes() + shard.inlineBytes()),
                shard.isFinalized() ? "finalized" : String.join(", ", shard.purposes())));
      }
      table(rows, "name", "shard", "since", "upper", ">updates", ">size", "opened for");
    } else {
      out.println(Json.of(sorted.stream().map(this::json).toList()).pretty());
    }
  }

  private Json json(ShardSummary shard) {
    return Json.object()
        .put("shard", shard.shardId().toString())
        .put("name", database.name(shard.shardId()).map(Json::of))
        .put("seqno", shard.seqNo().toString())
        .put("since", times(shard.since()))
        .put("since_timestamp", timestamp(shard.since()).map(Json::of))
        .put("upper", times(shard.upper()))
        .put("upper_timestamp", timestamp(shard.upper()).map(Json::of))
        .put("finalized", shard.isFinalized())
        .put("updates", shard.updates())
        .put("batches", shard.batches())
        .put("parts", shard.parts())
        .put("stored_bytes", shard.storedBytes())
        .put("inline_bytes", shard.inlineBytes())
        .put("writers", shard.writers())
        .put("leased_readers", shard.leasedReaders())
        .put("critical_readers", shard.criticalReaders())
        .put("purposes", Json.texts(shard.purposes()))
        .build();
  }

  private static Json times(Frontier frontier) {
    List<Json> times = new ArrayList<>();
    for (long time : frontier.elements()) {
      times.add(
          frontier.domain() == TimeDomain.U64
              ? new Json.Literal(Long.toUnsignedString(time))
              : Json.of(frontier.domain().print(time)));
    }
    return Json.of(times);
  }

  /** The instant, where the time is one: microseconds since the epoch, in years of four digits. */
  private static Optional<String> timestamp(Frontier frontier) {
    if (frontier.domain() != TimeDomain.U64 || frontier.isEmpty() || frontier.only() < 0) {
      return Optional.empty();
    }
    try {
      String text = Instant.EPOCH.plus(frontier.only(), ChronoUnit.MICROS).toString();
      return text.startsWith("+") ? Optional.empty() : Optional.of(text);
    } catch (DateTimeException | ArithmeticException beyond) {
      return Optional.empty();
    }
  }

  private static String shown(Frontier frontier) {
    if (frontier.isEmpty()) {
      return "closed";
    }
    return timestamp(frontier).orElse(frontier.toString());
  }

  /** How many objects. */
  void blobCounts(BlobCounts counts) {
    if (asText) {
      List<List<String>> rows = new ArrayList<>();
      for (BlobCounts.OfShard shard : counts.shards()) {
        rows.add(
            List.of(
                shard.shardId().toString(),
                Long.toString(shard.parts()),
                Sizes.text(shard.partsBytes()),
                Long.toString(shard.rollups()),
                Sizes.text(shard.rollupsBytes())));
      }
      table(rows, "shard", ">parts", ">size", ">rollups", ">size");
    } else {
      Json.Builder shards = Json.object();
      counts.shards().forEach(shard -> shards.put(shard.shardId().toString(), shard.json()));
      out.println(shards.build().pretty());
    }
  }

  // ---- what it takes up

  void usage(LocationUsage usage) {
    if (asText) {
      List<List<String>> rows = new ArrayList<>();
      for (LocationUsage.OfShard shard : usage.shards()) {
        ShardUsageAudit audit = shard.audit();
        rows.add(
            List.of(
                database.name(shard.shardId()).orElse(shard.shardId().toString()),
                Sizes.text(audit.totalBytes()),
                Sizes.text(audit.currentStateBatchesBytes()),
                Sizes.text(audit.currentStateRollupsBytes()),
                Sizes.text(audit.referencedNotCurrentStateBytes()),
                Sizes.text(audit.notLeakedNotReferencedBytes()),
                Sizes.text(audit.leakedBytes())));
      }
      table(
          rows,
          "shard",
          ">total",
          ">batches",
          ">rollups",
          ">older states",
          ">unreferenced",
          ">leaked");
      out.println();
      out.println("in all " + Sizes.text(usage.totalBytes()));
      if (usage.unattributableBytes() > 0) {
        out.println("not ours " + Sizes.text(usage.unattributableBytes()));
      }
    } else {
      List<Json> shards = new ArrayList<>();
      for (LocationUsage.OfShard shard : usage.shards()) {
        Json.Builder fields = named(shard.shardId());
        shard.audit().json().fields().forEach(fields::put);
        shards.add(fields.build());
      }
      out.println(
          Json.object()
              .put("shards", Json.of(shards))
              .put("unattributable_bytes", usage.unattributableBytes())
              .put("total_bytes", usage.totalBytes())
              .build()
              .pretty());
    }
  }

  private Json.Builder named(ShardId shardId) {
    return Json.object()
        .put("shard", shardId.toString())
        .put("name", database.name(shardId).map(Json::of));
  }

  void usage(ShardUsageAudit audit) {
    if (!asText) {
      out.println(audit.json().pretty());
      return;
    }
    List<List<String>> rows =
        List.of(
            List.of("total", Sizes.text(audit.totalBytes())),
            List.of("  leaked", Sizes.text(audit.leakedBytes())),
            List.of("  not leaked", Sizes.text(audit.notLeakedBytes())),
            List.of("    not referenced (yet)", Sizes.text(audit.notLeakedNotReferencedBytes())),
            List.of("    referenced", Sizes.text(audit.referencedBytes())),
            List.of("      by older states", Sizes.text(audit.referencedNotCurrentStateBytes())),
            List.of("      by the current state", Sizes.text(audit.currentStateBytes())),
            List.of("        batches", Sizes.text(audit.currentStateBatchesBytes())),
            List.of("        rollups", Sizes.text(audit.currentStateRollupsBytes())));
    table(rows, "what", ">size");
  }

  // ---- what nobody refers to

  static void unreferenced(PrintStream out, boolean asText, List<UnreferencedBlob> blobs) {
    if (!asText) {
      out.println(Json.of(blobs.stream().map(ShardReports::json).toList()).pretty());
      return;
    }
    if (blobs.isEmpty()) {
      out.println("every object is referred to");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (UnreferencedBlob blob : blobs) {
      rows.add(
          List.of(
              blob.name(),
              Sizes.text(blob.bytes()),
              blob.ageMillis().isPresent() ? Sizes.age(blob.ageMillis().getAsLong()) : "unknown",
              blob.isLeaked() ? "leaked" : "maybe on its way"));
    }
    table(out, rows, "object", ">size", ">age", "verdict");
  }

  static Json json(UnreferencedBlob blob) {
    Json.Builder fields =
        Json.object()
            .put("key", blob.name())
            .put("kind", blob.isRollup() ? "rollup" : "batch_part")
            .put("bytes", blob.bytes());
    if (blob.ageMillis().isPresent()) {
      fields.put("age_seconds", blob.ageMillis().getAsLong() / MILLIS_PER_SECOND);
    } else {
      fields.put("age_seconds", Json.nothing());
    }
    return fields.put("leaked", blob.isLeaked()).build();
  }

  // ---- tables

  private void table(List<List<String>> rows, String... labels) {
    table(out, rows, labels);
  }

  /** A label after {@code >} is of a column aligned to the right. */
  static void table(PrintStream out, List<List<String>> rows, String... labels) {
    boolean[] right = new boolean[labels.length];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      right[i] = labels[i].startsWith(">");
      names.add(right[i] ? labels[i].substring(1) : labels[i]);
    }
    new TextTable(out, "").print(names, right, rows);
  }
}
