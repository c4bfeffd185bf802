package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static io.travertine.persist.time.Frontier.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.state.CompactionPolicy;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The golden vectors of spec appendix B5, and what becomes of a compaction that cannot be done. */
@Tag("B5")
class CompactorTest {

  private static final CompactionLimits AMPLE = new CompactionLimits(1 << 20, 1 << 10, 2, 0);
  private static final CompactionPolicy ANYTHING = new CompactionPolicy(1, 1, 1, 0);

  private final MemoryBlob blob = new MemoryBlob();
  private final MachineRoom room = new MachineRoom(blob, new MemoryConsensus());

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void sumsWhatSinceCannotTellApart() {
    MergeRequest request = twoBatches();
    assertThat(room.compact(request, AMPLE)).isEqualTo(MergeOutcome.APPLIED_EXACT);

    HollowBatch output = only();
    assertThat(output.desc()).isEqualTo(new Description(at(0), at(6), at(6)));
    assertThat(output.updates()).isEqualTo(4);
    assertThat(output.runs()).hasSize(1);
    assertThat(output.parts()).hasSize(1);
    assertThat(room.read(output))
        .containsExactly(diff("a", 6, 2), diff("b", 6, 2), diff("c", 6, 1), diff("d", 6, 1));
  }

  @Test
  void writesAsManyPartsAsTheTargetTakes() {
    int twoUpdates = 30;
    MergeRequest request = twoBatches();
    assertThat(room.compact(request, new CompactionLimits(1 << 20, twoUpdates, 2, 0)).isApplied())
        .isTrue();

    HollowBatch output = only();
    assertThat(output.runs()).hasSize(1);
    assertThat(output.parts()).extracting(part -> part.summary().updates()).containsExactly(2L, 2L);
    assertThat(room.read(output))
        .containsExactly(diff("a", 6, 2), diff("b", 6, 2), diff("c", 6, 1), diff("d", 6, 1));
  }

  @Test
  void fewUpdatesStayInsideTheStateAndManyDoNot() {
    CompactionLimits inline = new CompactionLimits(1 << 20, 1 << 10, 2, 4_096);
    room.append(room.batch(0, 1, 4_096, List.of(update("a", 0))));
    room.append(room.batch(1, 2, 4_096, List.of(diff("a", 1, -1), update("b", 1))));
    assertThat(room.compact(exerted(), inline).isApplied()).isTrue();

    assertThat(only().presentRuns()).hasSize(1);
    assertThat(only().closedRuns()).hasSize(1);
    assertThat(room.blobsOfParts()).isEmpty();
    assertThat(room.read(only()))
        .containsExactlyInAnyOrder(diff("a", 0, 1), diff("a", 1, -1), diff("b", 1, 1));

    List<Update<String, Unit>> many =
        IntStream.range(0, 255).mapToObj(i -> update("many" + i, 2)).toList();
    room.append(room.batch(2, 3, 0, many));
    assertThat(room.compact(exerted(), inline).isApplied()).isTrue();
    assertThat(only().presentRuns().get(0).parts())
        .as("not even the last, small part")
        .hasSizeGreaterThan(2)
        .allMatch(part -> part.blob().isPresent());
  }

  @Test
  void mergesNoMoreRunsAtOnceThanMemoryAllows() {
    room.downgradeSince(9);
    room.append(room.batch(0, 3, update("a", 0), update("b", 1), update("c", 2)));
    room.append(room.batch(3, 6, update("a", 3), update("b", 4), update("d", 5)));
    room.append(room.batch(6, 9, update("a", 6), update("e", 7), update("f", 8)));
    MergeRequest request = exerted();
    assertThat(request.inputs()).hasSize(3);
    assertThat(room.compact(request, memoryForTwoRuns(request)).isApplied()).isTrue();

    HollowBatch output = only();
    assertThat(output.runs()).hasSize(2);
    assertThat(room.read(output, output.runs().get(0)))
        .containsExactly(diff("a", 9, 2), diff("b", 9, 2), diff("c", 9, 1), diff("d", 9, 1));
    assertThat(room.read(output, output.runs().get(1)))
        .containsExactly(diff("a", 9, 1), diff("e", 9, 1), diff("f", 9, 1));
    room.compactAll(AMPLE);
    assertThat(room.read(only())).hasSize(6).contains(diff("a", 9, 3));
  }

