package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Codec;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who opened a location for reading only holds nothing back: what is gone is gone, and no bug. */
class ReadOnlyListenTest {

  private static final Deadline PATIENCE = Deadline.after(Duration.ofMinutes(2));

  private final PersistLocation location =
      PersistLocation.of("mem:" + Seed.secure().uuid().toString());
  private final ShardId shard = ShardId.generate(Seed.secure());

  private static PersistConfig config() {
    return PersistConfig.defaults()
        .withWrites(
            new WriteLimits(
                1 << 10, 2, 4096, 1 << 20, Duration.ofHours(1), StatisticsLimits.DEFAULTS))
        .withUpkeep(new Upkeep(false, 8, 32, 2, 2, 2, 1 << 20, 20));
  }

  @Test
  void aListenThatIsOvertakenSaysThatItsHistoryIsGone() {
    PersistClientCache looking = new PersistClientCache();
    try (PersistClient client = new OneProcess(config()).open(location);
        var writer = OneProcess.writer(client, shard);
        var holder = OneProcess.reader(client, shard)) {
      writer.compareAndAppend(OneProcess.keys(0, 3), at(0), at(3));
      try (PersistClient readOnly = looking.open(location, config(), Access.READ_ONLY);
          var reader = OneProcess.reader(readOnly, shard);
          var listen = reader.listen(at(0))) {
        while (listen.frontier().lessThan(at(3))) {
          listen.next(PATIENCE);
        }
        holder.downgradeSince(at(8));
        for (int time = 3; time < 12; time++) {
          writer.compareAndAppend(OneProcess.keys(time, time + 1), at(time), at(time + 1));
        }
        try (ShardUpkeep upkeep = client.openUpkeep(shard, Codec.string(), Codec.unit())) {
          upkeep.compact(PATIENCE);
        }
        assertThatThrownBy(
                () -> {
                  listen.next(PATIENCE);
                  listen.next(PATIENCE);
                })
            .isInstanceOf(HistoryLostException.class);
        assertThat(OneProcess.contents(reader, 11)).hasSize(12);
      }
    }
  }
}
