package io.travertine.torture;

import java.util.Random;

/** When a victim is killed. */
sealed interface Death {

  /** So long after the start of its process, that is, often while it opens the database. */
  record AfterStart(long micros) implements Death {}

  /** So long after it has opened the database. */
  record AfterOpening(long micros) implements Death {}

  /** So long after it has begun its {@code occurrence}th work, or definition. */
  record AfterBeginning(boolean definition, int occurrence, long micros) implements Death {}

  /** So long after the {@code occurrence}th time that it passes a moment. */
  record AfterMoment(String moment, int occurrence, long micros) implements Death {}

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
    long micros = random.nextLong(random.nextBoolean() ? 1_000 : 8_000);
    int occurrences = moment.startsWith("persist") || !moment.contains("_") ? 8 : 60;
    return new AfterMoment(moment, 1 + random.nextInt(occurrences), micros);
  }

  /** The kind of it, for people. */
  default String kind() {
    if (this instanceof AfterMoment after) {
      return after.moment().replace("persist.", "").replace('_', ' ').replace('.', ' ');
    }
    if (this instanceof AfterBeginning after) {
      return after.definition() ? "definition" : "statement";
    }
    return this instanceof AfterStart ? "start" : "any instant";
  }
}
