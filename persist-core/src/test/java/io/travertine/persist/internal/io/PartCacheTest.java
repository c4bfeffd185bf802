package io.travertine.persist.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartCacheTest {

  private static final ShardId SHARD = ShardId.generate(Seed.of(1));
  private static final ShardId ANOTHER = ShardId.generate(Seed.of(2));

  private final PartCache<String, Updates> cache = cache(1 << 20);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger loads = new AtomicInteger();

  /** What is in capitals is another shard's. */
  private static PartCache<String, Updates> cache(long bytesMax) {
    return new PartCache<>(
        bytesMax,
        Updates::retainedBytes,
        key -> Character.isUpperCase(key.charAt(0)) ? ANOTHER : SHARD,
        Clock.system());
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private static Updates rows(int count) {
    UpdatesBuilder builder = new UpdatesBuilder(Codec.i64().schema(), Schema.EMPTY);
    for (long i = 0; i < count; i++) {
      builder.add(Codec.i64(), i, Codec.unit(), Unit.UNIT, i, 1);
    }
    return builder.build();
  }

  private Supplier<Updates> slowly(CountDownLatch begun, CountDownLatch allowed, Updates rows) {
    return () -> {
      loads.incrementAndGet();
      begun.countDown();
      try {
        allowed.await();
      } catch (InterruptedException e) {
        throw new CancelledException("interrupted", e);
      }
      return rows;
    };
  }

  private Supplier<Updates> at(Updates rows) {
    return () -> {
      loads.incrementAndGet();
      return rows;
    };
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void onePartIsLoadedOnceHoweverManyWantIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch allowed = new CountDownLatch(1);
    Updates rows = rows(10);
    List<Future<Updates>> wanted = new ArrayList<>();
    wanted.add(threads.submit(() -> cache.get("a", slowly(begun, allowed, rows))));
    await(begun);
    for (int i = 0; i < 8; i++) {
      wanted.add(threads.submit(() -> cache.get("a", at(rows(3)))));
    }
    // Another part is not held up.
    assertThat(cache.get("b", at(rows(5))).length()).isEqualTo(5);
    allowed.countDown();
    for (Future<Updates> each : wanted) {
      assertThat(each.get(20, TimeUnit.SECONDS)).isSameAs(rows);
    }
    assertThat(loads).hasValue(2);
    assertThat(cache.has("a")).isTrue();
  }

  @Test
  void whoWaitsLoadsWhenTheOtherIsInterrupted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Future<Updates> first =
        threads.submit(() -> cache.get("a", slowly(begun, new CountDownLatch(1), rows(1))));
    await(begun);
    Future<Updates> second = threads.submit(() -> cache.get("a", at(rows(2))));
    first.cancel(true);

    assertThat(second.get(20, TimeUnit.SECONDS).length()).isEqualTo(2);
  }

  @Test
  void anInterruptedWaiterLeavesTheOthersAlone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch allowed = new CountDownLatch(1);
    Future<Updates> first = threads.submit(() -> cache.get("a", slowly(begun, allowed, rows(1))));
    await(begun);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> cache.get("a", at(rows(2)))).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    allowed.countDown();

    assertThat(first.get(20, TimeUnit.SECONDS).length()).isEqualTo(1);
    assertThat(loads).hasValue(1);
  }

  @Test
  void aFailureIsNotRemembered() {
    assertThatThrownBy(
            () ->
                cache.get(
                    "a",
                    () -> {
                      throw new BlobMissingException("a");
                    }))
        .isInstanceOf(BlobMissingException.class);
    assertThat(cache.get("a", at(rows(2))).length()).isEqualTo(2);
  }

  @Test
  void keepsWhatWasReadLastWithinItsBytes() {
    long weight = rows(100).retainedBytes();
    PartCache<String, Updates> small = cache(2 * weight);
    small.get("a", at(rows(100)));
    small.get("b", at(rows(100)));
    small.get("a", at(rows(100)));
    small.get("c", at(rows(100)));
    assertThat(loads).hasValue(3);
    assertThat(small.has("a")).isTrue();
    assertThat(small.has("b")).isFalse();
    assertThat(small.bytes()).isEqualTo(2 * weight);

    assertThat(small.get("d", at(rows(1_000))).length()).isEqualTo(1_000);
    assertThat(small.has("d")).isFalse();
  }

  @Test
  void forgetsWhatIsNotWantedOfAShard() {
    assertThat(cache.hasGrown(SHARD)).isFalse();
    for (String part : List.of("a", "b", "c", "B")) {
      cache.get(part, at(rows(100)));
    }
    assertThat(cache.hasGrown(SHARD)).isTrue();
    cache.keepOnly(SHARD, "b"::equals);
    assertThat(cache.hasGrown(SHARD)).isFalse();
    assertThat(cache.hasGrown(ANOTHER)).isTrue();
    assertThat(List.of("a", "b", "c", "B").stream().filter(cache::has)).containsExactly("b", "B");
    assertThat(cache.bytes()).isEqualTo(2 * rows(100).retainedBytes());

    cache.get("b", at(rows(100)));
    assertThat(cache.hasGrown(SHARD)).as("it was there").isFalse();
    cache.get("a", at(rows(100)));
    assertThat(cache.hasGrown(SHARD)).isTrue();
    cache.keepOnly(SHARD, part -> false);
    cache.keepOnly(ANOTHER, part -> false);
    assertThat(cache.bytes()).isZero();
  }
}
