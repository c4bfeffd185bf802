package io.travertine.persist.simulation;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Accounts in three shards, one row each, and a journal in a fourth.
 *
 * @param shards of the accounts
 */
record Bank(List<ShardId> shards, ShardId journal) {

  static final List<String> ACCOUNTS = List.of("a", "b", "c", "d", "e", "f");
  private static final int SHARDS = 3;

  static Bank of(Seed seed) {
    List<ShardId> shards = new ArrayList<>();
    for (int i = 0; i < SHARDS; i++) {
      shards.add(ShardId.generate(seed));
    }
    return new Bank(shards, ShardId.generate(seed));
  }

  /** Where an account is. */
  ShardId shardOf(String account) {
    return shards.get(ACCOUNTS.indexOf(account) % SHARDS);
  }

  /** All shards. */
  List<ShardId> all() {
    List<ShardId> all = new ArrayList<>(shards);
    all.add(journal);
    return all;
  }

  static String row(String account, long balance) {
    return account + "=" + balance;
  }

  /** Rows that go, and rows that come. */
  static Updates updates(List<String> old, List<String> fresh) {
    UpdatesBuilder builder = new UpdatesBuilder(Codec.string().schema(), Codec.unit().schema());
    old.forEach(row -> builder.add(Codec.string(), row, Codec.unit(), Unit.UNIT, 0, -1));
    fresh.forEach(row -> builder.add(Codec.string(), row, Codec.unit(), Unit.UNIT, 0, 1));
    return builder.build();
  }

  /** How often each row is there. */
  static Map<String, Long> sums(List<Update<String, Unit>> updates) {
    Map<String, Long> sums = new TreeMap<>();
    updates.forEach(update -> sums.merge(update.key(), update.diff(), Long::sum));
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }
}
