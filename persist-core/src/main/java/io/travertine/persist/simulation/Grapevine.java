package io.travertine.persist.simulation;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.pubsub.DiffReceiver;
import io.travertine.persist.pubsub.PubSub;
import java.util.ArrayList;
import java.util.List;

/**
 * A pubsub one cannot rely on: what it is told it passes on at once, much later, twice, damaged,
 * without its contents, in any order, or not at all (spec §8.4). Used in turns.
 */
final class Grapevine {

  private static final long MICROS = 1_000;
  private static final long PROMPT_MICROS_MAX = 5_000;
  private static final long STALE_MICROS_MAX = 90_000_000;

  private final Turns turns;
  private final Dice dice;
  private final Trace trace;
  private final boolean silent;
  private final List<Ear> ears = new ArrayList<>();

  /**
   * @param silent whether nobody is ever told anything
   */
  Grapevine(Turns turns, Dice dice, Trace trace, boolean silent) {
    this.turns = turns;
    this.dice = dice;
    this.trace = trace;
    this.silent = silent;
  }

  /** The line of one process. */
  PubSub line(Home home) {
    return silent ? PubSub.NONE : new Line(home);
  }

  private void tell(Line from, ShardId shardId, SeqNo seqNo, byte[] diff) {
    for (Ear ear : List.copyOf(ears)) {
      if (ear.line != from && ear.shardId.equals(shardId) && !dice.oneIn(5)) {
        deliver(ear, seqNo, diff);
        if (dice.oneIn(6)) {
          deliver(ear, seqNo, diff);
        }
      }
    }
  }

  private void deliver(Ear ear, SeqNo seqNo, byte[] diff) {
    long micros = dice.between(100L, dice.oneIn(6) ? STALE_MICROS_MAX : PROMPT_MICROS_MAX);
    byte[] said = dice.oneIn(20) ? damaged(diff) : diff;
    boolean whole = !dice.oneIn(10);
    turns.start(ear.line.home, micros * MICROS, () -> hear(ear, seqNo, said, whole));
  }

  private byte[] damaged(byte[] diff) {
    byte[] damaged = diff.clone();
    damaged[dice.below(damaged.length)] ^= (byte) (1 << dice.below(8));
    return damaged;
  }

  private void hear(Ear ear, SeqNo seqNo, byte[] diff, boolean whole) {
    if (!ears.contains(ear)) {
      return;
    }
    trace.note(ear.line.home.name() + " hears of " + seqNo + " of " + ear.shardId);
    if (whole) {
      ear.receiver.pushed(seqNo, diff);
    } else {
      ear.receiver.announced(seqNo);
    }
  }

  private record Ear(Line line, ShardId shardId, DiffReceiver receiver) {}

  private final class Line implements PubSub {
    private final Home home;

    Line(Home home) {
      this.home = home;
    }

    @Override
    public void push(ShardId shardId, SeqNo seqNo, byte[] diff) {
      if (!home.isDead() && turns.mayAct()) {
        tell(this, shardId, seqNo, diff);
      }
    }

    @Override
    public Subscription subscribe(ShardId shardId, DiffReceiver receiver) {
      Ear ear = new Ear(this, shardId, receiver);
      ears.add(ear);
      receiver.subscribed();
      return new Subscription() {
        @Override
        public boolean isLive() {
          return !home.isDead() && ears.contains(ear);
        }

        @Override
        public void close() {
          ears.remove(ear);
        }
      };
    }

    @Override
    public void close() {
      ears.removeIf(ear -> ear.line == this);
    }
  }
}
