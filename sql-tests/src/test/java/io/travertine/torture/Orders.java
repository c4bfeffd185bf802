package io.travertine.torture;

import java.util.List;

/**
 * What a victim is told when it starts.
 *
 * @param url of the database
 * @param creates whether it makes the tables, in a database that nobody has opened yet
 * @param victim its number
 * @param moment what happens in it before it says that it is time to be killed, as {@link Moments}
 *     names it; nothing if empty
 * @param occurrence and how often
 * @param holds whether the thread that it happens on waits for the end there
 */
record Orders(
    String url,
    boolean creates,
    int victim,
    long seed,
    int workers,
    String moment,
    int occurrence,
    boolean holds,
    Fault fault) {

  /** Without a moment to be killed at. */
  static Orders untilItsEnd(
      String url, boolean creates, int victim, long seed, int workers, Fault fault) {
    return new Orders(url, creates, victim, seed, workers, "", 0, false, fault);
  }

  /** The same up to a moment. */
  Orders until(Death.AfterMoment death) {
    return new Orders(
        url,
        creates,
        victim,
        seed,
        workers,
        death.moment(),
        death.occurrence(),
        death.holds(),
        fault);
  }

  /** What a victim does wrong, so that we see it found. */
  enum Fault {
    NONE,
    /** Acknowledges what it has not committed yet. */
    ACKNOWLEDGES_EARLY,
    /** Does again what was done, as who does not look after a lost answer. */
    REPLAYS
  }

  List<String> words() {
    return List.of(
        url,
        Boolean.toString(creates),
        Integer.toString(victim),
        Long.toString(seed),
        Integer.toString(workers),
        moment.isEmpty() ? "-" : moment,
        Integer.toString(occurrence),
        Boolean.toString(holds),
        fault.name());
  }

  static Orders parse(String[] words) {
    return new Orders(
        words[0],
        Boolean.parseBoolean(words[1]),
        Integer.parseInt(words[2]),
        Long.parseLong(words[3]),
        Integer.parseInt(words[4]),
        words[5],
        Integer.parseInt(words[6]),
        Boolean.parseBoolean(words[7]),
        Fault.valueOf(words[8]));
  }
}
