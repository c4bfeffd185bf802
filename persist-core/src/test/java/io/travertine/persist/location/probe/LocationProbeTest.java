package io.travertine.persist.location.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.UnsafeLocationException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableBlob;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way to be unsafe is planted and found; what is safe is said to be. */
class LocationProbeTest {

  private static final Duration TOLERANCE = Duration.ofMinutes(13);

  private final long seed = new Random().nextLong();
  private final ManualClock clock = ManualClock.hurrying();

  @AfterEach
  void uninterrupted() {
    Thread.interrupted();
  }

  private List<Check> diagnose(ProbeGround ground, Extent extent) {
    return new LocationProbe(extent, clock, Seed.of(seed))
        .diagnose(ground, EnumSet.allOf(Half.class));
  }

  private static Check find(List<Check> checks, String guarantee) {
    return checks.stream()
        .filter(check -> check.guarantee().equals(guarantee))
        .findFirst()
        .orElseThrow();
  }

  /** By the quick look and the thorough one alike. */
  private void assertUnsafe(Supplier<PlantedGround> ground, String guarantee, String... seen) {
    for (Extent extent : List.of(Extent.QUICK, Extent.FULL)) {
      List<Check> checks = diagnose(ground.get(), extent);
      Check check = find(checks, guarantee);
      assertThat(check.verdict()).as("seed %s: %s", seed, check).isInstanceOf(Verdict.Unsafe.class);
      assertThat(check.seen()).contains(seen);
      assertThat(new Diagnosis(checks).isSafe()).isFalse();
      assertThatThrownBy(() -> new Diagnosis(checks).requireSafe("there"))
          .isInstanceOf(UnsafeLocationException.class)
          .hasMessageContaining("there is unsafe, no database was created there: ")
          .hasMessageContaining(guarantee)
          .hasMessageContaining(check.verdict().advice().orElseThrow());
    }
  }

  private static PlantedGround ground() {
    return new PlantedGround();
  }

  private static PlantedGround blobs(UnaryOperator<Blob> planted) {
    return ground().withBlobs(planted);
  }

  private static PlantedGround consensus(UnaryOperator<Consensus> planted) {
    return ground().withConsensus(planted);
  }

  @Test
  void whatKeepsItsPromisesIsSafe() {
    for (Extent extent : List.of(Extent.QUICK, Extent.FULL)) {
      List<Check> checks = diagnose(ground(), extent);
      assertThat(checks)
          .as("seed %s", seed)
          .allMatch(check -> check.verdict() instanceof Verdict.Safe);
      assertThat(checks).hasSize(extent.measures() ? 7 : 4);
      new Diagnosis(checks).requireSafe("there");
    }
  }

  /** What fails now and then is no liar. */
  @Test
  void whatLosesAnswersIsSafe() {
    Unreliability unreliability = new Unreliability(Seed.of(seed));
    unreliability.partiallyAvailable(0.8, 0.1);
    List<Check> checks =
        diagnose(
            ground()
                .withBlobs(blob -> new UnreliableBlob(blob, unreliability))
                .withConsensus(log -> new UnreliableConsensus(log, unreliability)),
            Extent.FULL);
    assertThat(checks)
        .as("seed %s", seed)
        .allMatch(check -> check.verdict() instanceof Verdict.Safe);
  }

  // ---- objects

  @Test
  void aCacheThatRemembersWhatWasMissingIsFound() {
    assertUnsafe(
        () ->
            blobs(
                blob ->
                    new OtherBlob(blob) {
                      private final Set<String> missed = new HashSet<>();

                      @Override
                      public Optional<byte[]> get(String key) {
                        Optional<byte[]> found =
                            missed.contains(key) ? Optional.empty() : blob.get(key);
                        if (found.isEmpty()) {
                          missed.add(key);
                        }
                        return found;
                      }
                    }),
        "read after write",
        "what had just been written was not there");
  }

  @Test
  void aCacheThatRemembersWhatWasDeletedIsFound() {
    assertUnsafe(
        () ->
            blobs(
                blob ->
                    new OtherBlob(blob) {
                      @Override
                      public OptionalLong delete(String key) {
                        return OptionalLong.of(1);
                      }
                    }),
        "read after write",
        "what had just been deleted was still there");
  }

  @Test
  void aDamagedReadIsFound() {
    assertUnsafe(
        () ->
            blobs(
                blob ->
                    new OtherBlob(blob) {
                      @Override
                      public Optional<byte[]> get(String key) {
                        return blob.get(key).map(bytes -> java.util.Arrays.copyOf(bytes, 5));
                      }
                    }),
        "read after write",
        "was read as something else");
  }

