package io.travertine.persist.id;

import java.util.UUID;

/** A writer of a shard. Prints as {@code w<uuid>}. */
public record WriterId(UUID uuid) implements Comparable<WriterId> {

  /**
   * The id printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code w} followed by a UUID
   */
  public static WriterId parse(String text) {
    return new WriterId(PrefixedUuid.parse("w", text));
  }

  /** A new id from {@code seed}. */
  public static WriterId generate(Seed seed) {
    return new WriterId(seed.uuid());
  }

  @Override
  public int compareTo(WriterId other) {
    return PrefixedUuid.compare(uuid, other.uuid);
  }

  /** The id with its kind, for messages in which the prefix is not enough. */
  public String debug() {
    return "WriterId(" + uuid + ")";
  }

  @Override
  public String toString() {
    return "w" + uuid;
  }
}
