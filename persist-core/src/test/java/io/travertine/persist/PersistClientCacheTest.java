package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import org.junit.jupiter.api.Test;

/** What the clients of one process share (spec §8.2). */
class PersistClientCacheTest {

  private final PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final PersistConfig config = PersistConfig.defaults();

  @Test
  void clientsOfOneLocationShareWhatIsKnownOfItsShards() {
    PersistClientCache process = new PersistClientCache();
    try (PersistClient first = process.open(location, config);
        PersistClient second = process.open(location, config);
        PersistClient elsewhere = new PersistClientCache().open(location, config);
        WriteHandle<String, Unit> there = writer(elsewhere, shard);
        WriteHandle<String, Unit> one = writer(first, shard)) {
      one.append(keys(0, 3), at(0), at(3));
      try (WriteHandle<String, Unit> two = writer(second, shard)) {
        assertThat(two.upper()).as("known without asking").isEqualTo(at(3));
      }
      assertThat(there.upper()).as("another process must ask").isEqualTo(at(0));
      assertThat(there.fetchRecentUpper()).isEqualTo(at(3));
    }
  }

  @Test
  void locationsAreKeptApartByTheirNames() {
    PersistClientCache process = new PersistClientCache();
    PersistLocation other = PersistLocation.of("mem:" + Seed.secure().uuid());
    try (PersistClient here = process.open(location, config);
        PersistClient there = process.open(other, config);
        WriteHandle<String, Unit> one = writer(here, shard);
        WriteHandle<String, Unit> two = writer(there, shard)) {
      one.append(keys(0, 3), at(0), at(3));
      assertThat(two.fetchRecentUpper()).isEqualTo(at(0));
      assertThat(here.location()).isEqualTo(location);
    }
  }

  @Test
  void aLocationClosesWithItsLastUser() {
    PersistClientCache process = new PersistClientCache();
    PersistClient first = process.open(location, config);
    WriteHandle<String, Unit> outlives = writer(first, shard);
    first.close();
    first.close();
    outlives.append(keys(0, 2), at(0), at(2));
    outlives.close();
    try (PersistClient again = process.open(location, config);
        WriteHandle<String, Unit> writer = writer(again, shard)) {
      assertThat(writer.upper()).isEqualTo(at(2));
    }
  }
}
