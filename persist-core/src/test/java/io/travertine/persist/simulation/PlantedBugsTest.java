package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.PlantedBug.thatIs;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.Batch;
import io.travertine.persist.Listen;
import io.travertine.persist.internal.batch.Append;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.ReadHolds;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.maintenance.Compactor;
import io.travertine.persist.internal.maintenance.GarbageCollector;
import io.travertine.persist.internal.state.CompareAndAppend;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The simulation finds bugs that are put into the storage core. {@code -Dtravertine.bug=TEXT}
 * plants only those whose name has the text.
 */
class PlantedBugsTest {

  /** Tried after the likely one. */
  private static final int SEEDS = 100;

  private static final int AT_ONCE = 2;
  private static final String ONLY = System.getProperty("travertine.bug", "");

  /** So that what the log knows of a lost answer does not make up for it. */
  private static PlantedBug withLostAnswers(PlantedBug bug) {
    return bug.in(
        Machine.class,
        "LostAnswers",
        "Arrays.equals(version.get().data(), commit.diff().encode())",
        "version.equals(commit.diff())");
  }

  private static List<PlantedBug> bugs() {
    return List.of(
        // ---- answers that get lost
        // The caller is told of a mismatch, tries again, or deletes the batch's blobs.
        withLostAnswers(thatIs("every attempt of an append has a token of its own"))
            .in(
                Machine.class,
                "Appends",
                "batch, writer, token, now()",
                "batch, writer, IdempotencyToken.generate(context.seed()), now()")
            .foundBy(1, "refused but had been committed", "refers to it", "refused but is there"),
        withLostAnswers(thatIs("the token of an append is not looked at"))
            .in(
                CompareAndAppend.class,
                "if (token.equals(known.lastToken())) {",
                "if (token.equals(known.lastToken()) && nowMillis < 0) {")
            .foundBy(
                1,
                "refused but had been committed",
                "refers to it",
                "its writer went on to",
                "refused but is there"),
        thatIs("a compare-and-set whose answer got lost is tried again")
            .in(ShardLog.class, "return retry.retryDeterminate(", "return retry.retryExternal(")
            .foundBy(1, "although no answer got lost", "refused but is there"),
        thatIs("a merge whose answer got lost is taken for refused")
            .in(
                Machine.class,
                "return commits.commitOnce(new ApplyMerge(merge), MergeAnswer.UNKNOWN);",
                """
                try {
                  return commits
                      .attempt(new ApplyMerge(merge), new LostAnswers<>(log), Deadline.none())
                      .result();
                } catch (IndeterminateException e) {
                  return new MergeAnswer(
                      io.travertine.persist.internal.spine.MergeOutcome.NOT_APPLIED_NO_MATCH,
                      java.util.Set.of());
                }
                """)
            .foundBy(3, "refers to it", "does not exist"),
        thatIs("a rollup whose answer got lost is taken for refused")
            .in(
                Machine.class,
                "return commits.commitOnce(new AddRollup(rollup), true);",
                """
                try {
                  return commits
                      .attempt(new AddRollup(rollup), new LostAnswers<>(log), Deadline.none())
                      .result();
                } catch (IndeterminateException e) {
                  return false;
                }
                """)
            .foundBy(1, "refers to it", "does not exist"),
        thatIs("what the log knows of a lost answer is not asked")
            .in(Machine.class, "LostAnswers", "if (version.isEmpty()) {", "if (lost != null) {")
            .foundBy(26, "which nobody refers to"),

        // ---- garbage
        thatIs("garbage is collected that a reader holds")
            .in(
                State.class,
                "MaintenanceDue",
                "long since = seqNoSince(seqNo, contents).value();",
                "long since = seqNo.value();")
            .in(
                GarbageCollector.class,
                "    if (state.seqNoSince().isBefore(until)) {\n      throw",
                "    if (state == null) {\n      throw")
            .foundBy(0, "what a reader holds"),
        thatIs("blobs go as soon as they are let go of")
            .in(
                Machine.class,
                "CommitLoop",
                "        publish(commit.next());\n",
                """
                publish(commit.next());
                commit
                    .diff()
                    .dereferencedParts()
                    .forEach(key -> log.delete(key.full(log.shardId())));
                """)
            .foundBy(1, "while a reader holds"),
        thatIs("versions go before the parts and rollups they tell of")
            .in(
                GarbageCollector.class,
                """
                    blobs.deleteAll(parts);
                    blobs.deleteAll(rollups);
                    int versions = machine.log().truncate(point);
                """,
                """
                    int versions = machine.log().truncate(point);
                    blobs.deleteAll(parts);
                    blobs.deleteAll(rollups);
                """)
            .foundBy(0, "nobody refers any more to"),
        thatIs("versions go before the rollups they tell of")
            .in(
                GarbageCollector.class,
                """
                    blobs.deleteAll(rollups);
                    int versions = machine.log().truncate(point);
                """,
                """
                    int versions = machine.log().truncate(point);
                    blobs.deleteAll(rollups);
                """)
            .foundBy(39, "nobody refers any more to"),
        thatIs("rollups leave the state before the versions they are for")
            .in(
                GarbageCollector.class,
                """
                    if (reachable.size() > 1) {
                      collect(machine, reachable, until);
                """,
                """
                    if (reachable.size() > 1) {
                      machine.removeRollups(
                          new RemoveRollups(reachable.subList(0, reachable.size() - 1)));
                      collect(machine, reachable, until);
                """)
            .foundBy(0, "has no rollup of the earliest version"),
        thatIs("who was overtaken by another collector takes the shard for broken")
            .in(
                GarbageCollector.class,
                "    if (last.isBefore(states.current().seqNo())) {",
                "    if (last == null) {")
            .foundBy(12, "where no rollup is linked"),

        // ---- reads and what they hold
        thatIs("a snapshot does not hold the version it reads")
            .in(
                ReadHolds.class,
                "return leases.isEmpty() ? shared.current().seqNo() : leases.firstKey();",
                "return shared.current().seqNo();")
            .foundBy(30, "which is leased", "has given back"),
        // #12131
        thatIs("a snapshot does not wait until its time is complete")
            .in(
                Listen.class,
                "Snapshots",
                "if (!lease.state().upper().lessEqual(asOf)) {",
                "if (lease != null) {")
            .foundBy(0, "before it is complete"),
        // #13618, #14083
        thatIs("a listen holds only what it has not told")
            .in(Listen.class, "reader.wantSince(since);", "reader.wantSince(upper);")
            .foundBy(3, "met a batch compacted to"),
        // #22789: of a process that was away, the last handle to expire would take all history.
        thatIs("the since follows when a reader expires")
            .in(
                State.class,
                "Leases",
                ": now.withLeasedReaders(readers).withWriters(writers);",
                ": Sinces.recomputed(now.withLeasedReaders(readers).withWriters(writers));")
            .foundBy(1, "since moved although no reader moved its own"),
        thatIs("nobody's heart beats")
            .in(
                ShardReader.class,
                "    scheduleTick();\n  }\n\n  private long",
                "  }\n\n  private long")
            .foundBy(0, "without trouble", "was silent for longer than its lease"),
        thatIs("what a process knows steps back")
            .in(
                Machine.class,
                "Hearsay",
                "if (!state.seqNo().isBefore(believed.seqNo())) {",
                "if (state != null) {")
            .foundBy(0, "and now knows"),

        // ---- contents
        // A reader sees them, or a compaction, which has no place for them.
        thatIs("updates outside the appended interval count")
            .in(
                RegisteredPart.class,
                "return !run.truncated() || desc.covers(time);",
                "return true;")
            .foundBy(0, "should be", "could not write a part"),
        thatIs("a batch that is cut passes for whole")
            .in(Append.class, "runs.add(whole ? run : run.asTruncated());", "runs.add(run);")
            .foundBy(0, "should be", "could not write a part", "sum of diffs"),
        // #13160
        thatIs("a compaction advances times further than it says")
            .in(
                Compactor.class,
                "this.filter = new ReadFilter.Compaction(desc.since());",
                "this.filter = new ReadFilter.Compaction(desc.upper());")
            .foundBy(0),
        thatIs("closed history is left out one version too early")
            .in(
                Run.class,
                "Frontier.of(asOf.domain(), closedAt.getAsLong()).lessEqual(asOf)",
                "Frontier.of(asOf.domain(), closedAt.getAsLong() - 1).lessEqual(asOf)")
            .foundBy(0, "should be"),
        thatIs("a batch that was sent away is deleted by who built it")
            .in(Batch.class, "hollow()).encode();\n    leak.close();", "hollow()).encode();")
            .foundBy(3, "which does not exist"),
        thatIs("rewritten times stay as they were")
            .in(
                RegisteredPart.class,
                "return part.rewrite().isPresent() ? part.rewrite().get().advance(stored) : stored;",
                "return stored;")
            .foundBy(0),
        // #14719: nobody else ever learnt how far garbage had been asked for.
        thatIs("the diff is computed before the last change")
            .in(
                Step.class,
                "StateDiff.between(state, committed)",
                "StateDiff.between(state, version(state, next, contents, context))")
            .in(Step.class, "assert diff.reproduces(state, committed);", "")
            .foundBy(0));
  }

