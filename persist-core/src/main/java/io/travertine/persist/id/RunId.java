package io.travertine.persist.id;

import java.util.UUID;

/** One sorted run of parts. Prints as {@code ri<uuid>}. */
public record RunId(UUID uuid) implements Comparable<RunId> {

  /**
   * The id printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code ri} followed by a UUID
   */
  public static RunId parse(String text) {
    return new RunId(PrefixedUuid.parse("ri", text));
  }

  /** A new id from {@code seed}. */
  public static RunId generate(Seed seed) {
    return new RunId(seed.uuid());
  }

  @Override
  public int compareTo(RunId other) {
    return PrefixedUuid.compare(uuid, other.uuid);
  }

  @Override
  public String toString() {
    return "ri" + uuid;
  }
}
