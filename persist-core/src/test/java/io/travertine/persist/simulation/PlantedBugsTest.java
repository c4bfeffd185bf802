package io.travertine.persist.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.Listen;
import io.travertine.persist.internal.batch.Append;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.ReadHolds;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.maintenance.Compactor;
import io.travertine.persist.internal.maintenance.GarbageCollector;
import io.travertine.persist.internal.state.CompareAndAppend;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.Step;
import io.travertine.persist.simulation.PlantedBug.Edit;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulation finds bugs that are put into the storage core. */
class PlantedBugsTest {

  private static final int SEEDS = 40;

  /** Not visible from here. */
  private static final Class<?> LOST_ANSWERS = inside(Machine.class, "LostAnswers");

  private static final Class<?> SNAPSHOTS = inside(Listen.class, "Snapshots");
  private static final Class<?> LEASES = inside(State.class, "Leases");
  private static final Class<?> MAINTENANCE_DUE = inside(State.class, "MaintenanceDue");

  private static Class<?> inside(Class<?> neighbour, String name) {
    try {
      return Class.forName(neighbour.getPackageName() + "." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeAll
  static void hush() {
    Quiet.begin();
  }

  @AfterAll
  static void speak() {
    Quiet.end();
  }

  private static final String FRESH_TOKEN =
      "batch, writer, IdempotencyToken.generate(context.seed()), now()";
  private static final Edit ANSWERS_STAY_LOST =
      Edit.of(
          LOST_ANSWERS,
          "Arrays.equals(version.get().data(), commit.diff().encode())",
          "version.equals(commit.diff())");

  /** The report of the first seed that finds the bug; {@code likely} is tried first. */
  private static String found(Path directory, long likely, Edit... edits) throws Exception {
    try (PlantedBug bug = new PlantedBug(directory, edits)) {
      return bug.firstReport(likely, SEEDS);
    }
  }

  @Test
  void everyAttemptOfAnAppendHasATokenOfItsOwn(@TempDir Path directory) throws Exception {
    Edit forgets = Edit.of(Machine.class, "batch, writer, token, now()", FRESH_TOKEN);

    // The caller is told of a mismatch, tries again, or deletes the batch's blobs.
    assertThat(found(directory, 1, forgets, ANSWERS_STAY_LOST))
        .containsAnyOf(
            "was refused but had been committed", "refers to it", "refused but is there");
  }

  @Test
  void aCompareAndSetWhoseAnswerGotLostIsTriedAgain(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(ShardLog.class, "return retry.retryDeterminate(", "return retry.retryExternal(");

    assertThat(found(directory, 0, bug)).contains("although no answer got lost");
  }

  @Test
  void aMergeWhoseAnswerGotLostIsTakenForRefused(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            Machine.class,
            "return commitOnce(new ApplyMerge(merge), MergeOutcome.APPLIED_EXACT);",
            """
            try {
              return attempt(new ApplyMerge(merge), new LostAnswers<>(log), Deadline.none()).result();
            } catch (IndeterminateException e) {
              return MergeOutcome.NOT_APPLIED_NO_MATCH;
            }
            """);

    assertThat(found(directory, 0, bug)).containsAnyOf("refers to it", "does not exist");
  }

  @Test
  void aRollupWhoseAnswerGotLostIsTakenForRefused(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            Machine.class,
            "return commitOnce(new AddRollup(rollup), true);",
            """
                try {
                  return attempt(new AddRollup(rollup), new LostAnswers<>(log), Deadline.none()).result();
                } catch (IndeterminateException e) {
                  return false;
                }
            """);

    assertThat(found(directory, 0, bug)).containsAnyOf("refers to it", "does not exist");
  }

  @Test
  void whatTheLogKnowsOfALostAnswerIsNotAsked(@TempDir Path directory) throws Exception {
    Edit bug = Edit.of(LOST_ANSWERS, "if (version.isEmpty()) {", "if (lost != null) {");

    assertThat(found(directory, 5, bug)).contains("which nobody refers to");
  }

  @Test
  void garbageIsCollectedThatAReaderHolds(@TempDir Path directory) throws Exception {
    Edit asked =
        Edit.of(
            MAINTENANCE_DUE,
            "long since = seqNoSince(seqNo, contents).value();",
            "long since = seqNo.value();");
    Edit done =
        Edit.of(
            GarbageCollector.class,
            "    if (state.seqNoSince().isBefore(until)) {\n      throw",
            "    if (state == null) {\n      throw");

    assertThat(found(directory, 0, asked, done)).contains("what a reader holds");
  }

  @Test
  void blobsGoAsSoonAsTheyAreLetGoOf(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            Machine.class,
            "          shared.publish(commit.next());\n",
            """
                      shared.publish(commit.next());
                      commit.diff().dereferencedParts().forEach(key -> log.delete(key.full(shardId())));
            """);

    assertThat(found(directory, 0, bug))
        .contains("is deleted, let go of by", "while a reader holds");
  }

