package io.travertine.persist.internal.part;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.internal.part.v1.InlineFrame;
import io.travertine.persist.time.Description;

/**
 * Parts small enough to travel inside state (spec §6.3). The bytes carry their own checksum, and
 * equal updates give equal bytes.
 */
public final class InlinePart {

  /** Batches of fewer bytes, counted as in spec §6.2, are to be kept inline. */
  public static final int MAX_BYTES = 4096;

  private InlinePart() {}

  /**
   * Encodes updates, in the order they come.
   *
   * @throws IllegalArgumentException as {@link PartWriter#encode}
   */
  public static byte[] encode(Schema key, Schema value, Updates updates, Description description) {
    PartChecks.check(key, value, updates, description);
    return InlineFrame.write(updates, description);
  }

  /**
   * Decodes the wanted columns of these schemas, as {@link PartReader#read}.
   *
   * @param objectName what to call it in errors
   * @throws CorruptException if these are not the bytes that were written
   * @throws FormatTooNewException if a later release wrote them
   */
  public static Updates decode(
      byte[] bytes, String objectName, Schema key, Schema value, Projection projection) {
    return InlineFrame.read(objectName, bytes, key, value, projection).updates();
  }

  /**
   * Whether the part has no columns but those of these schemas: reading them reads all there is.
   */
  public static boolean isCoveredBy(byte[] bytes, String objectName, Schema key, Schema value) {
    return InlineFrame.isCoveredBy(objectName, bytes, key, value);
  }

  /** The key columns the part was written with; their names are made up, it has only ids. */
  public static Schema storedKey(byte[] bytes, String objectName) {
    return InlineFrame.readSchemas(objectName, bytes).get(0);
  }

  /** The value columns the part was written with; their names are made up, it has only ids. */
  public static Schema storedValue(byte[] bytes, String objectName) {
    return InlineFrame.readSchemas(objectName, bytes).get(1);
  }

  /** What the part was written to cover. */
  public static Description description(byte[] bytes, String objectName) {
    return InlineFrame.readDescription(objectName, bytes);
  }
}
