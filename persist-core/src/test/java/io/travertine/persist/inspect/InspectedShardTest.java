package io.travertine.persist.inspect;

import static io.travertine.persist.inspect.Place.STORED;
import static io.travertine.persist.inspect.Place.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Frontier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectedShardTest {

  private final Place place = new Place();
  private final ShardId shard = Place.newShard();

  @AfterEach
  void close() throws Exception {
    place.close();
  }

  private InspectedShard inspected() {
    return place.inspector().shard(shard);
  }

  private void fail(ShardId shardId, PersistException e) {
    throw new AssertionError(shardId + " is damaged", e);
  }

  private static PersistConfig config(boolean inline) {
    return inline ? PersistConfig.defaults().withCompaction(false) : STORED;
  }

  @Test
  void whatDoesNotExistIsNotCreatedByLooking(@TempDir Path directory) {
    assertThatThrownBy(this::inspected)
        .isInstanceOf(NoSuchShardException.class)
        .hasMessageContaining(shard.toString());
    assertThat(place.inspector().shards()).isEmpty();
    assertThat(place.inspector().summaries(ProgressListener.NONE, this::fail)).isEmpty();
    assertThat(place.consensus.listKeys()).isEmpty();

    Path nowhere = directory.resolve("nowhere");
    assertThatThrownBy(
            () ->
                ShardInspector.open(
                    PersistLocation.of("file:" + nowhere), PersistConfig.defaults()))
        .hasMessageContaining("is not a Travertine database directory");
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void lookingCommitsNothing() {
    append(place.writer(STORED, shard), "a", "b");
    List<?> before = place.consensus.scan(shard.toString(), SeqNo.ZERO, 100);
    long bytes = place.bytes("");

    InspectedShard inspected = inspected();
    inspected.state();
    inspected.rollups();
    inspected.diffs(pair -> {});
    inspected.consolidatedSize();
    inspected.unreferencedBlobs(LeakRule.DEFAULT);
    place.inspector().summaries(ProgressListener.NONE, this::fail);
    place.inspector().usage(LeakRule.DEFAULT).auditAll(ProgressListener.NONE);

    assertThat(place.consensus.scan(shard.toString(), SeqNo.ZERO, 100)).isEqualTo(before);
    assertThat(place.bytes("")).isEqualTo(bytes);
  }

  @Test
  void showsTheStateInTheShapeOfARollup() {
    WriteHandle<String, Unit> writer = place.writer(STORED, shard);
    append(writer, "a", "b");

    Json.Fields state = inspected().state();

    assertThat(state.field("shard_id")).isEqualTo(Json.of(shard.toString()));
    assertThat(state.field("key_codec")).isEqualTo(Json.of("String"));
    assertThat(state.field("value_codec")).isEqualTo(Json.of("()"));
    assertThat(state.field("seqno")).isEqualTo(Json.of("v2"));
    assertThat(state.fields().keySet())
        .startsWith("applier_version", "shard_id")
        .contains("rollups", "leased_readers", "critical_readers", "writers", "schemas", "trace");
    Json.Fields trace = (Json.Fields) state.field("trace");
    assertThat(trace.field("since")).hasToString("[0]");
    assertThat(trace.field("hollow_batches").toString())
        .startsWith("{\"0-1\":{\"lower\":[0],\"upper\":[1],\"since\":[0],\"updates\":2,");
    assertThat(trace.field("spine_batches").toString()).startsWith("{\"0-1\":{\"level\":1,");
    assertThat(state.field("writers").toString()).contains("\"purpose\":\"test\"");
  }

  @Test
  void showsEachLiveStateBesideTheOneBefore() {
    WriteHandle<String, Unit> writer = place.writer(STORED, shard);
    append(writer, "a");
    append(writer, "b");
    List<Json.Fields> pairs = new ArrayList<>();

    inspected().diffs(pairs::add);

    assertThat(pairs).hasSize(2);
    assertThat(pairs.get(0).field("new")).isEqualTo(pairs.get(1).field("previous"));
    assertThat(pairs.get(1).field("new")).isEqualTo(inspected().state());
    assertThat(pairs).allSatisfy(pair -> assertThat(pair.toString()).doesNotContain("\n"));
  }

  @Test
  void showsRollups() {
    WriteHandle<String, Unit> writer = place.writer(STORED, shard);
    append(writer, "a");

    Json.Fields rollups = inspected().rollups();

    assertThat(rollups.fields()).hasSize(1);
    String key = rollups.fields().keySet().iterator().next();
    assertThat(key).startsWith("v1/r");
    assertThat(inspected().rollup(Optional.empty())).isEqualTo(rollups.field(key));
    assertThat(inspected().rollup(Optional.of(key))).isEqualTo(rollups.field(key));
    assertThat(inspected().rollup(Optional.of(shard + "/" + key))).isEqualTo(rollups.field(key));
    assertThat(((Json.Fields) rollups.field(key)).field("inlined_diffs")).hasToString("[]");
    String missing = key.replaceFirst("v1/", "v2/");
    assertThatThrownBy(() -> inspected().rollup(Optional.of(missing)))
        .isInstanceOf(BlobMissingException.class)
        .hasMessageContaining(missing);
    assertThatThrownBy(() -> inspected().rollup(Optional.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a rollup key of the form");
  }

  @Test
  void decodesAPartWithoutKnowingItsCodecs() {
    append(place.writer(STORED.withParts(1 << 20, 1), shard), "plain", "\u0000\"quoted\"");
    String name = partNames().get(0);

    Json.Fields part = inspected().part(name, 1);

    assertThat(part.field("in_current_state")).hasToString("true");
    assertThat(part.field("length")).hasToString("2");
    assertThat(part.field("key_columns").toString()).contains("STRING NOT NULL");
    assertThat(part.field("updates").toString())
        .as("the first, in order")
        .endsWith(":\"\\u0000\\\"quoted\\\"\"},\"v\":{},\"t\":0,\"d\":1}]");
    assertThat(inspected().part(name.substring(name.indexOf('/') + 1), 1)).isEqualTo(part);
    String missing = "n0000100/p00000000-0000-4000-8000-000000000000";
    assertThatThrownBy(() -> inspected().part(missing, 1)).isInstanceOf(BlobMissingException.class);
  }

  private List<String> partNames() {
    List<String> names = new ArrayList<>();
    place.blob.listKeysAndMetadata(shard + "/n", (key, size) -> names.add(key));
    return names;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsHowLittleWouldBeLeftWithoutHistory(boolean inline) {
    WriteHandle<String, Unit> writer = place.writer(config(inline), shard);
    append(writer, "a", "b");
    append(writer, "a", "c");
    long upper = writer.upper().only();
    writer.compareAndAppend(
        List.of(new Update<>("b", Unit.UNIT, upper, -1)),
        Frontier.at(upper),
        Frontier.at(upper + 1));

    ConsolidatedSize size = inspected().consolidatedSize();

    assertThat(size.updatesBefore()).isEqualTo(5);
    assertThat(size.updatesAfter()).as("two of a, one of c").isEqualTo(2);
    assertThat(size.bytesAfter()).isLessThan(size.bytesBefore()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesTheHistoryOut(boolean inline) {
    WriteHandle<String, Unit> writer = place.writer(config(inline), shard);
    append(writer, "b", "a");
    append(writer, "a");

    assertThat(inspected().history(Codec.string(), Codec.unit()))
        .containsExactly(
            new Update<>("a", Unit.UNIT, 0, 1),
            new Update<>("a", Unit.UNIT, 1, 1),
            new Update<>("b", Unit.UNIT, 0, 1));
  }

  @Test
  void summarizes() {
    WriteHandle<String, Unit> writer = place.writer(STORED, shard);
    append(writer, "a", "b");
    place.reader(STORED, shard, "watching");

    ShardSummary summary = inspected().summary();

    assertThat(summary.since()).isEqualTo(Frontier.at(0));
    assertThat(summary.upper()).isEqualTo(Frontier.at(1));
    assertThat(summary.updates()).isEqualTo(2);
    assertThat(summary.parts()).isPositive();
    assertThat(summary.storedBytes()).isPositive();
    assertThat(summary.inlineBytes()).isZero();
    assertThat(summary.purposes()).containsExactly("test", "watching");
    assertThat(place.inspector().summaries(ProgressListener.NONE, this::fail))
        .containsExactly(summary);
  }

  @Test
  void countsAndMeasuresByBlobAlone() {
    WriteHandle<String, Unit> writer = place.writer(STORED, shard);
    append(writer, "a", "b");
    append(writer, "c");
    place.blob.set("strange", new byte[3]);

    BlobCounts counts = place.inspector().blobCounts();
    assertThat(counts.strange()).containsExactly("strange");
    assertThat(counts.shards())
        .singleElement()
        .satisfies(
            of -> {
              assertThat(of.parts()).isGreaterThanOrEqualTo(2);
              assertThat(of.rollups()).isPositive();
              assertThat(of.partsBytes() + of.rollupsBytes()).isEqualTo(place.bytes(shard + "/"));
            });

    List<ShardStatistics> statistics = place.inspector().statistics(ProgressListener.NONE);
    assertThat(statistics).singleElement().extracting(ShardStatistics::shardId).isEqualTo(shard);
    assertThat(statistics.get(0).csv().split(",", -1))
        .hasSameSizeAs(ShardStatistics.CSV_HEADER.split(",", -1));
  }

  @Test
  void tellsLeakedBlobsFromThoseMaybeOnTheirWay() {
    append(place.writer(STORED, shard), "a");
    String leaked = shard + "/n0000100/p" + Seed.secure().uuid();
    String young = shard + "/n0000100/p" + Seed.secure().uuid();
    String rollup = shard + "/v9/r" + Seed.secure().uuid();
    for (String name : List.of(leaked, young, rollup)) {
      place.blob.set(name, new byte[5]);
    }
    place.blob.age(leaked, Duration.ofHours(25));
    place.blob.age(rollup, Duration.ofHours(25));

    List<UnreferencedBlob> found = inspected().unreferencedBlobs(LeakRule.DEFAULT);

    assertThat(found).extracting(UnreferencedBlob::name).contains(leaked, young, rollup).hasSize(3);
    assertThat(found)
        .filteredOn(UnreferencedBlob::isLeaked)
        .extracting(UnreferencedBlob::name)
        .containsExactlyInAnyOrder(leaked, rollup);
    assertThat(found)
        .filteredOn(UnreferencedBlob::isRollup)
        .extracting(UnreferencedBlob::name)
        .containsExactly(rollup);
  }

  @Test
  void aRollupThatIsGoneIsSaidSo() {
    append(place.writer(STORED, shard), "a");
    List<String> rollups = new ArrayList<>();
    place.blob.listKeysAndMetadata(shard + "/v", (key, size) -> rollups.add(key));
    rollups.forEach(place.blob::delete);

    assertThatThrownBy(() -> inspected().state()).isInstanceOf(BlobMissingException.class);
    assertThatThrownBy(() -> inspected().diffs(pair -> {}))
        .isInstanceOf(BlobMissingException.class);

    ShardId intact = Place.newShard();
    append(place.writer(STORED, intact), "b");
    List<ShardId> damaged = new CopyOnWriteArrayList<>();
    assertThat(place.inspector().summaries(ProgressListener.NONE, (id, why) -> damaged.add(id)))
        .extracting(ShardSummary::shardId)
        .containsExactly(intact);
    assertThat(damaged).containsExactly(shard);
  }
}
