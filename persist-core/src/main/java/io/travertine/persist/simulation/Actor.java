package io.travertine.persist.simulation;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.data.Codec;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.time.Duration;

/** A thread of a program that uses one shard, operation after operation. */
abstract class Actor {

  static final Codec<String> KEYS = Codec.string();
  static final Codec<Long> VALUES = Codec.i64();

  private static final long MILLIS = 1_000_000;

  private final String name;
  private final Cast cast;
  private final SimulatedProcess process;
  private final ShardId shard;
  private final Dice dice;

  /** Whom and what every actor has to do with. */
  record Cast(Turns turns, Trace trace) {}

  Actor(String name, Cast cast, SimulatedProcess process, ShardId shard, Dice dice) {
    this.name = process.name() + " " + name;
    this.cast = cast;
    this.process = process;
    this.shard = shard;
    this.dice = dice;
  }

  /** Does one thing. */
  abstract void act();

  /** Closes what is open. */
  abstract void leave();

  /** Thinks, and does the next thing. */
  final void next() {
    cast.turns.pause(think());
    act();
  }

  /** Lets time pass, and others act. */
  final void rest(long nanos) {
    cast.turns().pause(nanos);
  }

  private long think() {
    return dice.oneIn(20)
        ? dice.between(3_000 * MILLIS, 30_000 * MILLIS)
        : dice.between(0, 3_000 * MILLIS);
  }

  SimulatedProcess process() {
    return process;
  }

  ShardId shard() {
    return shard;
  }

  Dice dice() {
    return dice;
  }

  String name() {
    return name;
  }

  Diagnostics diagnostics(String purpose) {
    return new Diagnostics(shard.toString(), purpose);
  }

  Deadline within(int millis) {
    return Deadline.after(Duration.ofMillis(millis), process.clock());
  }

  /** Tells what was done and what came of it. */
  void tell(String what) {
    long millis = cast.turns.nowNanos() / MILLIS;
    cast.trace.step(
        millis / 1_000 + "." + (1_000 + millis % 1_000) % 1_000 + " " + name + ": " + what);
  }

  static Frontier at(long time) {
    return Frontier.at(time);
  }
}
