package io.travertine.persist.id;

import java.util.UUID;

/**
 * A database: its halves, Blob and Consensus, keep it to find each other. Prints {@code d<uuid>}.
 */
public record DatabaseId(UUID uuid) {

  /**
   * The id printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code d} followed by a UUID
   */
  public static DatabaseId parse(String text) {
    return new DatabaseId(PrefixedUuid.parse("d", text));
  }

  /** A new id from {@code seed}. */
  public static DatabaseId generate(Seed seed) {
    return new DatabaseId(seed.uuid());
  }

  @Override
  public String toString() {
    return "d" + uuid;
  }
}
