package io.travertine.persist.id;

import java.util.UUID;

/** A reader whose hold expires with its lease. Prints as {@code r<uuid>}. */
public record LeasedReaderId(UUID uuid) implements Comparable<LeasedReaderId> {

  /**
   * The id printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code r} followed by a UUID
   */
  public static LeasedReaderId parse(String text) {
    return new LeasedReaderId(PrefixedUuid.parse("r", text));
  }

  /** A new id from {@code seed}. */
  public static LeasedReaderId generate(Seed seed) {
    return new LeasedReaderId(seed.uuid());
  }

  @Override
  public int compareTo(LeasedReaderId other) {
    return PrefixedUuid.compare(uuid, other.uuid);
  }

  /** The id with its kind, for messages in which the prefix is not enough. */
  public String debug() {
    return "LeasedReaderId(" + uuid + ")";
  }

  @Override
  public String toString() {
    return "r" + uuid;
  }
}
