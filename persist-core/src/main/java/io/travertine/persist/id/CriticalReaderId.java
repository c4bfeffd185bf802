package io.travertine.persist.id;

import java.util.UUID;

/** A reader whose hold never expires. Prints as {@code c<uuid>}. */
public record CriticalReaderId(UUID uuid) implements Comparable<CriticalReaderId> {

  /**
   * The id printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code c} followed by a UUID
   */
  public static CriticalReaderId parse(String text) {
    return new CriticalReaderId(PrefixedUuid.parse("c", text));
  }

  /** A new id from {@code seed}. */
  public static CriticalReaderId generate(Seed seed) {
    return new CriticalReaderId(seed.uuid());
  }

  @Override
  public int compareTo(CriticalReaderId other) {
    return PrefixedUuid.compare(uuid, other.uuid);
  }

  /** The id with its kind, for messages in which the prefix is not enough. */
  public String debug() {
    return "CriticalReaderId(" + uuid + ")";
  }

  @Override
  public String toString() {
    return "c" + uuid;
  }
}
