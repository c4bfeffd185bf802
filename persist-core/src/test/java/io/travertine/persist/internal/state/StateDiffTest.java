package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.travertine.persist.data.Seeds;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.state.proto.StateProto.ProtoChanges;
import io.travertine.persist.internal.state.proto.StateProto.ProtoStateDiff;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The laws of diffs, over random histories of commands (spec §3.4). */
class StateDiffTest {

  private static final int SEEDS = 60;
  private static final int STEPS = 120;

  @Test
  void aDiffMakesTheLaterOfTheEarlierVersion() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          TestShard shard = history(seed);
          State replayed = shard.versions.get(0);
          for (int i = 1; i < shard.versions.size(); i++) {
            StateDiff diff = StateDiff.decode(shard.diffs.get(i), replayed.domain());
            assertThat(diff.encode()).as("one value, one encoding").isEqualTo(shard.diffs.get(i));
            replayed = diff.applyTo(replayed);
            assertThat(replayed).isEqualTo(shard.versions.get(i));
            assertThat(diff.applyTo(replayed)).as("twice is once").isSameAs(replayed);
          }
        });
  }

  @Test
  void aDiffAppliesOnlyToTheVersionBefore() {
    TestShard shard = history(1);
    StateDiff diff = StateDiff.decode(shard.diffs.get(5), shard.state.domain());
    for (int i = 0; i < 10; i++) {
      State other = shard.versions.get(i);
      if (i != 4 && i != 5) {
        assertThatThrownBy(() -> diff.applyTo(other))
            .isInstanceOf(CorruptException.class)
            .hasMessageContaining("v5")
            .hasMessageContaining(other.seqNo().toString());
      }
    }
  }

  @Test
  void aDiffNamesTheNewestRollupForWhoKnowsNothingElse() {
    TestShard shard = history(2);
    for (int i = 0; i < shard.versions.size(); i++) {
      RollupKey newest = shard.versions.get(i).latestRollup().orElseThrow().key();
      assertThat(StateDiff.latestRollup(shard.diffs.get(i))).isEqualTo(newest);
    }
  }

  @Test
  void aTamperedOldValueIsRefused() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Random random = new Random(seed);
          TestShard shard = history(seed);
          for (int i = 1; i < shard.versions.size(); i++) {
            ProtoStateDiff proto = DiffCodec.toProto(diff(shard, i));
            Message.Builder tampered = proto.getChanges().toBuilder();
            if (Tampering.withOneOldValue(tampered, random)) {
              byte[] bytes = Frame.DIFF.wrap(proto.toBuilder().setChanges(build(tampered)).build());
              State before = shard.versions.get(i - 1);
              assertThatThrownBy(() -> StateDiff.decode(bytes, before.domain()).applyTo(before))
                  .as("version %s", i)
                  .isInstanceOf(CorruptException.class);
            }
          }
        });
  }

  @Test
  void theHostnameIsForcedAndNotChecked() {
    TestShard shard = history(4);
    State before = shard.versions.get(6);
    State renamed =
        new State(
            before.shard(),
            before.codecs(),
            before.applierVersion(),
            before.seqNo(),
            before.walltimeMillis(),
            "elsewhere",
            before.contents());
    assertThat(diff(shard, 7).applyTo(renamed)).isEqualTo(shard.versions.get(7));
  }

  @Test
  void theNewestReleaseThatEverContributedIsRemembered() {
    TestShard shard = new TestShard();
    State state = shard.state;
    for (BuildVersion version :
        new BuildVersion[] {new BuildVersion(0, 9, 0), new BuildVersion(0, 2, 0)}) {
      StepContext context = new StepContext(1, version, "there", MaintenancePolicy.DEFAULT);
      Step<Boolean> step =
          Step.of(state, new HeartbeatLeasedReader(TestShard.reader(1), 1), context);
      state = ((Step.Commit<Boolean>) step).next();
      assertThat(state.applierVersion()).isEqualTo(new BuildVersion(0, 9, 0));
      assertThat(state.hostname()).isEqualTo("there");
    }
    assertThat(state.walltimeMillis())
        .as("strictly later though the clock is behind")
        .isEqualTo(102);
  }

  @Test
  void dereferencedBlobsAreWhatOneVersionHadAndTheNextHasNot() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          TestShard shard = history(seed);
          for (int i = 1; i < shard.versions.size(); i++) {
            Set<PartKey> gone = parts(shard.versions.get(i - 1));
            gone.removeAll(parts(shard.versions.get(i)));
            assertThat(diff(shard, i).dereferencedParts()).isEqualTo(gone);
            List<RollupKey> rollups = rollups(shard.versions.get(i - 1));
            rollups.removeAll(rollups(shard.versions.get(i)));
            assertThat(diff(shard, i).dereferencedRollups()).isEqualTo(rollups);
          }
        });
  }

  @Test
  void aFlippedBitIsNoticed() {
    TestShard shard = history(5);
    Random random = new Random(5);
    for (int version : new int[] {0, 3, 40, shard.diffs.size() - 1}) {
      byte[] bytes = shard.diffs.get(version);
      for (int i = 0; i < bytes.length; i++) {
        byte[] flipped = bytes.clone();
        flipped[i] ^= (byte) (1 << random.nextInt(8));
        assertThatThrownBy(() -> StateDiff.decode(flipped, shard.state.domain()))
            .as("byte %s of version %s", i, version)
            .isInstanceOf(CorruptException.class)
            .hasMessageContaining("state diff");
        byte[] cut = Arrays.copyOf(bytes, i);
        assertThatThrownBy(() -> StateDiff.decode(cut, shard.state.domain()))
            .isInstanceOf(CorruptException.class);
      }
    }
  }

  @Test
  void aNewerFormatIsRefusedAsSuch() {
    TestShard shard = history(6);
    byte[] newer = Frame.DIFF.wrap(DiffCodec.toProto(diff(shard, 3)), 2);
    assertThatThrownBy(() -> StateDiff.decode(newer, shard.state.domain()))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("2");
    byte[] rollup = new Rollup(shard.state, List.of()).encode();
    assertThatThrownBy(() -> StateDiff.decode(rollup, shard.state.domain()))
        .as("a rollup is no diff")
        .isInstanceOf(CorruptException.class);
  }

  @Test
  void fieldsOfLaterReleasesAreIgnored() {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(999, UnknownFieldSet.Field.newBuilder().addFixed64(5).build())
            .build();
    TestShard shard = history(7);
    for (int i = 1; i < shard.diffs.size(); i++) {
      StateDiff diff = diff(shard, i);
      ProtoStateDiff.Builder proto = DiffCodec.toProto(diff).toBuilder().setUnknownFields(later);
      proto.getChangesBuilder().setUnknownFields(later);
      proto
          .getChangesBuilder()
          .getWritersBuilderList()
          .forEach(writer -> writer.setUnknownFields(later));
      StateDiff read = StateDiff.decode(Frame.DIFF.wrap(proto.build()), shard.state.domain());
      assertThat(read).isEqualTo(diff);
    }
  }

  private static TestShard history(long seed) {
    RandomHistory history = new RandomHistory(new Random(seed));
    history.run(STEPS);
    return history.shard;
  }

  private static StateDiff diff(TestShard shard, int version) {
    return StateDiff.decode(shard.diffs.get(version), shard.state.domain());
  }

  private static ProtoChanges build(Message.Builder builder) {
    try {
      return ProtoChanges.parseFrom(builder.build().toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<PartKey> parts(State state) {
    Set<PartKey> parts = new HashSet<>();
    for (HollowBatch batch : state.contents().trace().batches()) {
      batch.parts().forEach(part -> part.blob().ifPresent(parts::add));
    }
    return parts;
  }

  private static List<RollupKey> rollups(State state) {
    List<RollupKey> keys = new ArrayList<>();
    state.contents().rollups().forEach(row -> keys.add(row.getValue().key()));
    return keys;
  }
}