  @Test
  void whatIsNotAppliedIsDeletedAndWhatWasCarriedOverIsNot() {
    room.append(room.batch(0, 1, update("a", 0)));
    room.append(room.batch(1, 2, diff("a", 1, -1), diff("b", 1, 1)));
    CompactionLimits carrying = new CompactionLimits(1 << 20, 10, 2, 0, 0);
    assertThat(room.compact(exerted(), carrying).isApplied()).isTrue();
    Run history = only().closedRuns().get(0);
    room.append(room.batch(2, 3, update("c", 2)));
    MergeRequest request = exerted();
    int before = room.blobs();

    assertThat(room.compact(request, carrying).isApplied()).isTrue();
    assertThat(only().closedRuns()).containsExactly(history);
    int after = room.blobs();
    assertThat(after).as("nothing but the new present, a part a row").isEqualTo(before + 2);

    MergeRequest again =
        new MergeRequest(
            new SpineId(0, 1),
            request.inputs().get(0).batch().desc(),
            request.inputs().subList(0, 1));
    assertThat(room.compact(again, carrying)).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(room.blobs()).isEqualTo(after);
    assertThat(room.read(only(), history)).hasSize(2);
  }

  @Test
  void whatOthersHaveRewrittenIsNotBroughtBack() {
    room.append(room.batch(0, 1, update("a", 0)));
    room.append(room.batch(1, 2, diff("a", 1, -1), diff("b", 1, 1)));
    room.compactAll(AMPLE);
    room.append(room.batch(2, 3, diff("b", 2, -1), diff("c", 2, 1)));
    MergeRequest request = exerted();
    CompactionLimits rewriting = new CompactionLimits(1 << 20, 1 << 10, 2, 1 << 20, 0);
    CompactionLimits carrying = new CompactionLimits(1 << 20, 10, 2, 0, 0);
    Run before = request.inputs().get(0).batch().closedRuns().get(0);

    assertThat(room.compact(request, rewriting).isApplied()).isTrue();
    assertThat(only().closedRuns()).hasSize(1).doesNotContain(before);
    assertThat(room.compact(request, carrying)).isEqualTo(MergeOutcome.NOT_APPLIED_NO_MATCH);
    assertThat(only().closedRuns()).doesNotContain(before);
  }

  @Test
  void whatWasCarriedOverIsNotMissedOnceSinceHasPassedIt() {
    room.append(room.batch(0, 1, update("a", 0)));
    room.append(room.batch(1, 2, diff("a", 1, -1), diff("b", 1, 1)));
    CompactionLimits carrying = new CompactionLimits(1 << 20, 10, 2, 0, 0);
    assertThat(room.compact(exerted(), carrying).isApplied()).isTrue();
    room.append(room.batch(2, 3, update("c", 2)));
    MergeRequest request = exerted();
    room.downgradeSince(2);
    assertThat(room.machine().shared().current().contents().trace().batches())
        .allMatch(batch -> batch.closedRuns().isEmpty());

    assertThat(room.compact(request, carrying)).isEqualTo(MergeOutcome.APPLIED_EXACT);
    assertThat(only().closedRuns()).isEmpty();
    assertThat(only().desc().since()).as("history is gone up to here").isEqualTo(at(2));
    assertThat(room.read(only())).containsExactly(diff("b", 1, 1), diff("c", 2, 1));
  }

  @Test
  void historyThatSincePassesDuringTheCompactionIsNeitherRegisteredNorLeft() {
    room.append(room.batch(0, 1, update("a", 0), update("b", 0)));
    room.append(room.batch(1, 2, diff("a", 1, -1)));
    room.append(room.batch(2, 3, diff("b", 2, -1), update("c", 2)));
    MergeRequest request = exerted();
    room.downgradeSince(2);
    int before = room.blobs();

    assertThat(room.compact(request, AMPLE)).isEqualTo(MergeOutcome.APPLIED_EXACT);
    assertThat(only().closedRuns()).isEmpty();
    assertThat(only().desc().since()).isEqualTo(at(2));
    assertThat(room.blobs()).as("the new present alone").isEqualTo(before + 1);
    assertThat(room.read(only())).containsExactly(diff("c", 2, 1));
  }

  @Test
  void whoIsRefusedGivesUpItsClaim() {
    room.append(room.batch(0, 1, update("a", 0)));
    room.append(room.batch(1, 2, update("b", 1)));
    MergeRequest request = exerted();
    assertThat(claims()).isEqualTo(1);
    HollowBatch tooMany =
        room.batch(0, 2, update("a", 0), update("b", 1), update("c", 1), diff("d", 1, -1));

    assertThat(room.machine().applyMerge(new MergeResult(request.id(), tooMany)).outcome())
        .isEqualTo(MergeOutcome.NOT_APPLIED_TOO_MANY_UPDATES);
    assertThat(claims()).isZero();
  }

