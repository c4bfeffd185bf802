package io.travertine.persist.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.maintenance.GarbageCollector;
import io.travertine.persist.internal.state.State;
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

  @BeforeAll
  static void hush() {
    Quiet.begin();
  }

  @AfterAll
  static void speak() {
    Quiet.end();
  }

  private static String found(Path directory, Edit... edits) throws Exception {
    try (PlantedBug bug = new PlantedBug(directory, edits)) {
      return bug.firstReport(SEEDS);
    }
  }

  @Test
  void everyAttemptOfAnAppendHasATokenOfItsOwn(@TempDir Path directory) throws Exception {
    Edit bug =
        new Edit(
            Machine.class,
            Map.of(
                "batch, writer, token, now()",
                "batch, writer, IdempotencyToken.generate(context.seed()), now()",
                "doubt.get() && happened(batch, token, mismatch, before, registered)",
                "false"));

    // The caller is told of a mismatch, tries again, or deletes the batch's blobs.
    assertThat(found(directory, bug))
        .containsAnyOf("was refused but had been committed", "refers to it");
  }

  @Test
  void aCompareAndSetWhoseAnswerGotLostIsTriedAgain(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(ShardLog.class, "return retry.retryDeterminate(", "return retry.retryExternal(");

    assertThat(found(directory, bug)).contains("although no answer got lost");
  }

  @Test
  void aMergeWhoseAnswerGotLostIsTakenForRefused(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            Machine.class,
            "MergeOutcome last = commit(() -> new ApplyMerge(merge), ever::note, Deadline.none());",
            """
            MergeOutcome last;
            try {
              last = attempt(new ApplyMerge(merge), ever::note).result();
            } catch (IndeterminateException e) {
              return MergeOutcome.NOT_APPLIED_NO_MATCH;
            }
            """);

    assertThat(found(directory, bug)).contains("is deleted while", "refers to it");
  }

  @Test
  void aRollupWhoseAnswerGotLostIsTakenForRefused(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            Machine.class,
            """
                commit(
                    () -> new AddRollup(rollup), linked -> ever.compareAndSet(false, linked), Deadline.none());
            """
                .stripTrailing(),
            """
                try {
                  return attempt(new AddRollup(rollup), linked -> {}).result();
                } catch (IndeterminateException e) {
                  ever.set(false);
                }
            """);

    assertThat(found(directory, bug)).contains("is deleted while", "refers to it");
  }

  @Test
  void anOutcomeThatWasComputedInVainCounts(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            Machine.class,
            "        CasOutcome outcome;\n",
            "        computed.accept(commit.result());\n        CasOutcome outcome;\n");

    assertThat(found(directory, bug)).contains("which nobody refers to");
  }

  @Test
  void garbageIsCollectedThatAReaderHolds(@TempDir Path directory) throws Exception {
    Edit asked =
        Edit.of(
            Class.forName(State.class.getPackageName() + ".MaintenanceDue"),
            "long since = seqNoSince(seqNo, contents).value();",
            "long since = seqNo.value();");
    Edit done =
        Edit.of(
            GarbageCollector.class,
            "    if (state.seqNoSince().isBefore(until)) {\n      throw",
            "    if (state == null) {\n      throw");

    assertThat(found(directory, asked, done)).contains("what a reader holds");
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

    assertThat(found(directory, bug)).contains("is deleted, let go of by", "while a reader holds");
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

    assertThat(found(directory, bug)).contains("which nobody refers to");
  }

  @Test
  void updatesOutsideTheAppendedIntervalCount(@TempDir Path directory) throws Exception {
    Edit bug =
        Edit.of(
            RegisteredPart.class, "return !run.truncated() || desc.covers(time);", "return true;");

    assertThat(found(directory, bug)).contains("should be", "but is");
  }
}
