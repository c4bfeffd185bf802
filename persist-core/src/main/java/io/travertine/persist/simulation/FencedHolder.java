package io.travertine.persist.simulation;

import static io.travertine.persist.simulation.Violation.unless;

import io.travertine.persist.PersistClient;
import io.travertine.persist.SinceDowngrade;
import io.travertine.persist.SinceHandle;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Frontier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds back the since of a shard as leaders do: who takes over fences off the one before. */
final class FencedHolder extends Actor {

  private final ShardModel model;
  private final Fencing fencing;
  private @Nullable SinceHandle open;
  private long token;

  FencedHolder(
      String name,
      Cast cast,
      SimulatedProcess process,
      ShardId shard,
      Dice dice,
      ShardModel model,
      ShardWatch watch) {
    super(name, cast, process, shard, dice);
    this.model = model;
    this.fencing = watch.fencing();
  }

  @Override
  void act() {
    SinceHandle known = open;
    if (known == null) {
      takeOver();
    } else if (dice().oneIn(15)) {
      leave();
    } else {
      letGo(known);
    }
  }

  private void takeOver() {
    SinceHandle handle =
        process()
            .opened(
                process()
                    .client(shard())
                    .openCriticalSince(
                        shard(),
                        PersistClient.CONTROLLER_CRITICAL_SINCE,
                        KEYS,
                        VALUES,
                        diagnostics(name())));
    open = handle;
    token = handle.opaque();
    tell("finds the hold at " + handle.since() + " with token " + token);
  }

  private void letGo(SinceHandle handle) {
    long since = handle.since().only();
    long to = Math.max(0, dice().between(since - 3, Math.max(since, model.upper() - 1)));
    long next = fencing.attempt(token);
    SinceDowngrade result;
    try {
      result = handle.compareAndDowngradeSince(token, next, at(to));
    } catch (IndeterminateException e) {
      tell("token " + next + ": " + e.getMessage());
      leave();
      return;
    }
    tell("with token " + next + " after " + token + " lets go before " + to + ": " + result);
    Optional<Frontier> held = fencing.sinceWith(next);
    if (result instanceof SinceDowngrade.Downgraded moved) {
      unless(
          held.isPresent() && held.get().equals(moved.since()),
          () -> "token " + next + " was acknowledged with " + moved + " but holds " + held);
      unless(moved.since().only() >= to, () -> "asked to keep from " + to + ", keeps " + moved);
      token = next;
    } else if (result instanceof SinceDowngrade.Fenced fenced) {
      fencing.refused(next);
      unless(
          fenced.actualOpaque() != token && fencing.sinceWith(fenced.actualOpaque()).isPresent(),
          () -> "token " + token + " was fenced off by " + fenced);
      leave();
    }
  }

  @Override
  void leave() {
    SinceHandle known = open;
    if (known != null) {
      open = null;
      process().close(known);
      tell("closes its hold");
    }
  }
}
