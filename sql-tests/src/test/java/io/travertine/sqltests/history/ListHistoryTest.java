package io.travertine.sqltests.history;

import static io.travertine.sqltests.history.Level.REPEATABLE_READ;
import static io.travertine.sqltests.history.Level.SERIALIZABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.sqltests.history.Step.Append;
import io.travertine.sqltests.history.Step.Read;
import io.travertine.sqltests.history.Transaction.Fate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker of histories names each anomaly, tells of it, and lets everything else pass. */
class ListHistoryTest {

  private static final int X = 1;
  private static final int Y = 2;

  private static Step append(int list, int value) {
    return new Append(list, value);
  }

  private static Step read(int list, Integer... values) {
    return new Read(list, Arrays.asList(values));
  }

  /** All at the same time, so that nothing follows from when they were. */
  private static Transaction done(String name, Step... steps) {
    return done(name, 0, 100, steps);
  }

  private static Transaction done(String name, long began, long ended, Step... steps) {
    return new Transaction(name, "of " + name, began, ended, Fate.COMMITTED, List.of(steps));
  }

  private static Transaction refused(String name, Step... steps) {
    return new Transaction(name, "of " + name, 0, 100, Fate.REFUSED, List.of(steps));
  }

  private static Transaction unknown(String name, Step... steps) {
    return done(name, steps).ended(Fate.UNKNOWN, 0);
  }

  private static List<String> kinds(Level level, Transaction... history) {
    return new ListHistory(List.of(history))
        .anomalies(level).stream().map(Anomaly::kind).distinct().toList();
  }

  private static void isAnomaly(String kind, Transaction... history) {
    assertThat(kinds(SERIALIZABLE, history)).containsExactly(kind);
    assertThat(kinds(REPEATABLE_READ, history)).containsExactly(kind);
  }

  private static void isFine(Transaction... history) {
    assertThat(kinds(SERIALIZABLE, history)).isEmpty();
    assertThat(kinds(REPEATABLE_READ, history)).isEmpty();
  }

  // ---- what is seen at once

  @Test
  void whoContradictsItselfIsInternal() {
    isAnomaly(Anomaly.INTERNAL, done("a", append(X, 1), read(X)));
    isAnomaly(Anomaly.INTERNAL, done("a", append(X, 1), read(X, 1, 2)), done("b", append(X, 2)));
    isAnomaly(
        Anomaly.INTERNAL, done("a", read(X), append(X, 1), read(X, 2, 1)), done("b", append(X, 2)));
    isFine(done("a", read(X), append(X, 1), read(X, 1), append(X, 2), read(X, 1, 2)));
  }

  @Test
  void aValueOfNobodyIsGarbage() {
    isAnomaly(Anomaly.GARBAGE, done("a", read(X, 7)));
    assertThat(kinds(SERIALIZABLE, done("a", append(Y, 7)), done("b", read(X, 7))))
        .contains(Anomaly.GARBAGE);
  }

  @Test
  void aValueOfWhoWasRefusedIsG1a() {
    isAnomaly(Anomaly.ABORTED, refused("a", append(X, 1)), done("b", read(X, 1)));
    assertThat(
            kinds(
                SERIALIZABLE,
                refused("a", append(X, 1)),
                done("b", append(X, 2)),
                done("c", read(X, 1, 2))))
        .containsExactly(Anomaly.ABORTED, Anomaly.DIRTY_UPDATE);
  }

  @Test
  void whatWasInBetweenIsG1b() {
    assertThat(kinds(REPEATABLE_READ, done("a", append(X, 1), append(X, 2)), done("b", read(X, 1))))
        .containsExactly(Anomaly.INTERMEDIATE, Anomaly.G_SINGLE);
    isFine(done("a", append(X, 1), append(X, 2)), done("b", read(X, 1, 2)));
  }

  @Test
  void aValueThatIsThereTwiceIsADuplicate() {
    assertThat(kinds(SERIALIZABLE, done("a", append(X, 1)), done("b", read(X, 1, 1))))
        .contains(Anomaly.DUPLICATE);
  }

  @Test
  void readsThatDisagreeAreIncompatible() {
    assertThat(
            kinds(
                REPEATABLE_READ,
                done("a", append(X, 1)),
                done("b", append(X, 2)),
                done("c", read(X, 1, 2)),
                done("d", read(X, 2))))
        .containsExactly(Anomaly.INCOMPATIBLE);
  }

