package io.travertine.persist.inspect;

import static io.travertine.persist.inspect.Place.STORED;
import static io.travertine.persist.inspect.Place.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.PartId;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.batch.WriterKey;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StorageUsageTest {

  private static final Duration OLD = Duration.ofDays(2);

  private final Place place = new Place();
  private final ShardId shard = Place.newShard();

  @AfterEach
  void close() throws Exception {
    place.close();
  }

  private StorageUsage usage() {
    return place.inspector().usage(LeakRule.DEFAULT);
  }

  private String writtenPart(ShardId owner, BuildVersion release, int bytes) {
    String name = new PartKey(new WriterKey(release), PartId.generate(Seed.secure())).full(owner);
    place.blob.set(name, new byte[bytes]);
    return name;
  }

  /** Upstream's {@code size}: what is reported is what Blob holds. */
  @Test
  void reportsWhatBlobHolds() {
    ShardId other = Place.newShard();
    append(place.writer(STORED, shard), "a", "b", "c");
    append(place.writer(STORED, other), "d");

    assertThat(usage().audit(shard).totalBytes()).isEqualTo(place.bytes(shard + "/"));
    LocationUsage all = usage().auditAll(ProgressListener.NONE);
    assertThat(all.totalBytes()).isEqualTo(place.bytes(""));
    assertThat(all.unattributableBytes()).isZero();
    assertThat(all.shards())
        .extracting(LocationUsage.OfShard::shardId)
        .as("the largest first")
        .containsExactly(shard, other);
  }

  /** Upstream's {@code sanity}. */
  @Test
  void aShardThatLosesNothingHasNothingLeaked() {
    WriteHandle<String, Unit> writer = place.writer(STORED, shard);
    for (int i = 0; i < 5; i++) {
      append(writer, "key" + i);
    }
    place.blob.ageAll(OLD);

    ShardUsageAudit audit = usage().audit(shard);

    assertThat(audit.leakedBytes()).isZero();
    assertThat(audit.notLeakedNotReferencedBytes()).isZero();
    assertThat(audit.referencedNotCurrentStateBytes()).isZero();
    assertThat(audit.currentStateBatchesBytes()).isPositive();
    assertThat(audit.currentStateRollupsBytes()).isPositive();
    assertThat(audit.currentStateBytes()).isEqualTo(audit.totalBytes());
    assertThat(usage().audit(Place.newShard())).isEqualTo(ShardUsageAudit.NONE);
  }

  /** Upstream's {@code referenced}: by the states alone. */
  @Test
  void addsUpWhatStatesReferToWithoutLookingAtBlob() {
    WriteHandle<String, Unit> writer = place.writer(STORED, shard);
    append(writer, "a");
    append(writer, "b");
    ShardUsageAudit audit = usage().audit(shard);

    ReferencedUsage referenced = usage().referenced(shard);

    assertThat(referenced.batchesBytes()).isEqualTo(audit.currentStateBatchesBytes());
    assertThat(referenced.rollupsBytes()).as("the first does not know its own size").isZero();
    assertThat(referenced.bytes()).isEqualTo(referenced.batchesBytes());
    assertThatThrownBy(() -> usage().referenced(Place.newShard()))
        .isInstanceOf(NoSuchShardException.class);
  }

  @Test
  void countsRollupsByTheSizeTheStatesKnow() {
    WriteHandle<String, Unit> writer = place.writer(STORED.withRollupVersions(1), shard);
    for (int i = 0; i < 4; i++) {
      append(writer, "key" + i);
    }
    closeAll();

    assertThat(usage().referenced(shard).rollupsBytes()).isPositive();
  }

  private void closeAll() {
    try {
      place.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatTravelsInsideTheStateTakesUpNothing() {
    append(place.writer(PersistConfig.defaults(), shard), "small");

    assertThat(usage().audit(shard).currentStateBatchesBytes()).isZero();
    assertThat(usage().referenced(shard).batchesBytes()).isZero();
  }

  /** Upstream's {@code kitchen_sink} and {@code funnel}: one blob for each class. */
  @Test
  void everyBlobFallsThroughTheFunnelIntoOneClass() throws Exception {
    append(place.writer(STORED, shard), "one");
    long before = place.bytes(shard + "/");
    place.blob.ageAll(OLD);

    writtenPart(shard, BuildVersion.CURRENT, 100); // maybe on its way
    place.blob.age(writtenPart(shard, BuildVersion.CURRENT, 1_000), OLD);
    place.blob.age(
        writtenPart(shard, new BuildVersion(99, 0, 0), 10_000), OLD); // not ours to judge
    String rollup = new RollupKey(new SeqNo(7), RollupId.generate(Seed.secure())).full(shard);
    place.blob.set(rollup, new byte[100_000]);
    place.blob.age(rollup, OLD);
    place.blob.set("something/else", new byte[7]);
    place.blob.set(shard + "/x", new byte[70]);

    ShardUsageAudit audit = usage().audit(shard);

    assertThat(audit.currentStateBytes()).isEqualTo(before);
    assertThat(audit.referencedBytes()).isEqualTo(before);
    assertThat(audit.notLeakedNotReferencedBytes()).isEqualTo(10_100);
    assertThat(audit.notLeakedBytes()).isEqualTo(before + 10_100);
    assertThat(audit.leakedBytes()).isEqualTo(101_000);
    assertThat(audit.totalBytes()).isEqualTo(before + 111_100);
    assertThat(usage().auditAll(ProgressListener.NONE).unattributableBytes()).isEqualTo(77);
    assertThat(audit.json().toString())
        .startsWith("{\"total_bytes\":" + (before + 111_100) + ",\"leaked_bytes\":101000,")
        .endsWith(",\"current_state_rollups_bytes\":" + audit.currentStateRollupsBytes() + "}");
  }

  @Test
  void whatOnlyOlderStatesReferToIsToldApart() {
    WriteHandle<String, Unit> writer =
        place.writer(
            PersistConfig.defaults().withParts(10, 1).withInline(0, 0).withRollupVersions(100_000),
            shard);
    for (int i = 0; i < 64; i++) {
      append(writer, "key" + i);
    }
    closeAll(); // compactions under way end first

    ShardUsageAudit audit = usage().audit(shard);

    assertThat(audit.referencedNotCurrentStateBytes()).as("replaced by compaction").isPositive();
    assertThat(audit.leakedBytes() + audit.notLeakedNotReferencedBytes()).isZero();
    assertThat(usage().referenced(shard).batchesBytes())
        .isEqualTo(audit.currentStateBatchesBytes() + audit.referencedNotCurrentStateBytes());
  }

  /** Upstream's {@code usage_regression_shard_in_blob_not_consensus}. */
  @Test
  void everythingOfAShardThatConsensusDoesNotKnowIsLeaked() {
    ShardId unknown = Place.newShard();
    writtenPart(unknown, BuildVersion.CURRENT, 100);

    assertThat(usage().audit(unknown).leakedBytes()).isEqualTo(100);
    assertThat(usage().auditAll(ProgressListener.NONE).shards())
        .singleElement()
        .satisfies(of -> assertThat(of.audit().leakedBytes()).isEqualTo(100));
  }

  /** Upstream's {@code usage_regression_referenced_greater_than_blob}. */
  @Test
  void whatWasWrittenAfterTheListingIsNotCountedYet() {
    WriteHandle<String, Unit> writer = place.writer(STORED, shard);
    append(writer, "listed");
    long listed = place.bytes(shard + "/");
    Between writes = new Between(place.blob, () -> append(writer, "not", "listed"));

    ShardUsageAudit audit = place.inspector(writes).usage(LeakRule.DEFAULT).audit(shard);

    assertThat(place.bytes(shard + "/")).isGreaterThan(listed);
    assertThat(audit.totalBytes()).isEqualTo(listed);
    assertThat(audit.currentStateBytes()).isEqualTo(listed);
  }

  /**
   * Upstream's {@code races}: whatever happens meanwhile, sums hold and nothing alive is leaked.
   */
  @Test
  void addsUpWhileOthersWriteCompactAndCollect() throws Exception {
    PersistConfig busy =
        PersistConfig.defaults().withParts(200, 1).withInline(0, 0).withRollupVersions(8);
    WriteHandle<String, Unit> writer = place.writer(busy, shard);
    ExecutorService background = Executors.newSingleThreadExecutor();
    try {
      Future<?> writing =
          background.submit(
              () -> {
                for (int i = 0; i < 600; i++) {
                  append(writer, "key" + i, "other" + i);
                }
              });
      int audits = 0;
      while (!writing.isDone() || audits == 0) {
        ShardUsageAudit audit = usage().audit(shard);
        assertThat(audit.leakedBytes()).isZero();
        assertThat(audit.totalBytes()).isPositive();
        audits++;
      }
      writing.get(60, TimeUnit.SECONDS);
    } finally {
      background.shutdownNow();
    }
  }
}
