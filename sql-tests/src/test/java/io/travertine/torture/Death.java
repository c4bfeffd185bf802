package io.travertine.torture;

import java.util.Random;

/** When a victim is killed. */
sealed interface Death {

  /** Kinds for people: at work, and before that. */
  String ANY_INSTANT = "any instant";

  String START = "start";

  /** So long after the start of its process, that is, often while it opens the database. */
  record AfterStart(long micros) implements Death {}

  /** So long after it has opened the database. */
  record AfterOpening(long micros) implements Death {}

  /** So long after it has begun its {@code occurrence}th work, or definition. */
  record AfterBeginning(boolean definition, int occurrence, long micros) implements Death {}

  /**
   * So long after the {@code occurrence}th time that it passes a moment.
   *
   * @param holds whether the thread that passes it waits there for its death
   */
  record AfterMoment(String moment, int occurrence, boolean holds, long micros) implements Death {}

  /** One by chance. */
  static Death by(Random random) {
    int dice = random.nextInt(100);
    if (dice < 10) {
      return new AfterStart(300_000 + random.nextLong(1_000_000));
    }
    if (dice < 25) {
      return new AfterOpening(random.nextLong(2_500_000));
    }
    if (dice < 40) {
      return new AfterBeginning(false, 1 + random.nextInt(300), random.nextLong(8_000));
    }
    if (dice < 55) {
      return new AfterBeginning(true, 1 + random.nextInt(8), random.nextLong(12_000));
    }
    String moment = Moments.ALL.get(random.nextInt(Moments.ALL.size()));
    int occurrences = moment.endsWith("_set") ? 30 : 5;
    return new AfterMoment(
        moment,
        1 + random.nextInt(occurrences),
        random.nextBoolean(),
        random.nextLong(random.nextBoolean() ? 500 : 8_000));
  }

  /** The kind of it, for people. */
  default String kind() {
    if (this instanceof AfterMoment after) {
      return after.moment().replace("persist.", "").replace('_', ' ').replace('.', ' ');
    }
    if (this instanceof AfterBeginning after) {
      return after.definition() ? "definition" : "statement";
    }
    return this instanceof AfterStart ? START : ANY_INSTANT;
  }
}
