package io.travertine.persist.data;

/**
 * Chooses rows by the values in their columns and by nothing else: of rows that are equal it
 * chooses all or none. Thread-safe.
 */
@FunctionalInterface
public interface RowChoice {

  /**
   * Finds the rows that are chosen.
   *
   * @param rows gets their numbers, in order; at least as long as {@code batch}
   * @return how many they are
   */
  int choose(ColumnBatch batch, int[] rows);

  /** Every row. */
  static RowChoice all() {
    return (batch, rows) -> {
      for (int row = 0; row < batch.length(); row++) {
        rows[row] = row;
      }
      return batch.length();
    };
  }
}
