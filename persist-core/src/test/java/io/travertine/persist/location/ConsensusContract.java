package io.travertine.persist.location;

import static io.travertine.persist.location.Consensus.CasOutcome.COMMITTED;
import static io.travertine.persist.location.Consensus.CasOutcome.MISMATCH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus.CasOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every Consensus must do (spec §2.7). An implementation's test extends this. */
public abstract class ConsensusContract {

  private static final Optional<SeqNo> ABSENT = Optional.empty();
  private static final SeqNo MAX = new SeqNo(Long.MAX_VALUE);

  private final List<Consensus> opened = new ArrayList<>();
  private final String key = UUID.randomUUID().toString();
  private Consensus consensus;

  /** Opens a new instance: all instances of one test share data, and each test starts with none. */
  protected abstract Consensus open() throws Exception;

  private Consensus openHere() throws Exception {
    Consensus instance = open();
    opened.add(instance);
    return instance;
  }

  @BeforeEach
  void openOne() throws Exception {
    consensus = openHere();
  }

  @AfterEach
  void closeAll() {
    Thread.interrupted();
    opened.forEach(Consensus::close);
  }

  @Test
  void aKeyNeverWrittenHasNothing() {
    assertThat(consensus.listKeys()).isEmpty();
    assertThat(consensus.head(key)).isEmpty();
    assertThat(scan(0, 10)).isEmpty();
    assertMisuse(() -> consensus.truncate(key, SeqNo.ZERO), key);
    assertThat(cas(0, 5, "abc")).isEqualTo(MISMATCH);
    assertThat(consensus.head(key)).isEmpty();
    assertThat(consensus.listKeys()).isEmpty();
  }

  @Test
  void keepsTheFirstVersion() {
    assertThat(first(5, "abc")).isEqualTo(COMMITTED);
    assertThat(consensus.listKeys()).containsExactly(key);
    assertThat(consensus.head(key)).contains(version(5, "abc"));
    assertThat(scan(0, 10)).containsExactly(version(5, "abc"));
    assertThat(scan(5, 10)).containsExactly(version(5, "abc"));
    assertThat(scan(6, 10)).isEmpty();
    assertThat(first(6, "late")).isEqualTo(MISMATCH);
    assertThat(first(5, "late")).isEqualTo(MISMATCH);
    assertThat(first(1, "late")).isEqualTo(MISMATCH);
    assertThat(consensus.head(key)).contains(version(5, "abc"));
  }

  @Test
  void truncationKeepsTheLatest() {
    first(5, "abc");
    assertThat(truncate(0)).isZero();
    assertThat(truncate(5)).isZero();
    assertMisuse(() -> truncate(6), key);
    assertMisuse(() -> consensus.truncate(key, MAX), key);
    assertThat(consensus.head(key)).contains(version(5, "abc"));
  }

  @Test
  void appendsOnlyAfterTheExpectedVersion() {
    first(5, "abc");
    assertThat(cas(7, 9, "no")).isEqualTo(MISMATCH);
    assertThat(cas(3, 9, "no")).isEqualTo(MISMATCH);
    assertMisuse(() -> cas(5, 5, "no"), key);
    assertMisuse(() -> cas(5, 3, "no"), key);
    assertThat(cas(5, 10, "def")).isEqualTo(COMMITTED);
    assertThat(cas(5, 11, "stale")).isEqualTo(MISMATCH);
    assertThat(consensus.head(key)).contains(version(10, "def"));
  }

  @Test
  void scansFromASeqnoAscendingUpToALimit() {
    Versioned one = version(5, "abc");
    Versioned two = version(10, "def");
    first(5, "abc");
    cas(5, 10, "def");
    assertThat(scan(0, 100)).containsExactly(one, two);
    assertThat(scan(5, 100)).containsExactly(one, two);
    assertThat(scan(6, 100)).containsExactly(two);
    assertThat(scan(10, 100)).containsExactly(two);
    assertThat(scan(11, 100)).isEmpty();
    assertThat(scan(5, 1)).containsExactly(one);
    assertThat(scan(5, 2)).containsExactly(one, two);
    assertThat(scan(0, Integer.MAX_VALUE)).containsExactly(one, two);
    assertMisuse(() -> scan(5, 0), key);
    assertMisuse(() -> scan(5, -1), key);
  }

