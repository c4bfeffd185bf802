package io.travertine.persist.internal.machine;

import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.StateDiff;
import io.travertine.persist.location.Versioned;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The states of a shard that can still be rebuilt, one after the other. Not thread-safe. */
public final class LiveStates {

  private final Iterator<Versioned> versions;
  private State current;

  /**
   * @param earliest the state of the first of {@code versions}
   */
  LiveStates(State earliest, List<Versioned> versions) {
    this.current = earliest;
    this.versions = versions.subList(1, versions.size()).iterator();
  }

  public State current() {
    return current;
  }

  /** Goes on to the next version; the diff that made it, or nothing if this is the last. */
  public Optional<StateDiff> advance() {
    if (!versions.hasNext()) {
      return Optional.empty();
    }
    StateDiff diff = StateDiff.decode(versions.next().data(), current.domain());
    current = diff.applyTo(current);
    return Optional.of(diff);
  }
}
