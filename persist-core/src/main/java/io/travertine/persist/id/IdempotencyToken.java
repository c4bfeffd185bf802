package io.travertine.persist.id;

import java.util.UUID;

/** One call of compare-and-append, however often it is tried. Prints as {@code i<uuid>}. */
public record IdempotencyToken(UUID uuid) {

  /** The token of a writer that has not appended yet; never generated. */
  public static final IdempotencyToken SENTINEL =
      new IdempotencyToken(new UUID(0x1111_1111_1111_1111L, 0x1111_1111_1111_1111L));

  /**
   * The id printed as {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code i} followed by a UUID
   */
  public static IdempotencyToken parse(String text) {
    return new IdempotencyToken(PrefixedUuid.parse("i", text));
  }

  /** A new id from {@code seed}. */
  public static IdempotencyToken generate(Seed seed) {
    return new IdempotencyToken(seed.uuid());
  }

  @Override
  public String toString() {
    return "i" + uuid;
  }
}
