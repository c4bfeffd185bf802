package io.travertine.persist.internal.part;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.internal.part.v1.ParquetPartReader;
import io.travertine.persist.time.Description;

/** Decodes stored parts of every format there ever was. Not thread-safe. */
public final class PartReader {

  private final ParquetPartReader file;

  private PartReader(ParquetPartReader file) {
    this.file = file;
  }

  /**
   * Opens a part.
   *
   * @param bytes the blob; read only as long as the reader is used
   * @param expectedCrc32c of all of {@code bytes}, from where the part is referred to
   * @param objectName what to call it in errors: its blob key
   * @throws CorruptException if these are not the bytes that were written
   * @throws FormatTooNewException if a later release wrote them
   */
  public static PartReader open(byte[] bytes, int expectedCrc32c, String objectName) {
    int found = Checksum.of(bytes);
    if (found != expectedCrc32c) {
      throw new CorruptException(
          "checksum mismatch in "
              + objectName
              + ": expected "
              + Integer.toHexString(expectedCrc32c)
              + ", found "
              + Integer.toHexString(found)
              + " in "
              + bytes.length
              + " bytes");
    }
    return new PartReader(new ParquetPartReader(objectName, bytes));
  }

  /**
   * Opens a part whose checksum nobody knows, for who only looks: damage shows only where it makes
   * the bytes unreadable.
   *
   * @throws CorruptException if it cannot be a part
   * @throws FormatTooNewException if a later release wrote it
   */
  public static PartReader openUnverified(byte[] bytes, String objectName) {
    return new PartReader(new ParquetPartReader(objectName, bytes));
  }

  /** What the part was written to cover. */
  public Description description() {
    return file.description();
  }

  /** Whether it has no columns but those of these schemas: reading them reads all there is. */
  public boolean isCoveredBy(Schema key, Schema value) {
    return file.isCoveredBy(key, value);
  }

  /** The key columns it was written with, under the names it has them. */
  public Schema storedKey() {
    return file.storedKey();
  }

  /** The value columns it was written with, under the names it has them. */
  public Schema storedValue() {
    return file.storedValue();
  }

  /** How many updates it has. */
  public int length() {
    return file.length();
  }

  /**
   * Decodes the wanted columns of these schemas, in the order they were written. Columns are found
   * by id, whatever they are named; a column the part does not have has its initial value
   * throughout.
   *
   * @throws CorruptException if the part does not have a required column, or has it with another
   *     type
   */
  public Updates read(Schema key, Schema value, Projection projection) {
    return file.read(key, value, projection);
  }

  /** Opens a part and decodes it: {@link #open}, then {@link #read}. */
  public static Updates decode(
      byte[] bytes,
      int expectedCrc32c,
      String objectName,
      Schema key,
      Schema value,
      Projection projection) {
    return open(bytes, expectedCrc32c, objectName).read(key, value, projection);
  }
}