  @Test
  void whatNobodyFindsAfterwardsIsLost() {
    assertThat(kinds(SERIALIZABLE, done("a", 1, 2, append(X, 1)), done("b", 3, 4, read(X))))
        .contains(Anomaly.LOST);
    isFine(done("a", 1, 3, append(X, 1)), done("b", 2, 4, read(X)));
  }

  // ---- circles

  @Test
  void writesInACircleAreG0() {
    isAnomaly(
        Anomaly.G0,
        done("a", append(X, 1), append(Y, 2)),
        done("b", append(X, 3), append(Y, 4)),
        done("c", read(X, 1, 3)).ended(Fate.REFUSED, 100),
        done("d", read(Y, 4, 2)).ended(Fate.REFUSED, 100));
  }

  @Test
  void readsInACircleAreG1c() {
    isAnomaly(
        Anomaly.G1C, done("a", append(X, 1), read(Y, 2)), done("b", append(Y, 2), read(X, 1)));
  }

  @Test
  void aSkewedReadIsGSingle() {
    isAnomaly(
        Anomaly.G_SINGLE,
        done("a", append(X, 1), append(Y, 2)),
        done("b", read(X, 1), read(Y)),
        done("c", read(Y, 2)));
  }

  @Test
  void aSkewedReadOfWhoWasRefusedIsOneToo() {
    isAnomaly(
        Anomaly.G_SINGLE,
        done("a", append(X, 1), append(Y, 2)),
        refused("b", read(X, 1), read(Y), append(X, 9)),
        done("c", read(Y, 2)));
  }

  @Test
  void aLostUpdateIsGSingle() {
    isAnomaly(
        Anomaly.G_SINGLE,
        done("a", read(X), append(X, 1)),
        done("b", read(X), append(X, 2)),
        done("c", read(X, 1, 2)));
  }

  @Test
  void writeSkewIsG2AndSnapshotIsolationAllowsIt() {
    Transaction[] skew = {
      done("a", read(X), read(Y), append(X, 1)),
      done("b", read(X), read(Y), append(Y, 2)),
      done("c", read(X, 1), read(Y, 2))
    };
    assertThat(kinds(SERIALIZABLE, skew)).containsExactly(Anomaly.G2);
    assertThat(kinds(REPEATABLE_READ, skew)).isEmpty();
  }

  @Test
  void aLongForkIsG2AndSnapshotIsolationForbidsIt() {
    Transaction[] fork = {
      done("a", append(X, 1)),
      done("b", append(Y, 2)),
      done("c", read(X, 1), read(Y)),
      done("d", read(X), read(Y, 2))
    };
    assertThat(kinds(SERIALIZABLE, fork)).containsExactly(Anomaly.G2);
    assertThat(kinds(REPEATABLE_READ, fork)).containsExactly(Anomaly.G_NONADJACENT);
  }

  // ---- time

  @Test
  void aStaleReadIsOneOnlyInRealTime() {
    isAnomaly(
        Anomaly.G_SINGLE + Anomaly.IN_REAL_TIME,
        done("a", 1, 2, append(X, 1)),
        done("b", 3, 4, read(X)),
        done("c", 3, 4, read(X, 1)));
    isFine(done("a", 1, 3, append(X, 1)), done("b", 2, 4, read(X)), done("c", 3, 4, read(X, 1)));
  }

  @Test
  void whoReadsTheFutureIsToldOf() {
    isAnomaly(
        Anomaly.G1C + Anomaly.IN_REAL_TIME,
        done("a", 1, 2, read(X, 1)),
        done("b", 3, 4, append(X, 1)));
  }

  @Test
  void aSessionThatForgetsItselfIsOneByItsOrder() {
    Transaction first = done("a", 1, 2, append(X, 1));
    Transaction second = done("b", 3, 4, read(X));
    isAnomaly(
        Anomaly.G_SINGLE + Anomaly.OF_SESSION,
        first,
        new Transaction("b", first.session(), 3, 4, Fate.COMMITTED, second.steps()),
        done("c", 3, 4, read(X, 1)));
  }

  @Test
  void theOrderOfWritesIsThatOfTime() {
    isAnomaly(
        Anomaly.G0 + Anomaly.IN_REAL_TIME,
        done("a", 1, 2, append(X, 1)),
        done("b", 3, 4, append(X, 2)),
        done("c", 1, 9, read(X, 2, 1)));
  }

  // ---- what nobody was told

