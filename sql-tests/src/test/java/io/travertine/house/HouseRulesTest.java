package io.travertine.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The house keeps its rules, and each rule catches what was planted against it. */
class HouseRulesTest {

  private static final String ROOT = "io.travertine";
  private static final String PLANTED_ROOT = "io.travertine.house.planted";

  private static JavaClasses house;
  private static JavaClasses planted;

  @BeforeAll
  static void readTheHouse() {
    ImportOption noTests =
        location -> !location.contains("/test-classes/") && !location.contains("-tests.jar");
    ImportOption nothingGenerated =
        location -> !location.contains("/generated/") && !location.contains("/proto/");
    house =
        new ClassFileImporter()
            .withImportOption(noTests)
            .withImportOption(nothingGenerated)
            .importPackages(ROOT);
    planted = new ClassFileImporter().importPackages(PLANTED_ROOT);
  }

  @Test
  void seesEveryModule() {
    assertThat(house)
        .extracting(type -> type.getPackageName())
        .contains(
            "io.travertine.persist",
            "io.travertine.calcite",
            "io.travertine.jdbc",
            "io.travertine.server");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void holds(String name, Rule rule, List<String> offenders) {
    rule.of(new HouseRules(ROOT)).check(house);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void catchesExactlyThePlantedOffenders(String name, Rule rule, List<String> offenders) {
    List<String> told =
        rule.of(new HouseRules(PLANTED_ROOT)).evaluate(planted).getFailureReport().getDetails();

    for (String offender : offenders) {
      assertThat(told).anySatisfy(line -> assertThat(line).contains(PLANTED_ROOT + "." + offender));
    }
    assertThat(told)
        .allMatch(line -> offenders.stream().anyMatch(line::contains), "names an offender");
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        rule(
            "arrows point one way",
            HouseRules::arrowsPointOneWay,
            "persist.internal.machine.KnowsIo",
            "persist.internal.state.KnowsMaintenance",
            "attic.Stray"),
        rule(
            "only the persist core knows its inside",
            HouseRules::onlyThePersistCoreKnowsItsInside,
            "calcite.session.KnowsInside"),
        rule(
            "the remote driver stands alone",
            HouseRules::theRemoteDriverStandsAlone,
            "jdbc.KnowsAdapter"),
        rule(
            "pure rooms do no I/O",
            HouseRules::pureRoomsDoNoIo,
            "persist.internal.state.ReadsFile",
            "persist.internal.spine.StartsThread"),
        rule(
            "pure rooms have no clock",
            HouseRules::pureRoomsHaveNoClock,
            "persist.internal.batch.TellsTime"),
        rule("time comes from the clock", HouseRules::timeComesFromTheClock, "persist.txn.Dozes"),
        rule(
            "chance comes from the seed",
            HouseRules::chanceComesFromTheSeed,
            "persist.txn.RollsDice"),
        rule("only the command talks", HouseRules::onlyTheCommandTalks, "jdbc.Talks"),
        rule(
            "names say what a class does",
            HouseRules::namesSayWhatAClassDoes,
            "persist.txn.TxnManager"));
  }

  private static Arguments rule(String name, Rule rule, String... offenders) {
    return Arguments.of(name, rule, List.of(offenders));
  }

  /** One rule, for whichever house. */
  interface Rule {
    ArchRule of(HouseRules rules);
  }
}