  private long claims() {
    return room.machine().shared().current().contents().trace().spineBatches().stream()
        .filter(batch -> batch.claim().isPresent())
        .count();
  }

  @Test
  void aRequestThatDoesNotFitTogetherIsABug() {
    MergeRequest request = twoBatches();
    MergeRequest gap =
        new MergeRequest(request.id(), request.desc(), request.inputs().subList(1, 2));
    assertThatThrownBy(() -> room.compact(gap, AMPLE)).isInstanceOf(IllegalStateException.class);
    Description earlier = new Description(at(0), at(6), at(0));
    room.compact(request, AMPLE);
    MergeRequest compacted =
        new MergeRequest(
            request.id(),
            earlier,
            room.machine().shared().current().contents().trace().spineBatches().get(0).parts());
    assertThatThrownBy(() -> room.compact(compacted, AMPLE))
        .as("its input is compacted further")
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMissingBlobIsAnErrorAndLeavesNothing() {
    MergeRequest request = twoBatches();
    Part gone = request.inputs().get(1).batch().parts().get(0);
    blob.delete(gone.blob().orElseThrow().full(MachineRoom.SHARD));
    int before = room.blobs();
    assertThatThrownBy(() -> room.compact(request, AMPLE)).isInstanceOf(BlobMissingException.class);
    assertThat(room.machine().shared().isPoisoned()).isFalse();
    assertThat(room.blobs()).isEqualTo(before);
  }

  @Test
  void endsWhenItTakesTooLongOrNobodyWantsIt() {
    MergeRequest request = twoBatches();
    int before = room.blobs();
    ManualClock clock = ManualClock.standing();
    Deadline deadline = Deadline.after(Duration.ofSeconds(1), clock);
    clock.advance(Duration.ofSeconds(2));
    assertThatThrownBy(() -> room.compact(request, new Allowance(() -> false, deadline)))
        .isInstanceOf(DeadlineExceededException.class);
    assertThatThrownBy(() -> room.compact(request, new Allowance(() -> true, Deadline.none())))
        .isInstanceOf(CancelledException.class);
    assertThat(room.blobs()).isEqualTo(before);
    assertThat(room.compact(request, AMPLE)).isEqualTo(MergeOutcome.APPLIED_EXACT);
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void endsWhenItsUploadsTakeTooLong() {
    StuckBlob stuck = new StuckBlob(new MemoryBlob());
    try (MachineRoom elsewhere = new MachineRoom(stuck, new MemoryConsensus())) {
      elsewhere.append(elsewhere.batch(0, 1, update("a", 0)));
      elsewhere.append(elsewhere.batch(1, 2, update("b", 1)));
      MergeRequest request = elsewhere.machine().exert(1 << 20, CompactionPolicy.EVERYTHING).get(0);
      stuck.takesNothing();
      Deadline soon = Deadline.after(Duration.ofMillis(200));
      assertThatThrownBy(() -> elsewhere.compact(request, new Allowance(() -> false, soon)))
          .isInstanceOf(DeadlineExceededException.class);
    }
  }

  /** {@code a@0 b@1 c@2} and {@code a@3 b@4 d@5}, at since 6. */
  private MergeRequest twoBatches() {
    room.downgradeSince(6);
    room.append(room.batch(0, 3, update("a", 0), update("b", 1), update("c", 2)));
    room.append(room.batch(3, 6, update("a", 3), update("b", 4), update("d", 5)));
    MergeRequest request = exerted();
    assertThat(request.desc()).isEqualTo(new Description(at(0), at(6), at(6)));
    return request;
  }

  /** The merge of everything there is. */
  private MergeRequest exerted() {
    while (room.machine().shared().current().contents().trace().spineBatches().size() > 1) {
      room.machine().exert(1 << 20, CompactionPolicy.NOTHING);
    }
    List<MergeRequest> requests = room.machine().exert(1 << 20, ANYTHING);
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }

  private static CompactionLimits memoryForTwoRuns(MergeRequest request) {
    long target = 1 << 10;
    long run =
        request.inputs().stream()
            .flatMap(input -> input.batch().runs().stream())
            .mapToLong(
                each -> new RegisteredRun(request.inputs().get(0).batch(), each).memoryBytes())
            .max()
            .orElseThrow();
    return new CompactionLimits(2 * target + 2 * run, target, 2, 0);
  }

  private HollowBatch only() {
    List<HollowBatch> batches = room.machine().shared().current().contents().trace().batches();
    assertThat(batches).hasSize(1);
    return batches.get(0);
  }

  private static Update<String, Unit> diff(String key, long time, long diff) {
    return new Update<>(key, Unit.UNIT, time, diff);
  }
}
