package io.travertine.persist.location.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntryCacheTest {

  /** A log that goes on for long would fill it otherwise. */
  @Test
  void forgetsWhatIsTruncated() {
    EntryCache cache = new EntryCache(16 << 20);
    BucketLog log =
        new BucketLog(
            "log",
            new MemoryObjectStore(new BucketContents(Clock.system()::epochMillis)),
            StoreRules.DEFAULT,
            Clock.system(),
            Seed.of(1),
            cache);
    Optional<SeqNo> head = Optional.empty();
    for (int i = 1; i <= 100; i++) {
      SeqNo next = new SeqNo(i);
      assertThat(log.compareAndSet(head, new Versioned(next, new byte[10])))
          .isEqualTo(CasOutcome.COMMITTED);
      head = Optional.of(next);
    }
    assertThat(cache.size()).isEqualTo(100);

    assertThat(log.truncate(new SeqNo(98))).isEqualTo(97);

    assertThat(cache.size()).isEqualTo(3);
  }
}
