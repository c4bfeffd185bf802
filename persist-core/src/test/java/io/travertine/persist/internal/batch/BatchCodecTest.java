package io.travertine.persist.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.travertine.persist.data.Seeds;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoFrontier;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoHollowBatch;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoRun;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCodecTest {

  @Test
  void batchesAreReadBackAsTheyWere() {
    Seeds.forEach(
        300,
        seed -> {
          Random random = new Random(seed);
          TimeDomain domain = random.nextBoolean() ? TimeDomain.U64 : TimeDomain.PAIR;
          Frontier lower = frontier(random, domain);
          Description desc =
              new Description(
                  lower, lower.join(frontier(random, domain)), frontier(random, domain));
          HollowBatch batch = Batches.random(random, desc);
          ProtoHollowBatch proto = BatchCodec.encode(batch);
          HollowBatch read = BatchCodec.decode(reparsed(proto), domain);
          assertThat(read).isEqualTo(batch);
          assertThat(BatchCodec.encode(read).toByteString()).isEqualTo(proto.toByteString());
        });
  }

  @Test
  void fieldsOfLaterReleasesAreIgnored() {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
            .build();
    HollowBatch batch = Batches.of(0, 3, 2);
    ProtoHollowBatch.Builder builder = BatchCodec.encode(batch).toBuilder();
    builder.setUnknownFields(later).getRunsBuilder(0).setUnknownFields(later);
    assertThat(BatchCodec.decode(reparsed(builder.build()), TimeDomain.U64)).isEqualTo(batch);
  }

  @Test
  void anOrderOfLaterReleasesIsNoOrder() {
    ProtoHollowBatch.Builder builder = BatchCodec.encode(Batches.of(0, 3, 2)).toBuilder();
    builder.getRunsBuilder(0).setOrderValue(17);
    assertThat(BatchCodec.decode(reparsed(builder.build()), TimeDomain.U64).runs().get(0).order())
        .isEqualTo(RunOrder.UNORDERED);
  }

  @Test
  void whatNoBatchCanBeIsRefused() {
    ProtoHollowBatch good = BatchCodec.encode(Batches.of(0, 3, 2));
    assertRefused(good.toBuilder().addRuns(ProtoRun.getDefaultInstance()).build());
    ProtoHollowBatch.Builder noPlace = good.toBuilder();
    noPlace.getRunsBuilder(0).getPartsBuilder(0).clearPlace();
    assertRefused(noPlace.build());
    ProtoHollowBatch.Builder noUpdates = good.toBuilder();
    noUpdates.getRunsBuilder(0).getPartsBuilder(0).getSummaryBuilder().setUpdates(0);
    assertRefused(noUpdates.build());
    ProtoHollowBatch.Builder backwards = good.toBuilder();
    backwards
        .getDescBuilder()
        .setUpper(ProtoFrontier.newBuilder())
        .setLower(good.getDesc().getUpper());
    backwards.getDescBuilder().setUpper(good.getDesc().getLower());
    assertRefused(backwards.build());
    ProtoHollowBatch.Builder comparable = good.toBuilder();
    comparable.getDescBuilder().setUpper(ProtoFrontier.newBuilder().addTimes(3).addTimes(4));
    assertRefused(comparable.build());
  }

  private static void assertRefused(ProtoHollowBatch proto) {
    assertThatThrownBy(() -> BatchCodec.decode(proto, TimeDomain.U64))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ProtoHollowBatch reparsed(ProtoHollowBatch proto) {
    try {
      return ProtoHollowBatch.parseFrom(proto.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Frontier frontier(Random random, TimeDomain domain) {
    return Frontier.of(domain, random.longs(random.nextInt(4)).toArray());
  }
}