  @Test
  void aListThatLosesEntriesIsFound() {
    assertUnsafe(
        () ->
            blobs(
                blob ->
                    new OtherBlob(blob) {
                      @Override
                      public void listKeysAndMetadata(String prefix, Visitor visitor) {
                        List<String> all = new ArrayList<>();
                        blob.listKeysAndMetadata(prefix, (key, size) -> all.add(key));
                        all.stream()
                            .sorted()
                            .limit(Math.max(0, all.size() - 1))
                            .forEach(
                                key -> visitor.visit(key, 10 + Long.parseLong(key.substring(5))));
                      }
                    }),
        "list after write",
        "what had just been written was not listed");
  }

  @Test
  void aListOfWhatIsGoneIsFound() {
    assertUnsafe(
        () ->
            blobs(
                blob ->
                    new OtherBlob(blob) {
                      private final Set<String> listed = new HashSet<>();

                      @Override
                      public void listKeysAndMetadata(String prefix, Visitor visitor) {
                        blob.listKeysAndMetadata(prefix, (key, size) -> listed.add(key));
                        listed.forEach(
                            key -> visitor.visit(key, 10 + Long.parseLong(key.substring(5))));
                      }
                    }),
        "list after write",
        "what had just been deleted was still listed");
  }

  // ---- the log

  @Test
  void aConditionThatIsIgnoredIsFound() {
    assertUnsafe(
        () ->
            consensus(
                log ->
                    new OtherConsensus(log) {
                      @Override
                      public CasOutcome compareAndSet(
                          String key, Optional<SeqNo> expected, Versioned next) {
                        log.compareAndSet(key, expected, next);
                        return CasOutcome.COMMITTED;
                      }
                    }),
        "one winner",
        "who raced for one name were told that they had won");
  }

  /** As a store does that looks, and then writes. */
  @Test
  void aConditionThatIsCheckedBeforeTheWriteIsFound() {
    for (Extent extent : List.of(Extent.QUICK, Extent.FULL)) {
      CyclicBarrier looked = new CyclicBarrier(extent.writers());
      PlantedGround ground =
          consensus(
              log ->
                  new OtherConsensus(log) {
                    @Override
                    public CasOutcome compareAndSet(
                        String key, Optional<SeqNo> expected, Versioned next) {
                      boolean free = log.head(key).map(Versioned::seqNo).equals(expected);
                      try {
                        looked.await(1, TimeUnit.MINUTES);
                      } catch (Exception e) {
                        throw new IllegalStateException(e);
                      }
                      log.compareAndSet(key, expected, next);
                      return free ? CasOutcome.COMMITTED : CasOutcome.MISMATCH;
                    }
                  });
      Check check = new OneWinner().run(new Trial(ground, extent, clock, Seed.of(seed)));
      assertThat(check.seen())
          .contains("%s of %s writers".formatted(extent.writers(), extent.writers()));
    }
  }

  @Test
  void aReaderWhoLagsBehindIsFound() {
    assertUnsafe(
        () ->
            consensus(
                log ->
                    new OtherConsensus(log) {
                      private Optional<Versioned> last = Optional.empty();

                      @Override
                      public synchronized Optional<Versioned> head(String key) {
                        Optional<Versioned> shown = last;
                        last = log.head(key);
                        return shown;
                      }
                    }),
        "one winner",
        "who read after the winner had been told did not see what it wrote");
  }

  @Test
  void aStoreThatLetsNobodyWinIsFound() {
    assertUnsafe(
        () ->
            consensus(
                log ->
                    new OtherConsensus(log) {
                      @Override
                      public CasOutcome compareAndSet(
                          String key, Optional<SeqNo> expected, Versioned next) {
                        return CasOutcome.MISMATCH;
                      }
                    }),
        "one winner",
        "nobody won");
  }

  @Test
  void aWinnerWhoIsToldThatHeLostIsFound() {
    assertUnsafe(
        () ->
            consensus(
                log ->
                    new OtherConsensus(log) {
                      @Override
                      public CasOutcome compareAndSet(
                          String key, Optional<SeqNo> expected, Versioned next) {
                        log.compareAndSet(key, expected, next);
                        return CasOutcome.MISMATCH;
                      }
                    }),
        "one winner",
        "a writer was told that it had lost, and had won");
  }

