package io.travertine.persist.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Seeds;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.PartId;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlobKeysTest {

  private static final String UUID = "00000000-1111-2222-3333-444444444444";

  @Test
  void partKeysNameTheWritersRelease() {
    PartKey key = new PartKey(new WriterKey(new BuildVersion(0, 67, 3)), PartId.parse("p" + UUID));
    assertThat(key.partial()).isEqualTo("n0006703/p" + UUID);
    assertThat(key.full(ShardId.parse("s" + UUID))).isEqualTo("s" + UUID + "/n0006703/p" + UUID);
    assertThat(PartKey.parse(key.partial())).isEqualTo(key);
  }

  @Test
  void rollupKeysNameTheVersion() {
    RollupKey key = new RollupKey(new SeqNo(12), RollupId.parse("r" + UUID));
    assertThat(key.partial()).isEqualTo("v12/r" + UUID);
    assertThat(key.full(ShardId.parse("s" + UUID))).isEqualTo("s" + UUID + "/v12/r" + UUID);
    assertThat(RollupKey.parse(key.partial())).isEqualTo(key);
  }

  @Test
  void fullKeysAreReadBack() {
    Seeds.forEach(
        200,
        number -> {
          Random random = new Random(number);
          Seed seed = Seed.of(number);
          BuildVersion version =
              new BuildVersion(random.nextInt(100), random.nextInt(1000), random.nextInt(100));
          BlobKey key =
              random.nextBoolean()
                  ? new PartKey(new WriterKey(version), PartId.generate(seed))
                  : new RollupKey(new SeqNo(random.nextLong() >>> 5), RollupId.generate(seed));
          ShardBlob blob = new ShardBlob(ShardId.generate(seed), key);
          assertThat(ShardBlob.parse(blob.full())).contains(blob);
        });
  }

  @Test
  void writerKeysSortLikeReleases() {
    Seeds.forEach(
        200,
        number -> {
          Random random = new Random(number);
          WriterKey a = new WriterKey(randomVersion(random));
          WriterKey b = new WriterKey(randomVersion(random));
          assertThat(Integer.signum(a.toString().compareTo(b.toString())))
              .isEqualTo(Integer.signum(a.compareTo(b)))
              .isEqualTo(Integer.signum(a.version().compareTo(b.version())));
          assertThat(WriterKey.parse(a.toString())).isEqualTo(a);
        });
  }

  @Test
  void whatIsNoKeyOfOursIsUnknown() {
    String shard = "s" + UUID + "/";
    for (String text :
        new String[] {
          "",
          "/",
          "LIVENESS",
          shard,
          UUID + "/n0006703/p" + UUID,
          shard + "n0006703",
          shard + "n006703/p" + UUID,
          shard + "n00067033/p" + UUID,
          shard + "n00067o3/p" + UUID,
          shard + "n0006703/r" + UUID,
          shard + "n0006703/p" + UUID + "/x",
          shard + "w" + UUID + "/p" + UUID,
          shard + "v/r" + UUID,
          shard + "v01/r" + UUID,
          shard + "v-1/r" + UUID,
          shard + "v99999999999999999999/r" + UUID,
          shard + "v1/p" + UUID
        }) {
      assertThat(ShardBlob.parse(text)).as(text).isEmpty();
    }
    assertThatThrownBy(() -> PartKey.parse("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense");
    assertThatThrownBy(() -> RollupKey.parse("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense");
  }

  @Test
  void versionsAreReadWithTheirSuffix() {
    assertThat(BuildVersion.parse("0.1.0-SNAPSHOT")).isEqualTo(new BuildVersion(0, 1, 0));
    assertThat(BuildVersion.parse("12.345.6")).hasToString("12.345.6");
    assertThat(new BuildVersion(1, 2, 3).max(new BuildVersion(1, 10, 0))).hasToString("1.10.0");
    for (String text : new String[] {"", "1", "1.2", "1.2.3.4", "a.b.c", "1.2.345", "-1.2.3"}) {
      assertThatThrownBy(() -> BuildVersion.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aReleaseReadsWhatOneThatIsAtMostOneMinorAheadWrote() {
    BuildVersion ours = new BuildVersion(1, 4, 2);
    for (String known : new String[] {"0.9.0", "1.0.0", "1.4.2", "1.4.99", "1.5.0", "1.5.99"}) {
      assertThat(ours.reads(BuildVersion.parse(known))).as(known).isTrue();
    }
    for (String unknown : new String[] {"1.6.0", "1.999.0", "2.0.0", "99.4.2"}) {
      assertThat(ours.reads(BuildVersion.parse(unknown))).as(unknown).isFalse();
    }
  }

  private static BuildVersion randomVersion(Random random) {
    return new BuildVersion(random.nextInt(3), random.nextInt(12), random.nextInt(12));
  }
}
