package io.travertine.persist.location.decorators;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.Seed;
import java.util.function.Supplier;

/**
 * Decides, by seed, what becomes of each call: it happens or not, and it is answered or times out
 * (spec §2.5). One of these can serve a Blob and a Consensus, and be changed while they are in use.
 * For tests and simulations. Thread-safe.
 *
 * <table>
 *   <caption>What the caller sees</caption>
 *   <tr><th></th><th>answered</th><th>times out</th></tr>
 *   <tr><td>happens</td><td>the result</td><td>IndeterminateException</td></tr>
 *   <tr><td>does not</td><td>DeterminateException</td><td>IndeterminateException</td></tr>
 * </table>
 */
public final class Unreliability {

  private static final double SHOULD_HAPPEN = 0.95;
  private static final double SHOULD_TIME_OUT = 0.05;

  /** Both in [0, 1]. */
  private record Odds(double happens, double timesOut) {
    private Odds {
      if (!(happens >= 0 && happens <= 1 && timesOut >= 0 && timesOut <= 1)) {
        throw new IllegalArgumentException("not probabilities: " + happens + ", " + timesOut);
      }
    }
  }

  private final Seed seed;
  private volatile Odds odds = new Odds(SHOULD_HAPPEN, SHOULD_TIME_OUT);

  /** One call in twenty does not happen; one in twenty times out. */
  public Unreliability(Seed seed) {
    this.seed = seed;
  }

  /** From now on nothing happens and everything times out. */
  public void totallyUnavailable() {
    odds = new Odds(0, 1);
  }

  /** From now on everything happens and is answered. */
  public void totallyAvailable() {
    odds = new Odds(1, 0);
  }

  /** From now on a call happens, and times out, with these probabilities. */
  public void partiallyAvailable(double happens, double timesOut) {
    odds = new Odds(happens, timesOut);
  }

  /**
   * Makes a call, or not.
   *
   * @param doing what it does, for messages
   * @param key to what
   */
  public <T> T decide(String doing, String key, Supplier<T> call) {
    Odds now = odds;
    boolean happens = seed.fraction() < now.happens;
    boolean timesOut = seed.fraction() < now.timesOut;
    if (!happens && !timesOut) {
      throw new DeterminateException("unreliable: " + doing + " of " + key + " did not happen");
    }
    if (!happens) {
      throw timeout(doing, key);
    }
    T result = call.get();
    if (timesOut) {
      throw timeout(doing, key);
    }
    return result;
  }

  private static IndeterminateException timeout(String doing, String key) {
    return new IndeterminateException("unreliable: " + doing + " of " + key + " timed out");
  }
}