  @Test
  void truncatesWhatLiesBefore() {
    first(5, "abc");
    cas(5, 10, "def");
    assertThat(truncate(6)).isEqualTo(1);
    assertThat(scan(0, 100)).containsExactly(version(10, "def"));
    assertThat(truncate(6)).isZero();
    assertThat(cas(10, 12, "")).isEqualTo(COMMITTED);
    assertThat(cas(12, 13, "ghi")).isEqualTo(COMMITTED);
    assertThat(truncate(13)).isEqualTo(2);
    assertThat(scan(0, 100)).containsExactly(version(13, "ghi"));
    assertThat(first(5, "reborn")).isEqualTo(MISMATCH);
    assertMisuse(() -> truncate(14), key);
  }

  @Test
  void keysAreIndependent() {
    String other = "other " + key;
    first(5, "abc");
    assertThat(consensus.compareAndSet(other, ABSENT, version(2, "x"))).isEqualTo(COMMITTED);
    assertThat(consensus.head(key)).contains(version(5, "abc"));
    assertThat(consensus.head(other)).contains(version(2, "x"));
    assertThat(consensus.compareAndSet(other, Optional.of(new SeqNo(5)), version(6, "y")))
        .isEqualTo(MISMATCH);
    assertThat(consensus.listKeys()).containsExactlyInAnyOrder(key, other);
    cas(5, 6, "def");
    truncate(6);
    assertThat(consensus.scan(other, SeqNo.ZERO, 10)).containsExactly(version(2, "x"));
    assertThat(consensus.listKeys()).containsExactlyInAnyOrder(key, other);
  }

  @Test
  void anyKeyIsAsGoodAsAnother() {
    List<String> odd = List.of("", " ", "a/b", "a%b", "a_b", "'; DROP", "KEY", "key", "ä", "漢字");
    for (String each : odd) {
      assertThat(consensus.compareAndSet(each, ABSENT, version(1, each))).isEqualTo(COMMITTED);
    }
    for (String each : odd) {
      assertThat(consensus.head(each)).contains(version(1, each));
    }
    assertThat(consensus.listKeys()).containsExactlyInAnyOrderElementsOf(odd);
  }

  @Test
  void holdsEmptySmallAndLargeValues() {
    SeqNo last = SeqNo.ZERO;
    assertThat(consensus.compareAndSet(key, ABSENT, new Versioned(last, new byte[0])))
        .isEqualTo(COMMITTED);
    assertThat(consensus.head(key)).contains(new Versioned(last, new byte[0]));
    for (int size : new int[] {1, 4_096, 10 << 10, 1 << 20, 3 << 20}) {
      byte[] data = new byte[size];
      new Random(size).nextBytes(data);
      Versioned next = new Versioned(last.next(), data);
      assertThat(consensus.compareAndSet(key, Optional.of(last), next)).isEqualTo(COMMITTED);
      assertThat(consensus.head(key)).contains(next);
      assertThat(consensus.scan(key, next.seqNo(), 5)).containsExactly(next);
      last = next.seqNo();
    }
    assertThat(truncate(5)).isEqualTo(5);
  }

  @Test
  void seqnosReachFromZeroToTheLargestLong() {
    assertThat(consensus.compareAndSet("zero", ABSENT, version(0, "z"))).isEqualTo(COMMITTED);
    assertThat(consensus.compareAndSet("max", ABSENT, new Versioned(MAX, bytes("m"))))
        .isEqualTo(COMMITTED);
    assertThat(consensus.head("zero")).contains(version(0, "z"));
    assertThat(consensus.head("max")).contains(new Versioned(MAX, bytes("m")));
    assertThat(consensus.scan("max", MAX, 1)).hasSize(1);
    assertThat(
            consensus.compareAndSet(
                "zero", Optional.of(SeqNo.ZERO), new Versioned(MAX, bytes("m"))))
        .isEqualTo(COMMITTED);
    assertThat(consensus.truncate("zero", MAX)).isEqualTo(1);
    assertMisuse(() -> new SeqNo(Long.MIN_VALUE), "9223372036854775808");
    assertMisuse(() -> new SeqNo(-1), "18446744073709551615");
    assertMisuse(MAX::next, "9223372036854775808");
  }

