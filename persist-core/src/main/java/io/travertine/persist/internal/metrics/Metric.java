package io.travertine.persist.internal.metrics;

import java.util.List;

/** Everything that is measured: the source of {@code docs/metrics.md}. */
public enum Metric {
  CMD(
      "persist.cmd",
      Kind.TIMER,
      "seconds",
      "attempts to commit a command: committed, with nothing to commit, or failed",
      "cmd",
      "outcome"),
  CMD_MISMATCH(
      "persist.cmd.mismatch",
      Kind.COUNTER,
      "commits",
      "compare-and-sets lost against another commit, and computed again",
      "cmd"),
  CMD_TURN_WAIT(
      "persist.cmd.turn.wait",
      Kind.TIMER,
      "seconds",
      "waits for other commits of this process to the same shard, of those that had to wait"),
  APPEND_UPDATES(
      "persist.append.updates", Kind.COUNTER, "updates", "updates appended by compare-and-append"),
  APPEND_BYTES(
      "persist.append.bytes",
      Kind.COUNTER,
      "bytes",
      "encoded parts appended: inside the state, or as blobs",
      "form"),
  APPEND_BACKPRESSURE(
      "persist.append.backpressure",
      Kind.COUNTER,
      "appends",
      "appends that had to move their inline parts to blobs"),
  EXTERNAL(
      "persist.external",
      Kind.TIMER,
      "seconds",
      "calls to Blob and Consensus, each attempt of its own: succeeded, refused (it surely did not"
          + " happen), or in doubt",
      "op",
      "outcome"),
  EXTERNAL_BYTES(
      "persist.external.bytes",
      Kind.COUNTER,
      "bytes",
      "values moved by those that succeeded",
      "op"),
  REQUEST(
      "persist.request",
      Kind.TIMER,
      "seconds",
      "requests to a store that is asked, and paid, by the request, such as S3: answered, be it by a"
          + " refusal, or lost",
      "request",
      "outcome"),
  REQUEST_BYTES(
      "persist.request.bytes",
      Kind.COUNTER,
      "bytes",
      "bodies of requests sent, and of their answers received",
      "request",
      "direction"),
  RETRY_PAUSE(
      "persist.retry.pause",
      Kind.TIMER,
      "seconds",
      "pauses before a failed call is tried again",
      "call"),
  STATE_FETCH(
      "persist.state.fetch",
      Kind.COUNTER,
      "reads",
      "looks at Consensus for a newer state: found nothing, the next diffs, or only a rollup",
      "path"),
  STATE_DIFF_BYTES(
      "persist.state.diff.bytes", Kind.COUNTER, "bytes", "diffs committed to Consensus"),
  UPKEEP_REQUESTED(
      "persist.upkeep.requested",
      Kind.COUNTER,
      "tasks",
      "background tasks that commits of this process asked for",
      "task"),
  UPKEEP(
      "persist.upkeep",
      Kind.TIMER,
      "seconds",
      "background tasks done, by the threads that did them",
      "threads"),
  UPKEEP_QUEUED(
      "persist.upkeep.queued",
      Kind.TIMER,
      "seconds",
      "time that background tasks waited for a thread",
      "threads"),
  UPKEEP_DROPPED(
      "persist.upkeep.dropped",
      Kind.COUNTER,
      "tasks",
      "background tasks dropped because too many were waiting; later commits ask again",
      "threads"),
  COMPACTION_RESULT(
      "persist.compaction.result",
      Kind.COUNTER,
      "compactions",
      "what became of compacted batches: put in the place of their inputs, or not",
      "outcome"),
  ROLLUP_RESULT(
      "persist.rollup.result",
      Kind.COUNTER,
      "rollups",
      "what became of written rollups: linked, or another was there first",
      "outcome"),
  READ_PART(
      "persist.read.part", Kind.TIMER, "seconds", "parts fetched from Blob and decoded", "purpose"),
  READ_BYTES(
      "persist.read.bytes", Kind.COUNTER, "bytes", "encoded parts fetched from Blob", "purpose"),
  READ_CACHE(
      "persist.read.cache",
      Kind.COUNTER,
      "parts",
      "stored parts wanted: found decoded in memory, or fetched",
      "outcome"),
  READ_CACHE_BYTES(
      "persist.read.cache.bytes",
      Kind.GAUGE,
      "bytes",
      "memory that decoded parts kept take",
      "location"),
  PUSHDOWN(
      "persist.pushdown",
      Kind.COUNTER,
      "parts",
      "parts tested against the filter of a read: wanted, or left out by their statistics",
      "outcome"),
  LEASE_LOST(
      "persist.lease.lost",
      Kind.COUNTER,
      "readers",
      "readers of this process that the state had forgotten when they spoke up"),
  WATCH_WOKEN(
      "persist.watch.woken",
      Kind.COUNTER,
      "waits",
      "waits for a shard that ended: by a commit of this process or a push, by a look at"
          + " Consensus, or by their deadline",
      "by"),
  PUBSUB_SENT("persist.pubsub.sent", Kind.COUNTER, "diffs", "diffs pushed to other processes"),
  PUBSUB_RECEIVED(
      "persist.pubsub.received",
      Kind.COUNTER,
      "diffs",
      "pushes of other processes: applied, known already, with a gap before, or unusable",
      "outcome"),
  SHARD_SEQNO(
      "persist.shard.seqno",
      Kind.GAUGE,
      "versions",
      "the newest version known",
      "location",
      "shard"),
  SHARD_SINCE(
      "persist.shard.since",
      Kind.GAUGE,
      "time",
      "the since; microseconds since the epoch for SQL tables; NaN once everything may go",
      "location",
      "shard"),
  SHARD_UPPER(
      "persist.shard.upper",
      Kind.GAUGE,
      "time",
      "the upper, likewise; NaN once closed",
      "location",
      "shard"),
  SHARD_SEQNOS_HELD(
      "persist.shard.seqnos.held",
      Kind.GAUGE,
      "versions",
      "versions back to the oldest that a reader holds",
      "location",
      "shard"),
  SHARD_SEQNOS_SINCE_ROLLUP(
      "persist.shard.seqnos.since.rollup",
      Kind.GAUGE,
      "versions",
      "versions since the latest rollup",
      "location",
      "shard"),
  SHARD_VERSIONS(
      "persist.shard.versions",
      Kind.GAUGE,
      "versions",
      "versions that the log still has to keep, from the first with a rollup on",
      "location",
      "shard"),
  SHARD_UNCOMPACTED(
      "persist.shard.uncompacted",
      Kind.GAUGE,
      "batches",
      "spine batches that compaction would make one of",
      "location",
      "shard"),
  SHARD_COMPACTING(
      "persist.shard.compacting",
      Kind.GAUGE,
      "batches",
      "of these, those that some process has claimed",
      "location",
      "shard"),
  SHARD_BATCHES(
      "persist.shard.batches", Kind.GAUGE, "batches", "batches in the spine", "location", "shard"),
  SHARD_PARTS(
      "persist.shard.parts", Kind.GAUGE, "parts", "parts of these batches", "location", "shard"),
  SHARD_UPDATES(
      "persist.shard.updates",
      Kind.GAUGE,
      "updates",
      "updates in these batches",
      "location",
      "shard"),
  SHARD_BYTES(
      "persist.shard.bytes",
      Kind.GAUGE,
      "bytes",
      "encoded parts of these batches",
      "location",
      "shard"),
  SHARD_LARGEST_BATCH(
      "persist.shard.largest.batch",
      Kind.GAUGE,
      "bytes",
      "the largest batch, encoded",
      "location",
      "shard"),
  SHARD_INLINE_PARTS(
      "persist.shard.inline.parts",
      Kind.GAUGE,
      "parts",
      "parts inside the state",
      "location",
      "shard"),
  SHARD_INLINE_BYTES(
      "persist.shard.inline.bytes",
      Kind.GAUGE,
      "bytes",
      "these parts, encoded",
      "location",
      "shard"),
  SHARD_ROLLUPS(
      "persist.shard.rollups", Kind.GAUGE, "rollups", "rollups linked", "location", "shard"),
  SHARD_ROLLUP_BYTES(
      "persist.shard.rollup.bytes",
      Kind.GAUGE,
      "bytes",
      "the latest rollup; NaN if unknown",
      "location",
      "shard"),
  SHARD_READERS(
      "persist.shard.readers", Kind.GAUGE, "readers", "readers with a lease", "location", "shard"),
  SHARD_CRITICAL_READERS(
      "persist.shard.critical.readers",
      Kind.GAUGE,
      "readers",
      "holds that never expire",
      "location",
      "shard"),
  SHARD_WRITERS(
      "persist.shard.writers",
      Kind.GAUGE,
      "writers",
      "writers the state knows",
      "location",
      "shard");

  /** How a metric is told. */
  public enum Kind {
    /** Only grows. */
    COUNTER,
    /** Counts, adds up and keeps the longest of late. */
    TIMER,
    /** As it is now. */
    GAUGE
  }

  private final String id;
  private final Kind kind;
  private final String unit;
  private final String meaning;
  private final List<String> tags;

  Metric(String id, Kind kind, String unit, String meaning, String... tags) {
    this.id = id;
    this.kind = kind;
    this.unit = unit;
    this.meaning = meaning;
    this.tags = List.of(tags);
  }

  /** Its name in the registry. */
  public String id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  public String unit() {
    return unit;
  }

  public String meaning() {
    return meaning;
  }

  /** The keys of its tags. */
  public List<String> tags() {
    return tags;
  }
}