  private static final List<Search> SEARCHES = new ArrayList<>();
  private static final ExecutorService SEARCHERS = Executors.newFixedThreadPool(AT_ONCE);

  /** For a bug, and what found it. */
  private record Search(PlantedBug bug, Future<Finding> finding) {}

  /** The first seed that found a bug, and what it said; nothing if none did. */
  private record Finding(long seed, String report) {}

  @BeforeAll
  static void search(@TempDir Path directory) {
    Quiet.begin();
    for (PlantedBug bug : bugs()) {
      if (bug.what().contains(ONLY)) {
        Path own = directory.resolve("bug" + SEARCHES.size());
        SEARCHES.add(new Search(bug, SEARCHERS.submit(() -> find(bug, own))));
      }
    }
  }

  private static Finding find(PlantedBug bug, Path directory) throws Exception {
    try (BrokenCore core = new BrokenCore(directory, bug)) {
      Finding likely = new Finding(bug.likely(), core.report(bug.likely()));
      Finding found = likely;
      for (long seed = 0; seed < SEEDS && found.report.isEmpty(); seed++) {
        found = new Finding(seed, core.report(seed));
      }
      return found;
    }
  }

  @AfterAll
  static void speak() {
    SEARCHERS.shutdownNow();
    Quiet.end();
  }

  @TestFactory
  Stream<DynamicTest> isFound() {
    return SEARCHES.stream()
        .map(search -> DynamicTest.dynamicTest(search.bug.what(), () -> check(search)));
  }

  private static void check(Search search) throws Exception {
    Finding finding = search.finding.get();
    assertThat(finding.report).as(search.bug.what()).isNotEmpty();
    if (finding.seed != search.bug.likely()) {
      System.out.printf("%s: found by seed %d%n", search.bug.what(), finding.seed);
    }
    if (!search.bug.tells().isEmpty()) {
      assertThat(finding.report).containsAnyOf(search.bug.tells().toArray(new String[0]));
    }
  }
}
