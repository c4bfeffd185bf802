package io.travertine.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What the compiler does not know about the house (design §2, CONTRIBUTING.md). Each rule holds for
 * rooms that are not built yet: no rule fails for want of classes.
 */
final class HouseRules {

  /** An IOException alone is no I/O: protobuf throws one when bytes do not parse. */
  private static final String[] OUTSIDE_WORLD = {
    "java.io..", "java.net..", "java.nio.channels..", "java.nio.file..", "java.sql..", "org.slf4j.."
  };

  private static final DescribedPredicate<JavaClass> THREADS =
      describe(
          "threads",
          type ->
              type.getName()
                  .matches(
                      "java\\.lang\\.Thread(\\$.*|Group|Local)?|java\\.util\\.Timer.*"
                          + "|java\\.util\\.concurrent\\.(.*Execut.*|.*Future.*|.*Pool.*|.*Task)"));

  private static final Predicate<JavaAccess<?>> WALL_CLOCK =
      access("java\\.lang\\.System", "currentTimeMillis")
          .or(access("java\\.time\\..*", "now"))
          .or(access("java\\.time\\.Clock", "(system|tick).*"))
          .or(access("java\\.lang\\.Thread|java\\.util\\.concurrent\\.TimeUnit", "sleep"))
          .or(used -> used.getTarget().getFullName().equals("java.util.Date.<init>()"));

  private static final Predicate<JavaAccess<?>> MONOTONIC_CLOCK =
      access("java\\.lang\\.System", "nanoTime");

  private static final Predicate<JavaAccess<?>> CHANCE =
      access("java\\.util\\.UUID", "randomUUID")
          .or(access("java\\.lang\\.Math", "random"))
          .or(access("java\\.util\\.concurrent\\.ThreadLocalRandom", "current"))
          .or(
              used ->
                  used.getName().equals("<init>")
                      && used.getTargetOwner().isAssignableTo(RandomGenerator.class));

  private static final Predicate<JavaAccess<?>> TERMINAL =
      access("java\\.lang\\.System", "out|err|in|exit").or(access(".*", "printStackTrace"));

  private final String root;
  private final Rooms rooms;

  /** The rules for the house whose packages lie below {@code root}. */
  HouseRules(String root) {
    this.root = root;
    this.rooms = new Rooms(root);
  }

  ArchRule arrowsPointOneWay() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(rooms.useOnlyRoomsBelow())
        .allowEmptyShould(true);
  }

  ArchRule onlyThePersistCoreKnowsItsInside() {
    return noClasses()
        .that(resideInAnyPackage(root + "..").and(not(resideInAnyPackage(root + ".persist.."))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".persist.internal..")
        .allowEmptyShould(true);
  }

  /**
   * The remote driver's jar has neither Calcite's core nor the storage in it, and must link all the
   * same.
   */
  ArchRule theRemoteDriverStandsAlone() {
    return noClasses()
        .that(
            resideInAnyPackage(root + ".jdbc..")
                .and(not(resideInAnyPackage(root + ".jdbc.embedded.."))))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    root + ".calcite..",
                    root + ".persist..",
                    root + ".jdbc.embedded..",
                    root + ".server..",
                    "org.apache.calcite..")
                .and(not(resideInAnyPackage("org.apache.calcite.avatica.."))))
        .allowEmptyShould(true);
  }

  ArchRule pureRoomsDoNoIo() {
    return noClasses()
        .that(arePure())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(OUTSIDE_WORLD).and(not(type(IOException.class))).or(THREADS))
        .because("state, spine, batch and time get everything as arguments")
        .allowEmptyShould(true);
  }

  ArchRule pureRoomsHaveNoClock() {
    return noClasses()
        .that(arePure())
        .should()
        .accessTargetWhere(
            describe(
                "tells the time or makes up chance",
                WALL_CLOCK.or(MONOTONIC_CLOCK).or(CHANCE)::test))
        .because("one seed replays one run")
        .allowEmptyShould(true);
  }

  ArchRule timeComesFromTheClock() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .doNotHaveFullyQualifiedName(root + ".persist.time.SystemClock")
        .should()
        .accessTargetWhere(describe("reads the wall clock or sleeps", WALL_CLOCK::test))
        .because("tests own time through persist.time.Clock")
        .allowEmptyShould(true);
  }

  ArchRule chanceComesFromTheSeed() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .doNotHaveFullyQualifiedName(root + ".persist.id.Seed")
        .should()
        .accessTargetWhere(describe("makes up chance", CHANCE::test))
        .because("ids and jitter come from persist.id.Seed, so that one seed replays one run")
        .allowEmptyShould(true);
  }

  ArchRule onlyTheCommandTalks() {
    return noClasses()
        .that(resideInAnyPackage(root + "..").and(not(resideInAnyPackage(root + ".cli.."))))
        .should()
        .accessTargetWhere(describe("uses the terminal or ends the process", TERMINAL::test))
        .because("a library logs or throws")
        .allowEmptyShould(true);
  }

  ArchRule namesSayWhatAClassDoes() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .haveNameMatching(".*(Util|Utils|Impl|Base|Manager|Helper)(\\$.*)?")
        .orShould()
        .resideInAnyPackage(root + "..util..", root + "..utils..", root + "..impl..")
        .allowEmptyShould(true);
  }

  private DescribedPredicate<JavaClass> arePure() {
    return resideInAnyPackage(
            root + ".persist.time..",
            root + ".persist.internal.state..",
            root + ".persist.internal.spine..",
            root + ".persist.internal.batch..")
        .and(
            not(
                describe(
                    "the clock itself",
                    type -> type.getName().equals(root + ".persist.time.SystemClock"))))
        .as("are pure");
  }

  private static Predicate<JavaAccess<?>> access(String owner, String member) {
    return used -> used.getTargetOwner().getName().matches(owner) && used.getName().matches(member);
  }
}
