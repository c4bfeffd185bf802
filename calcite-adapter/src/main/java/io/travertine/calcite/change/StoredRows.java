package io.travertine.calcite.change;

import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Values as a table stores them, on their way back to generated code or to a result. */
public final class StoredRows {

  private StoredRows() {}

  /** The value in the representation that generated code computes with. */
  public static @Nullable Object computable(@Nullable Object stored, SqlTypeName type) {
    if (stored instanceof Short small && type == SqlTypeName.TINYINT) {
      return small.byteValue();
    }
    return stored instanceof byte[] bytes ? new ByteString(bytes) : stored;
  }
}
