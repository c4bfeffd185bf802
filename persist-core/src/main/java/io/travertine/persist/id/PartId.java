package io.travertine.persist.id;

import java.util.UUID;

/** One part blob. Prints as {@code p<uuid>}. */
public record PartId(UUID uuid) implements Comparable<PartId> {

  /**
   * The id printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code p} followed by a UUID
   */
  public static PartId parse(String text) {
    return new PartId(PrefixedUuid.parse("p", text));
  }

  /** A new id from {@code seed}. */
  public static PartId generate(Seed seed) {
    return new PartId(seed.uuid());
  }

  @Override
  public int compareTo(PartId other) {
    return PrefixedUuid.compare(uuid, other.uuid);
  }

  @Override
  public String toString() {
    return "p" + uuid;
  }
}
