package io.travertine.cli;

import io.travertine.persist.admin.CompactionReport;
import io.travertine.persist.admin.Effects;
import io.travertine.persist.admin.Mode;
import io.travertine.persist.admin.RestoreReport;
import io.travertine.persist.admin.ShardAdmin;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.Json;
import io.travertine.persist.inspect.UncompactedBatch;
import io.travertine.persist.inspect.UnreferencedBlob;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints what upkeep did, or would do: in words, or as JSON. */
final class UpkeepReports {

  private final PrintStream out;
  private final ShardAdmin admin;
  private final boolean asText;

  UpkeepReports(PrintStream out, ShardAdmin admin, boolean asText) {
    this.out = out;
    this.admin = admin;
    this.asText = asText;
  }

  private boolean isRehearsal() {
    return admin.mode() == Mode.REHEARSAL;
  }

  void compacted(CompactionReport report) {
    if (asText) {
      List<List<String>> rows = new ArrayList<>();
      for (UncompactedBatch batch : report.found()) {
        rows.add(
            List.of(
                batch.id(),
                Integer.toString(batch.batches()),
                Integer.toString(batch.runs()),
                Integer.toString(batch.parts()),
                Long.toString(batch.updates()),
                Sizes.text(batch.bytes())));
      }
      if (rows.isEmpty()) {
        out.println("there is nothing to merge at once");
      } else {
        ShardReports.table(
            out, rows, "appends", ">batches", ">runs", ">parts", ">updates", ">size");
      }
      if (!isRehearsal()) {
        out.println(report.merges() == 1 ? "1 merge" : report.merges() + " merges");
      }
      effects();
    } else {
      print(
          json()
              .put(
                  "requests", Json.of(report.found().stream().map(UncompactedBatch::json).toList()))
              .put("merges", report.merges()));
    }
  }

  void collected(SeqNo earliest) {
    if (asText) {
      boolean nothing = admin.effects().versionsTruncated() == 0;
      out.println(
          "versions from "
              + earliest
              + " on are kept"
              + (nothing ? ": there is no later rollup to go by, --roll-up writes one" : ""));
      effects();
    } else {
      print(json().put("earliest_version", earliest.toString()));
    }
  }

  void finalized(ShardId shard) {
    if (asText) {
      out.println(shard + (isRehearsal() ? " could be finalized" : " is finalized"));
      effects();
    } else {
      print(json().put("finalized", shard.toString()));
    }
  }

  void restored(RestoreReport report) {
    if (asText) {
      report.lost().forEach(name -> out.println((isRehearsal() ? "missing: " : "lost: ") + name));
      out.println(report.present() + " objects are there, " + report.lost().size() + " are not");
    } else {
      print(json().put("present", report.present()).put("lost", Json.texts(report.lost())));
    }
  }

  void removed(List<UnreferencedBlob> blobs) {
    if (asText) {
      if (blobs.isEmpty()) {
        out.println("nothing is leaked");
      } else {
        ShardReports.unreferenced(out, true, blobs);
      }
      effects();
    } else {
      print(json().put("removed", Json.of(blobs.stream().map(ShardReports::json).toList())));
    }
  }

  private Json.Builder json() {
    return Json.object().put("dry_run", isRehearsal());
  }

  private void print(Json.Builder fields) {
    Effects effects = admin.effects();
    out.println(
        fields
            .put(
                "effects",
                Json.object()
                    .put("blobs_written", effects.blobsWritten())
                    .put("blobs_deleted", effects.blobsDeleted())
                    .put("bytes_deleted", effects.bytesDeleted())
                    .put("commits", effects.commits())
                    .put("versions_truncated", effects.versionsTruncated())
                    .build())
            .build()
            .pretty());
  }

  /** What has an effect, in a line. */
  private void effects() {
    Effects effects = admin.effects();
    List<String> said = new ArrayList<>();
    say(said, effects.blobsWritten(), "objects written");
    say(
        said,
        effects.blobsDeleted(),
        "objects deleted (" + Sizes.text(effects.bytesDeleted()) + ")");
    say(said, effects.versionsTruncated(), "versions let go");
    say(said, effects.commits(), "commits");
    if (!said.isEmpty()) {
      out.println((isRehearsal() ? "would be: " : "done: ") + String.join(", ", said));
    }
  }

  private static void say(List<String> said, long count, String what) {
    if (count > 0) {
      said.add(count + " " + what);
    }
  }
}
