package io.travertine.persist.simulation;

import io.travertine.persist.data.Update;
import java.util.ArrayList;
import java.util.List;

/** A shard to which all writers append the same: what happens at a time follows from the time. */
final class ReplicatedShard extends ShardModel {

  /** A row lives this long, if it goes at all. */
  private static final long LIFETIME = 11;

  private final long salt;

  ReplicatedShard(String name, long salt) {
    super(name);
    this.salt = salt;
  }

  /** What anybody appends with times in {@code [from, to)}. */
  List<Update<String, Long>> script(long from, long to) {
    List<Update<String, Long>> script = new ArrayList<>();
    for (long time = from; time < to; time++) {
      if (mixed(time) % 3 != 0) {
        script.add(row(time, time, 1));
      }
      long born = time - LIFETIME;
      if (born >= 0 && mixed(born) % 3 == 1) {
        script.add(row(born, time, -1));
      }
    }
    return script;
  }

  private Update<String, Long> row(long born, long time, long diff) {
    long mixed = mixed(born);
    String key = "key" + mixed % 5 + "-".repeat((int) (mixed / 5 % 40));
    return new Update<>(key, mixed / 200 % 4, time, diff);
  }

  private long mixed(long time) {
    long mixed = (time + salt) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    return (mixed ^ (mixed >>> 27)) >>> 8;
  }

  @Override
  List<Update<String, Long>> updates(long from, long to) {
    return script(from, to);
  }
}
