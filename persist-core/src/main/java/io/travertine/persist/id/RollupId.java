package io.travertine.persist.id;

import java.util.UUID;

/** One rollup blob. Prints as {@code r<uuid>}. */
public record RollupId(UUID uuid) implements Comparable<RollupId> {

  /**
   * The id printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code r} followed by a UUID
   */
  public static RollupId parse(String text) {
    return new RollupId(PrefixedUuid.parse("r", text));
  }

  /** A new id from {@code seed}. */
  public static RollupId generate(Seed seed) {
    return new RollupId(seed.uuid());
  }

  @Override
  public int compareTo(RollupId other) {
    return PrefixedUuid.compare(uuid, other.uuid);
  }

  @Override
  public String toString() {
    return "r" + uuid;
  }
}