  @Test
  void instancesSeeEachOther() throws Exception {
    Consensus second = openHere();
    first(1, "a");
    assertThat(second.head(key)).contains(version(1, "a"));
    assertThat(second.compareAndSet(key, Optional.of(new SeqNo(1)), version(2, "b")))
        .isEqualTo(COMMITTED);
    assertThat(consensus.head(key)).contains(version(2, "b"));
    assertThat(cas(1, 2, "c")).isEqualTo(MISMATCH);
    second.close();
    assertThat(cas(2, 3, "d")).isEqualTo(COMMITTED);
    assertThat(openHere().scan(key, SeqNo.ZERO, 10))
        .containsExactly(version(1, "a"), version(2, "b"), version(3, "d"));
  }

  @Test
  void oneFirstVersionWins() throws Exception {
    Consensus second = openHere();
    for (int round = 0; round < 10; round++) {
      String contested = "first " + round;
      List<CasOutcome> outcomes =
          Racers.race(
              6,
              racer ->
                  (racer % 2 == 0 ? consensus : second)
                      .compareAndSet(contested, ABSENT, version(racer, "from " + racer)));
      assertThat(outcomes).filteredOn(COMMITTED::equals).hasSize(1);
      int winner = outcomes.indexOf(COMMITTED);
      assertThat(consensus.scan(contested, SeqNo.ZERO, 10))
          .containsExactly(version(winner, "from " + winner));
    }
  }

  /** Each version has one winner, nothing acknowledged is lost, and head never goes back. */
  @Test
  void racersIncrementOneLog() throws Exception {
    int threads = 6;
    int increments = 40;
    Consensus second = openHere();
    first(0, "start");
    AtomicLong acknowledged = new AtomicLong();
    List<List<Versioned>> won =
        Racers.race(
            threads,
            racer -> {
              Consensus mine = racer % 2 == 0 ? consensus : second;
              List<Versioned> mineWon = new ArrayList<>();
              SeqNo mismatched = SeqNo.ZERO;
              while (mineWon.size() < increments) {
                long before = acknowledged.get();
                SeqNo head = mine.head(key).orElseThrow().seqNo();
                assertThat(head.value()).isGreaterThanOrEqualTo(before);
                assertThat(head).isGreaterThanOrEqualTo(mismatched);
                Versioned next = version(head.value() + 1, racer + "#" + mineWon.size());
                if (mine.compareAndSet(key, Optional.of(head), next) == COMMITTED) {
                  acknowledged.accumulateAndGet(next.seqNo().value(), Math::max);
                  mineWon.add(next);
                } else {
                  mismatched = head.next();
                }
              }
              return mineWon;
            });
    List<Versioned> log = consensus.scan(key, new SeqNo(1), 10_000);
    assertThat(log).hasSize(threads * increments);
    assertThat(log)
        .containsExactlyInAnyOrderElementsOf(won.stream().flatMap(List::stream).toList());
    assertThat(log.stream().map(entry -> entry.seqNo().value())).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void truncationAndScansRaceWithAppends() throws Exception {
    Consensus second = openHere();
    first(0, "start");
    int versions = 150;
    Racers.race(
        3,
        racer -> {
          if (racer == 0) {
            for (int i = 0; i < versions; i++) {
              assertThat(cas(i, i + 1, "v" + (i + 1))).isEqualTo(COMMITTED);
            }
            return 0;
          }
          Consensus mine = racer == 1 ? consensus : second;
          long head = 0;
          while (head < versions) {
            head = mine.head(key).orElseThrow().seqNo().value();
            if (racer == 1) {
              mine.truncate(key, new SeqNo(head));
            } else {
              List<Versioned> log = mine.scan(key, SeqNo.ZERO, 10_000);
              long from = log.get(0).seqNo().value();
              assertThat(log.get(log.size() - 1).seqNo().value()).isGreaterThanOrEqualTo(head);
              for (int i = 0; i < log.size(); i++) {
                assertThat(log.get(i).seqNo().value()).isEqualTo(from + i);
              }
            }
          }
          return 0;
        });
    assertThat(consensus.head(key)).contains(version(versions, "v" + versions));
  }

  /** One that was committed. */
  private record Link(Optional<SeqNo> from, Versioned to) {}

  /** Whatever they expect, however far they jump, and whatever is forgotten meanwhile. */
  @Test
  void whatIsCommittedIsOneChain() throws Exception {
    long seed = new Random().nextLong();
    Consensus second = openHere();
    List<List<Link>> won =
        Racers.race(
            5,
            racer -> {
              Random random = new Random(seed + racer);
              Consensus mine = racer % 2 == 0 ? consensus : second;
              List<Link> mineWon = new ArrayList<>();
              Optional<SeqNo> known = ABSENT;
              for (int i = 0; i < 120; i++) {
                int choice = random.nextInt(6);
                if (choice == 0) {
                  known = mine.head(key).map(Versioned::seqNo);
                } else if (choice == 1 && known.isPresent()) {
                  mine.truncate(key, known.get());
                } else {
                  long next = known.map(SeqNo::value).orElse(-1L) + 1 + random.nextInt(4);
                  Link link = new Link(known, version(next, racer + "#" + i));
                  if (mine.compareAndSet(key, link.from, link.to) == COMMITTED) {
                    mineWon.add(link);
                    known = Optional.of(link.to.seqNo());
                  } else if (random.nextBoolean()) {
                    known = mine.head(key).map(Versioned::seqNo);
                  }
                }
              }
              return mineWon;
            });
    List<Link> chain =
        won.stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparing(link -> link.to.seqNo()))
            .toList();
    Optional<SeqNo> end = ABSENT;
    for (Link link : chain) {
      assertThat(link.from).as("seed %s: what %s follows", seed, link.to).isEqualTo(end);
      end = Optional.of(link.to.seqNo());
    }
    assertThat(consensus.head(key)).as("seed %s", seed).contains(chain.get(chain.size() - 1).to);
    List<Versioned> kept = consensus.scan(key, SeqNo.ZERO, 10_000);
    assertThat(chain.stream().map(Link::to).toList())
        .as("seed %s", seed)
        .endsWith(kept.toArray(Versioned[]::new));
  }