  @Test
  void whatIsUnknownMayHaveHappenedOrNot() {
    isFine(unknown("a", append(X, 1)), done("b", 200, 300, read(X)));
    isFine(unknown("a", append(X, 1)), done("b", 200, 300, read(X, 1)));
    isFine(
        unknown("a", append(X, 1)), done("b", 200, 300, read(X)), done("c", 400, 500, read(X, 1)));
  }

  @Test
  void whatIsUnknownHappensOnceAndWhole() {
    isAnomaly(
        Anomaly.G_SINGLE,
        unknown("a", append(X, 1), append(Y, 2)),
        done("b", 200, 300, read(X, 1), read(Y)));
    isAnomaly(
        Anomaly.G_SINGLE + Anomaly.IN_REAL_TIME,
        unknown("a", append(X, 1)),
        done("b", 200, 300, read(X, 1)),
        done("c", 400, 500, read(X)));
    assertThat(kinds(SERIALIZABLE, unknown("a", append(X, 1)), done("b", 200, 300, read(X, 1, 1))))
        .contains(Anomaly.DUPLICATE);
  }

  // ---- what it tells

  @Test
  void theStoryNamesTheTransactionsAndWhatTheyDid() {
    ListHistory history =
        new ListHistory(
            List.of(
                done("alice", read(X), read(Y), append(X, 1)),
                done("bob", read(X), read(Y), append(Y, 2)),
                done("carol", read(X, 1), read(Y, 2)),
                done("dave", 1, 2, append(3, 5)),
                done("erin", 3, 4, read(3))));
    assertThat(history.accusation(SERIALIZABLE))
        .hasValueSatisfying(
            told ->
                assertThat(told)
                    .contains(Anomaly.G2)
                    .contains("alice did not find 2 of bob in list 2: alice came before bob")
                    .contains("bob did not find 1 of alice in list 1: bob came before alice"));
    assertThat(history.accusation(REPEATABLE_READ))
        .hasValueSatisfying(
            told ->
                assertThat(told)
                    .contains("nobody found 5, not even erin")
                    .contains("dave had ended when erin began"));
  }

  @Test
  void aTransactionIsReadBackFromItsLine() {
    for (Transaction transaction :
        List.of(
            done("a-1", 3, 4, append(1, 2), read(3), read(3, 4, 5)),
            unknown("b-2"),
            refused("c", read(1)))) {
      String line = transaction.line().replace("of ", "");
      assertThat(Transaction.parse(line).line()).isEqualTo(line);
    }
  }

  // ---- against a model

  /** One after the other, with intervals that contain the moment when it happened. */
  private static List<Transaction> serial(Random random, int count) {
    TreeMap<Integer, List<Integer>> lists = new TreeMap<>();
    List<Transaction> history = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Step> steps = new ArrayList<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int list = random.nextInt(3);
        List<Integer> values = lists.computeIfAbsent(list, absent -> new ArrayList<>());
        if (random.nextBoolean()) {
          values.add(10 * i + n);
          steps.add(append(list, 10 * i + n));
        } else {
          steps.add(new Read(list, values));
        }
      }
      Transaction done =
          done(
              "t" + i,
              100 * i - random.nextInt(300),
              100 * i + random.nextInt(300),
              steps.toArray(new Step[0]));
      history.add(random.nextInt(10) == 0 ? done.ended(Fate.UNKNOWN, 0) : done);
    }
    Collections.shuffle(history, random);
    return history;
  }

  @ParameterizedTest
  @EnumSource
  void whatWasDoneOneByOnePasses(Level level) {
    for (long seed = 0; seed < 300; seed++) {
      ListHistory history = new ListHistory(serial(new Random(seed), 40));
      assertThat(history.accusation(level)).as("seed %s", seed).isEmpty();
    }
  }

  /**
   * At the weaker level all appends have to be found by somebody: of two that are not, one comes
   * first, and the checker does not try which.
   */
  @ParameterizedTest
  @EnumSource
  void agreesWithTryingEveryOrder(Level level) {
    int possible = 0;
    for (long seed = 0; seed < Long.getLong("travertine.history.trials", 2_000); seed++) {
      List<Transaction> history =
          Trial.history(new Random(seed), level == REPEATABLE_READ || seed % 2 == 0);
      Optional<String> accusation = new ListHistory(history).accusation(level);
      boolean isPossible = Trial.hasOrder(history, level);
      assertThat(accusation.isEmpty())
          .as("seed %s, %s: %s", seed, history, accusation)
          .isEqualTo(isPossible);
      possible += isPossible ? 1 : 0;
    }
    assertThat(possible).isGreaterThan(200);
  }
}
