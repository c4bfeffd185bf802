package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.travertine.persist.data.Seeds;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.internal.state.proto.StateProto.ProtoRollup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rollups stand for the whole state (spec §3.5). */
class RollupTest {

  @Test
  void aRollupAndTheDiffsAfterItMakeEveryLaterVersion() {
    Seeds.forEach(
        30,
        seed -> {
          RandomHistory history = new RandomHistory(new Random(seed));
          history.run(100);
          TestShard shard = history.shard;
          for (int i = 0; i < shard.versions.size(); i += 7) {
            Rollup rollup = new Rollup(shard.versions.get(i), inlined(shard, i));
            byte[] bytes = rollup.encode();
            Rollup read = Rollup.decode(bytes);
            assertThat(read).isEqualTo(rollup);
            assertThat(read.encode()).as("one value, one encoding").isEqualTo(bytes);
            State replayed = read.state();
            for (int j = i + 1; j < shard.versions.size(); j++) {
              replayed = StateDiff.decode(shard.diffs.get(j), replayed.domain()).applyTo(replayed);
              assertThat(replayed).isEqualTo(shard.versions.get(j));
            }
          }
        });
  }

  @Test
  void theFirstRollupKnowsItselfButNotItsSize() {
    TestShard shard = new TestShard();
    State first = Rollup.decode(new Rollup(shard.state, List.of()).encode()).state();
    assertThat(first).isEqualTo(shard.state);
    assertThat(first.seqNo().value()).isEqualTo(1);
    assertThat(first.latestRollup().orElseThrow().encodedBytes()).isEmpty();
    assertThat(first.seqNoSince()).isEqualTo(first.seqNo());
    StateDiff creating = StateDiff.decode(shard.diffs.get(0), first.domain());
    assertThat(creating.applyTo(unborn(first))).isEqualTo(first);
  }

  @Test
  void aFlippedBitIsNoticed() {
    byte[] bytes = large().encode();
    Random random = new Random(1);
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> Rollup.decode(flipped))
          .as("byte %s", i)
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("rollup");
    }
    assertThatThrownBy(() -> Rollup.decode(new byte[0])).isInstanceOf(CorruptException.class);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> Rollup.decode(longer)).isInstanceOf(CorruptException.class);
  }

  @Test
  void aNewerFormatIsRefusedAsSuch() {
    byte[] newer = Frame.ROLLUP.wrap(RollupCodec.toProto(large()), 2);
    assertThatThrownBy(() -> Rollup.decode(newer)).isInstanceOf(FormatTooNewException.class);
  }

  @Test
  void fieldsOfLaterReleasesAreIgnored() {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
            .build();
    Rollup rollup = large();
    ProtoRollup.Builder proto = RollupCodec.toProto(rollup).toBuilder().setUnknownFields(later);
    proto.getContentsBuilder().setUnknownFields(later);
    assertThat(Rollup.decode(Frame.ROLLUP.wrap(proto.build()))).isEqualTo(rollup);
  }

  @Test
  void contentsThatDoNotFitTogetherAreRefused() {
    ProtoRollup proto = RollupCodec.toProto(large());
    ProtoRollup.Builder without = proto.toBuilder();
    without.getContentsBuilder().removeHollowBatches(1);
    assertCorrupt(without);
    ProtoRollup.Builder twice = proto.toBuilder();
    twice.getContentsBuilder().addSpineNodes(proto.getContents().getSpineNodes(0));
    assertCorrupt(twice);
    assertCorrupt(proto.toBuilder().setShardId(ByteString.copyFromUtf8("short")));
    assertCorrupt(proto.toBuilder().setTimeCodec("sundial"));
    assertCorrupt(proto.toBuilder().setApplierVersion("new"));
    assertCorrupt(proto.toBuilder().setSeqNo(-1));
  }

  private static void assertCorrupt(ProtoRollup.Builder proto) {
    byte[] bytes = Frame.ROLLUP.wrap(proto.build());
    assertThatThrownBy(() -> Rollup.decode(bytes)).isInstanceOf(CorruptException.class);
  }

  private static Rollup large() {
    RandomHistory history = new RandomHistory(new Random(11));
    history.run(200);
    assertThat(history.shard.state.contents().trace().batches().size()).isGreaterThan(5);
    return new Rollup(history.shard.state, List.of());
  }

  private static List<Rollup.InlinedDiff> inlined(TestShard shard, int until) {
    List<Rollup.InlinedDiff> diffs = new ArrayList<>();
    for (int i = Math.max(0, until - 3); i < until; i++) {
      diffs.add(
          new Rollup.InlinedDiff(
              shard.versions.get(i).seqNo(), ByteString.copyFrom(shard.diffs.get(i))));
    }
    return diffs;
  }

  private static State unborn(State first) {
    return State.unborn(first.shard(), first.codecs(), first.applierVersion(), first.hostname());
  }
}