  @Test
  void aLogThatIsNotWholeForWhoComesNewIsFound() {
    assertUnsafe(
        () ->
            consensus(
                log ->
                    new OtherConsensus(log) {
                      @Override
                      public List<Versioned> scan(String key, SeqNo from, int limit) {
                        List<Versioned> all = log.scan(key, from, limit);
                        return all.subList(1, all.size());
                      }
                    }),
        "one winner",
        "who read the log for the first time saw");
    assertUnsafe(
        () ->
            consensus(
                log ->
                    new OtherConsensus(log) {
                      @Override
                      public List<String> listKeys() {
                        return List.of();
                      }
                    }),
        "one winner",
        "a log was not listed");
  }

  // ---- clocks

  private PlantedGround machineBehind(Duration store) {
    return ground().withTime(() -> clock.epochMillis() + store.toMillis());
  }

  @Test
  void aMachineWhoseClockIsWrongIsTold() {
    for (Duration off : List.of(Duration.ofMinutes(16), Duration.ofMinutes(-16))) {
      Check check = find(diagnose(machineBehind(off), Extent.FULL), "machine's clock");
      assertThat(check.verdict()).isInstanceOf(Verdict.Unsafe.class);
      assertThat(check.seen()).contains("16.0 min", "the store's");
    }
    Check minute =
        find(diagnose(machineBehind(Duration.ofMinutes(1)), Extent.FULL), "machine's clock");
    assertThat(minute.verdict()).isInstanceOf(Verdict.Warning.class);
    assertThat(minute.seen()).isEqualTo("60.0 s behind the store's");
    assertThat(find(diagnose(machineBehind(Duration.ZERO), Extent.FULL), "machine's clock").seen())
        .startsWith("as the store's, give or take");
  }

  /** Objects are dated by another server than answers are. */
  private PlantedGround disagreeing(Duration by) {
    LongSupplier now = clock::epochMillis;
    ConcurrentMap<String, Long> written = new ConcurrentHashMap<>();
    return ground()
        .withTime(now)
        .relyingOnTime(TOLERANCE)
        .withBlobs(
            blob ->
                new OtherBlob(blob) {
                  @Override
                  public void set(String key, byte[] value) {
                    blob.set(key, value);
                    written.put(key, now.getAsLong() + by.toMillis());
                  }

                  @Override
                  public OptionalLong lastSetMillis(String key) {
                    return OptionalLong.of(written.getOrDefault(key, 0L));
                  }
                });
  }

  @Test
  void aStoreWhoseServersDisagreeAboutTheTimeIsFound() {
    assertUnsafe(() -> disagreeing(Duration.ofMinutes(20)), "store's clock", "differ", "min");
    assertUnsafe(() -> disagreeing(Duration.ofMinutes(-20)), "store's clock", "differ", "min");
    Check minute = find(diagnose(disagreeing(Duration.ofMinutes(1)), Extent.FULL), "store's clock");
    assertThat(minute.verdict()).isInstanceOf(Verdict.Warning.class);
    Check second = find(diagnose(disagreeing(Duration.ofSeconds(1)), Extent.FULL), "store's clock");
    assertThat(second.verdict()).isInstanceOf(Verdict.Safe.class);
  }

  // ---- what fails

  @Test
  void whatSomebodyHasToMendIsUnsafeAndWhatMayPassIsUnknown() {
    Check forbidden =
        find(
            diagnose(
                blobs(
                    blob ->
                        new OtherBlob(blob) {
                          @Override
                          public void set(String key, byte[] value) {
                            throw DeterminateException.lasting(
                                "permission denied", new IllegalStateException());
                          }
                        }),
                Extent.QUICK),
            "read after write");
    assertThat(forbidden.verdict()).isInstanceOf(Verdict.Unsafe.class);
    assertThat(forbidden.seen()).contains("permission denied");

    PlantedGround silent =
        consensus(
            log ->
                new OtherConsensus(log) {
                  @Override
                  public Optional<Versioned> head(String key) {
                    throw new IndeterminateException("no answer");
                  }
                });
    Check unknown = find(diagnose(silent, Extent.QUICK), "one winner");
    assertThat(unknown.verdict()).isInstanceOf(Verdict.Unknown.class);
    assertThat(new Diagnosis(List.of(unknown)).isSafe()).isFalse();
    assertThatThrownBy(
            () ->
                new LocationProbe(Extent.QUICK, clock, Seed.of(seed))
                    .diagnoseOrFail(silent, Set.of(Half.CONSENSUS)))
        .hasMessageContaining("no answer");
  }

  @Test
  void anInterruptEndsIt() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> diagnose(ground(), Extent.FULL))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
