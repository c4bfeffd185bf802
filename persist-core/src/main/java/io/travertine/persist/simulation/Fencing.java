package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.PersistClient;
import io.travertine.persist.internal.state.CriticalReader;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Frontier;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens of the hold that never expires. Every attempt to move it brings a token of its own, so
 * that the hold's having it tells that the attempt was committed. Used in turns.
 */
final class Fencing {

  private static final long INITIAL = 0;

  /** Which token each attempt expects, by the token it brings. */
  private final Map<Long, Long> expected = new HashMap<>();

  /** The since that was first held with a token. */
  private final Map<Long, Frontier> held = new HashMap<>();

  private long newest = INITIAL;
  private long tokens = INITIAL;

  /** Somebody is about to move the hold; the token to do it with. */
  long attempt(long expects) {
    tokens++;
    expected.put(tokens, expects);
    return tokens;
  }

  /** A version was committed. */
  void seen(State state) {
    Optional<CriticalReader> hold =
        state.contents().criticalReaders().get(PersistClient.CONTROLLER_CRITICAL_SINCE);
    if (hold.isEmpty()) {
      return;
    }
    long token = hold.get().opaque();
    if (token != newest) {
      Long replaced = expected.get(token);
      unless(
          replaced != null && replaced == newest,
          () -> "token " + token + " fenced off " + newest + " but expected " + replaced);
      unless(!held.containsKey(token), () -> "token " + token + " is back");
      newest = token;
    }
    held.putIfAbsent(token, hold.get().since());
  }

  /** The since held when the token came; empty if it never did. */
  Optional<Frontier> sinceWith(long token) {
    return Optional.ofNullable(held.get(token));
  }

  /** Whoever brought this token was told that others had fenced it off. */
  void refused(long token) {
    unless(!held.containsKey(token), () -> "token " + token + " was refused but is there");
    expected.remove(token);
  }
}
