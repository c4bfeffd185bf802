package io.travertine.torture;

import java.util.Random;

/** When a victim is killed. */
sealed interface Death {

  /** Kinds for people: at work, and before that. */
  String ANY_INSTANT = "any instant";

  String START = "start";

  /**
   * While it starts, opens the database, and comes to its first commit.
   *
   * @param share of the time that this takes usually
   */
  record Starting(double share) implements Death {
    @Override
    public long micros() {
      return 0;
    }
  }

  /** So long after so many of its commits were acknowledged. */
  record AtWork(int commits, long micros) implements Death {}

  /** So long after it has begun its {@code occurrence}th work, or definition. */
  record AfterBeginning(boolean definition, int occurrence, long micros) implements Death {}

  /**
   * So long after the {@code occurrence}th time that it passes a moment.
   *
   * @param holds whether the thread that passes it waits there for its death
   */
  record AfterMoment(String moment, int occurrence, boolean holds, long micros) implements Death {}

  /** How long after the sign for it. */
  long micros();

  /** One by chance. */
  static Death by(Random random) {
    int dice = random.nextInt(100);
    if (dice < 8) {
      return new Starting(random.nextDouble());
    }
    if (dice < 20) {
      return new AtWork(1 + random.nextInt(150), random.nextLong(20_000));
    }
    if (dice < 35) {
      return new AfterBeginning(false, 10 + random.nextInt(150), random.nextLong(8_000));
    }
    if (dice < 50) {
      return new AfterBeginning(true, 1 + random.nextInt(8), random.nextLong(12_000));
    }
    String moment = Moments.ALL.get(random.nextInt(Moments.ALL.size()));
    return new AfterMoment(
        moment,
        1 + random.nextInt(moment.endsWith("_set") ? 60 : 5),
        random.nextBoolean(),
        random.nextLong(random.nextBoolean() ? 500 : 8_000));
  }

  /** One by chance of somebody who creates a database. */
  static Death inChildbed(Random random) {
    return random.nextBoolean()
        ? new Starting(random.nextDouble())
        : new AfterMoment(
            Moments.COMPARE_AND_SET, 1 + random.nextInt(20), true, random.nextLong(500));
  }

  /** The kind of it, for people. */
  default String kind() {
    if (this instanceof AfterMoment after) {
      return after.moment().replace("persist.", "").replace('_', ' ').replace('.', ' ');
    }
    if (this instanceof AfterBeginning after) {
      return after.definition() ? "definition" : "statement";
    }
    return this instanceof Starting ? START : ANY_INSTANT;
  }
}