  /** Whether there are turns or not, who asks for them does what it does without. */
  @Test
  void turnsAreACourtesy() throws Exception {
    Consensus second = openHere();
    for (int round = 0; round < 3; round++) {
      try (Consensus.Turn turn = consensus.takeTurn(Duration.ofSeconds(10));
          Consensus.Turn again = consensus.takeTurn(Duration.ofSeconds(10))) {
        long next = 2L * round;
        assertThat(round == 0 ? first(0, "a") : cas(next - 1, next, "a")).isEqualTo(COMMITTED);
        second.takeTurn(Duration.ofMillis(1)).close();
        assertThat(second.head(key)).contains(version(next, "a"));
        again.close();
        assertThat(cas(next, next + 1, "b")).isEqualTo(COMMITTED);
        turn.close();
      }
    }
    assertThat(second.compareAndSet(key, Optional.of(new SeqNo(5)), version(6, "c")))
        .isEqualTo(COMMITTED);
  }

  @Test
  void refusesAnInterruptedThreadAndStaysUsable() {
    first(5, "abc");
    List<Runnable> calls =
        List.of(
            () -> consensus.listKeys(),
            () -> consensus.head(key),
            () -> scan(0, 5),
            () -> cas(5, 6, "no"),
            () -> truncate(5));
    for (Runnable call : calls) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(call::run).isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).as("the interrupt flag stays set").isTrue();
    }
    assertThat(scan(0, 5)).containsExactly(version(5, "abc"));
    assertThat(cas(5, 6, "def")).isEqualTo(COMMITTED);
  }

  private CasOutcome first(long seqNo, String data) {
    return consensus.compareAndSet(key, ABSENT, version(seqNo, data));
  }

  private CasOutcome cas(long expected, long seqNo, String data) {
    return consensus.compareAndSet(key, Optional.of(new SeqNo(expected)), version(seqNo, data));
  }

  private List<Versioned> scan(long from, int limit) {
    return consensus.scan(key, new SeqNo(from), limit);
  }

  private int truncate(long seqNo) {
    return consensus.truncate(key, new SeqNo(seqNo));
  }

  private static void assertMisuse(ThrowingCallable call, String names) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(names);
  }

  /** A version whose bytes are a text. */
  protected static Versioned version(long seqNo, String data) {
    return new Versioned(new SeqNo(seqNo), bytes(data));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
