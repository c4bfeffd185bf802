package io.travertine.persist.id;

import java.util.UUID;

/** A shard; also its key in Consensus. Prints as {@code s<uuid>}. */
public record ShardId(UUID uuid) {

  /**
   * The id printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code s} followed by a UUID
   */
  public static ShardId parse(String text) {
    return new ShardId(PrefixedUuid.parse("s", text));
  }

  /** A new id from {@code seed}. */
  public static ShardId generate(Seed seed) {
    return new ShardId(seed.uuid());
  }

  /** The id with its kind, for messages in which the prefix is not enough. */
  public String debug() {
    return "ShardId(" + uuid + ")";
  }

  @Override
  public String toString() {
    return "s" + uuid;
  }
}
