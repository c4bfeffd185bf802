package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.PlantedBug.thatIs;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.txn.TxnSubscription;
import io.travertine.persist.txn.Txns;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The simulation of transactions finds bugs that are put into them. */
class PlantedTxnBugsTest {

  /** Tried after the likely one. */
  private static final int SEEDS = 60;

  private static List<PlantedBug> bugs() {
    return List.of(
        thatIs("a shard is not given the first of several writes that it lacks")
            .in(
                Txns.class,
                "Applying",
                "appender.compareAndAppend(some(writes), upper, deadline)",
                """
                appender.compareAndAppend(
                    some(writes.subList(writes.size() / 3, writes.size())), upper, deadline)
                """)
            .foundBy(0, "reads at", "finds no account", "misses"),
        thatIs("what is not applied is removed")
            .in(
                Txns.class,
                "TxnsCache",
                "return writes.headMap(appliedUpper, false);",
                "return writes.headMap(appliedUpper, true);")
            .in(
                Txns.class,
                "TxnsCache",
                "    known.appliedTo(upper);\n    sort(shard, known);",
                "    known.appliedTo(upper + 500_000);\n    sort(shard, known);")
            .foundBy(1, "reads at", "finds no account", "misses"),
        thatIs("a transaction is not checked against those before it in its group")
            .in(
                Txns.class,
                "Admission",
                "if (withAdmitted(member).isEmpty()) {",
                "if (member != null) {")
            .foundBy(7, "reads at", "did not read"),
        thatIs("a transaction is not checked against what others committed during its commit")
            .in(
                Txns.class,
                "Admission",
                "member.seen(upper - 1);",
                "member.seen(Long.MAX_VALUE / 2);")
            .foundBy(2, "reads at", "did not read"),
        thatIs("a read does not look for what was removed since it looked")
            .in(
                Txns.class,
                "CommittedOverlay",
                "removed.moment() <= look.moment()",
                "look.moment() != 0")
            .foundBy(1, "reads at", "finds no account", "misses"));
  }

  private static List<PlantedBug> bugsOfSubscriptions() {
    return List.of(
        thatIs("a subscription does not tell what was committed soon after it told the last")
            .in(
                TxnSubscription.class,
                "shard.changes(told, upTo, ",
                "shard.changes(told + (upTo - told) / 2, upTo, ")
            .foundBy(1, "was told of"));
  }

  /** Runs the simulation of transactions in the changed core. */
  public static final class Probe implements LongFunction<String> {
    @Override
    public String apply(long seed) {
      SimulationReport report = BankSimulation.run(seed);
      return report.passed() ? "" : report.describe();
    }
  }

  /** The same with subscriptions. */
  public static final class FollowingProbe implements LongFunction<String> {
    @Override
    public String apply(long seed) {
      SimulationReport report = BankSimulation.runFollowed(seed);
      return report.passed() ? "" : report.describe();
    }
  }

  @BeforeAll
  static void hush() {
    Quiet.begin();
  }

  @AfterAll
  static void speak() {
    Quiet.end();
  }

  @TestFactory
  Stream<DynamicTest> isFound(@TempDir Path directory) {
    return Stream.concat(
        tests(bugs(), Probe.class, directory),
        tests(bugsOfSubscriptions(), FollowingProbe.class, directory));
  }

  private static Stream<DynamicTest> tests(
      List<PlantedBug> bugs, Class<? extends LongFunction<String>> probe, Path directory) {
    return bugs.stream()
        .map(bug -> DynamicTest.dynamicTest(bug.what(), () -> find(bug, probe, directory)));
  }

  private static void find(
      PlantedBug bug, Class<? extends LongFunction<String>> probe, Path directory)
      throws Exception {
    Path own = directory.resolve(Integer.toHexString(bug.what().hashCode()));
    try (BrokenCore core = new BrokenCore(own, bug, probe)) {
      String report = core.report(bug.likely());
      for (long seed = 0; seed < SEEDS && report.isEmpty(); seed++) {
        report = core.report(seed);
        if (!report.isEmpty()) {
          System.out.printf("%s: found by seed %d%n", bug.what(), seed);
        }
      }
      assertThat(report).as(bug.what()).isNotEmpty();
      assertThat(report).containsAnyOf(bug.tells().toArray(new String[0]));
    }
  }
}
