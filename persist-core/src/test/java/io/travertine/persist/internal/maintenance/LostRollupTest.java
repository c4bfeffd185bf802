package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.ScriptedConsensus;
import io.travertine.persist.admin.Mode;
import io.travertine.persist.admin.ShardAdmin;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.Place;
import io.travertine.persist.inspect.ProgressListener;
import io.travertine.persist.inspect.UnreferencedBlob;
import io.travertine.persist.internal.state.HollowRollup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rollups whose linking is not answered, and what others do before it is found out: one is never
 * deleted that is linked, nor linked again once it is gone; and one that nobody can know of any
 * more is left, where the finder of leaks sees it.
 */
class LostRollupTest {

  private final Place place = new Place();
  private final ScriptedConsensus losing = new ScriptedConsensus(place.consensus);
  private final MachineRoom room = new MachineRoom(place.blob, losing);
  private final MachineRoom other = new MachineRoom(place.blob, place.consensus, 43);
  private long upper;

  @BeforeEach
  void fill() {
    append(room);
    append(room);
  }

  @AfterEach
  void close() throws Exception {
    room.close();
    other.close();
    place.close();
  }

  private void append(MachineRoom by) {
    by.machine().refresh();
    by.append(by.batch(upper, upper + 1, update("key" + upper, upper)));
    upper++;
  }

  private void rollUpNow() {
    room.rollups().rollUp(room.machine(), room.machine().refresh().seqNo());
  }

  /** The other process goes on until the log begins at a rollup of its own. */
  private void otherCollects() {
    append(other);
    append(other);
    other.rollups().rollUp(other.machine(), other.machine().refresh().seqNo());
    other.collect(other.machine().shared().current().seqNo().value());
  }

  private List<UnreferencedBlob> unreferenced() {
    return place.inspector().shard(MachineRoom.SHARD).unreferencedBlobs(LeakRule.DEFAULT);
  }

  private List<UnreferencedBlob> removeLeaks() {
    try (ShardAdmin admin =
        new ShardAdmin(
            place.location(), PersistConfig.defaults(), Mode.COMMIT, BuildVersion.CURRENT)) {
      return admin.removeLeakedBlobs(
          Optional.of(MachineRoom.SHARD), LeakRule.DEFAULT, ProgressListener.NONE);
    }
  }

  @Test
  void oneThatWasLinkedStays() {
    losing.loseResponse(() -> append(other));
    rollUpNow();

    assertThat(room.machine().refresh().latestRollup()).isPresent();
    assertThat(room.rollupsKnown()).containsExactly(1L, 3L).isEqualTo(room.rollupBlobs());
    assertThat(unreferenced()).isEmpty();
  }

  @Test
  void oneThatWasNotLinkedIsLinkedAfterwards() {
    losing.loseRequest(() -> append(other));
    rollUpNow();

    room.machine().refresh();
    assertThat(room.rollupsKnown()).containsExactly(1L, 3L).isEqualTo(room.rollupBlobs());
    assertThat(unreferenced()).isEmpty();
  }

  @Test
  void oneThatIsLateIsDeleted() {
    losing.loseRequest(
        () -> {
          append(other);
          other.rollups().rollUp(other.machine(), other.machine().refresh().seqNo());
        });
    rollUpNow();

    room.machine().refresh();
    assertThat(room.rollupsKnown()).containsExactly(1L, 4L).isEqualTo(room.rollupBlobs());
    assertThat(unreferenced()).isEmpty();
  }

  @Test
  void oneThatWasLinkedAndCollectedDoesNotComeBack() {
    losing.loseResponse(
        () -> {
          otherCollects();
          otherCollects();
        });
    rollUpNow();

    room.machine().refresh();
    assertThat(room.rollupBlobs()).doesNotContain(3L);
    assertThat(room.rollupsKnown()).doesNotContain(3L);
    assertThat(unreferenced()).isEmpty();
  }

  /**
   * The log does not tell any more what became of the attempt. Deleting the rollup might delete
   * what is linked, so it stays; no state will ever refer to it, which is how it is found.
   */
  @Test
  void oneThatNobodyCanKnowOfIsLeftForTheFinderOfLeaks() {
    losing.loseRequest(this::otherCollects);
    rollUpNow();

    assertIsFoundAsLeak();
  }

  /** That it was refused is a commit as well, which the log has forgotten by then. */
  @Test
  void oneOfWhichNobodyLearnsThatItWasRefusedIsLeftForTheFinderOfLeaks() {
    losing.loseRequest(
        () -> {
          append(other);
          other.rollups().rollUp(other.machine(), other.machine().refresh().seqNo());
        });
    losing.loseResponse(this::otherCollects);
    rollUpNow();

    assertIsFoundAsLeak();
  }

  private void assertIsFoundAsLeak() {
    append(room);
    room.machine().refresh();
    assertThat(room.rollupsKnown()).doesNotContain(3L);
    assertThat(unreferenced())
        .singleElement()
        .satisfies(left -> assertThat(left.name()).contains("/v3/"))
        .satisfies(left -> assertThat(left.isRollup()).isTrue())
        .satisfies(left -> assertThat(left.isLeaked()).as("maybe on its way").isFalse());

    place.pass(Duration.ofHours(25));
    assertThat(removeLeaks()).singleElement().satisfies(l -> assertThat(l.isLeaked()).isTrue());
    assertThat(unreferenced()).isEmpty();
    assertThat(room.rollupBlobs()).doesNotContain(3L);
    HollowRollup latest = room.machine().refresh().latestRollup().orElseThrow();
    assertThat(room.machine().log().read(latest.key())).isPresent();
    append(room);
  }
}
