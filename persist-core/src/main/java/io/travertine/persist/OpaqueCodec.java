package io.travertine.persist;

/**
 * What the fencing token of a {@link SinceHandle} means: 8 bytes under a name, which is stored with
 * the hold and checked at every open (spec §1.1).
 *
 * @param name what others must open the hold with
 * @param initial the token of a hold that nobody has moved yet
 */
public record OpaqueCodec(String name, long initial) {

  /** An unsigned number, at first 0: an epoch, for instance. */
  public static final OpaqueCodec U64 = new OpaqueCodec("u64", 0);

  public OpaqueCodec {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an opaque codec needs a name");
    }
  }
}
