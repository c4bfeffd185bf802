package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBuilder;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.Schema;
import io.travertine.persist.error.CorruptException;
import java.util.List;
import java.util.OptionalInt;

/**
 * A column as a part has it.
 *
 * @param id what it is known by
 * @param type what its values were when written
 */
record StoredColumn(int id, ColumnType type) {

  /**
   * Where {@code wanted} is among the stored columns; nowhere if the part is older than the column.
   *
   * @throws CorruptException if it is there with another type, or is not and must not be null
   */
  static OptionalInt find(String objectName, Column wanted, List<StoredColumn> stored) {
    for (int i = 0; i < stored.size(); i++) {
      StoredColumn column = stored.get(i);
      if (column.id() == wanted.id()) {
        if (!column.type().equals(wanted.type())) {
          throw new CorruptException(
              objectName + " has " + column.type() + " values for column " + wanted);
        }
        return OptionalInt.of(i);
      }
    }
    if (!wanted.nullable() && wanted.initial().isEmpty()) {
      throw new CorruptException(objectName + " has no column " + wanted);
    }
    return OptionalInt.empty();
  }

  /** Whether {@code schema} has all the stored columns. */
  static boolean areAllIn(Schema schema, List<StoredColumn> stored) {
    return stored.stream().allMatch(column -> schema.positionOf(column.id()).isPresent());
  }

  /** The values of a column that is younger than its part: all what it began with. */
  static ColumnVector absent(Column column, int rows) {
    return ColumnBuilder.initial(column, rows);
  }
}
