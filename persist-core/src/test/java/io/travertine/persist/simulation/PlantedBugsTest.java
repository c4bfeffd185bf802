package io.travertine.persist.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.ReadHolds;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.maintenance.GarbageCollector;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.simulation.PlantedBug.Edit;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulation finds bugs that are put into the storage core. */
class PlantedBugsTest {

  private static final int SEEDS = 40;

  /** Not visible from here. */
  private static final Class<?> LOST_ANSWERS = inside(Machine.class, "LostAnswers");

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
        .containsAnyOf("was refused but had been committed", "refers to it");
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

    assertThat(found(directory, 1, bug)).containsAnyOf("refers to it", "does not exist");
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

    assertThat(found(directory, 1, bug)).containsAnyOf("refers to it", "does not exist");
  }

  @Test
  void whatTheLogKnowsOfALostAnswerIsNotAsked(@TempDir Path directory) throws Exception {
    Edit bug = Edit.of(LOST_ANSWERS, "if (version.isEmpty()) {", "if (lost != null) {");

    assertThat(found(directory, 11, bug)).contains("which nobody refers to");
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

    assertThat(found(directory, 4, bug)).contains("nobody refers any more to");
  }

  @Test
  void aSnapshotDoesNotHoldTheVersionItReads(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            ReadHolds.class,
            "return leases.isEmpty() ? shared.current().seqNo() : leases.firstKey();",
            "return shared.current().seqNo();");

    assertThat(found(directory, 58, bug)).contains("holds its lease, but:");
  }

  @Test
  void updatesOutsideTheAppendedIntervalCount(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            RegisteredPart.class, "return !run.truncated() || desc.covers(time);", "return true;");

    // A reader sees them, or a compaction, which has no place for them.
    assertThat(found(directory, 0, bug)).containsAnyOf("should be", "could not write a part");
  }
}