  @Test
  void versionsGoBeforeTheBlobsTheyTellOf(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
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
            """);

    assertThat(found(directory, 7, bug)).contains("nobody refers any more to");
  }

  @Test
  void aSnapshotDoesNotHoldTheVersionItReads(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            ReadHolds.class,
            "return leases.isEmpty() ? shared.current().seqNo() : leases.firstKey();",
            "return shared.current().seqNo();");

    assertThat(found(directory, 30, bug)).contains("has let go of", "which is leased");
  }

  @Test
  void updatesOutsideTheAppendedIntervalCount(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            RegisteredPart.class, "return !run.truncated() || desc.covers(time);", "return true;");

    // A reader sees them, or a compaction, which has no place for them.
    assertThat(found(directory, 0, bug)).containsAnyOf("should be", "could not write a part");
  }

  @Test
  void theTokenOfAnAppendIsNotLookedAt(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            CompareAndAppend.class,
            "if (token.equals(known.lastToken())) {",
            "if (token.equals(known.lastToken()) && nowMillis < 0) {");

    assertThat(found(directory, 0, bug, ANSWERS_STAY_LOST))
        .containsAnyOf(
            "was refused but had been committed",
            "refers to it",
            "its writer went on to",
            "refused but is there");
  }

  /** #14719: nobody else ever learnt how far garbage had been asked for. */
  @Test
  void theDiffIsComputedBeforeTheLastChange(@TempDir Path directory) throws Exception {
    Edit bug =
        new Edit(
            Step.class,
            Map.of(
                "StateDiff.between(state, committed)",
                "StateDiff.between(state, version(state, next, contents, context))",
                "assert diff.reproduces(state, committed);",
                ""));

    assertThat(found(directory, 0, bug)).isNotEmpty();
  }

  /** #22789: of a process that was away, the last handle to expire would take all history. */
  @Test
  void theSinceFollowsWhenAReaderExpires(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            LEASES,
            ": now.withLeasedReaders(readers).withWriters(writers);",
            ": Sinces.recomputed(now.withLeasedReaders(readers).withWriters(writers));");

    assertThat(found(directory, 4, bug)).contains("since moved although no reader moved its own");
  }

  /** #13618, #14083. */
  @Test
  void aListenHoldsOnlyWhatItHasNotTold(@TempDir Path directory) throws Exception {
    Edit bug = Edit.of(Listen.class, "reader.wantSince(since);", "reader.wantSince(upper);");

    assertThat(found(directory, 24, bug)).contains("met a batch compacted to");
  }

  @Test
  void aBatchThatIsCutPassesForWhole(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(Append.class, "runs.add(whole ? run : run.asTruncated());", "runs.add(run);");

    assertThat(found(directory, 0, bug))
        .containsAnyOf("should be", "could not write a part", "sum of diffs");
  }

  @Test
  void rollupsLeaveTheStateBeforeTheVersionsTheyAreFor(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            GarbageCollector.class,
            """
                if (reachable.size() > 1) {
                  collect(machine, reachable);
            """,
            """
                if (reachable.size() > 1) {
                  machine.removeRollups(
                      new RemoveRollups(reachable.subList(0, reachable.size() - 1)));
                  collect(machine, reachable);
            """);

    assertThat(found(directory, 0, bug)).contains("has no rollup of the earliest version");
  }

  /** #12131. */
  @Test
  void aSnapshotDoesNotWaitUntilItsTimeIsComplete(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(SNAPSHOTS, "if (!lease.state().upper().lessEqual(asOf)) {", "if (lease != null) {");

    assertThat(found(directory, 0, bug)).contains("before it is complete");
  }

  /** #13160. */
  @Test
  void aCompactionAdvancesTimesFurtherThanItSays(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            Compactor.class,
            "this.filter = new ReadFilter.Compaction(desc.since());",
            "this.filter = new ReadFilter.Compaction(desc.upper());");

    assertThat(found(directory, 0, bug)).isNotEmpty();
  }
}
