package io.travertine.persist.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** What updates mean, the obvious way: a map from row and time to the sum of diffs. */
final class NaiveModel {

  private NaiveModel() {}

  static Map<List<Object>, Long> sums(List<Updates> chunks, LongUnaryOperator advance) {
    Map<List<Object>, Long> sums = new HashMap<>();
    for (Updates chunk : chunks) {
      RowCodec key = new RowCodec("key", chunk.keys().schema());
      RowCodec value = new RowCodec("value", chunk.values().schema());
      for (int i = 0; i < chunk.length(); i++) {
        List<Object> row =
            List.of(
                Arrays.deepToString(key.decode(chunk.keys(), i)),
                Arrays.deepToString(value.decode(chunk.values(), i)),
                advance.applyAsLong(chunk.times()[i]));
        sums.merge(row, chunk.diffs()[i], Long::sum);
      }
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }

  static Map<List<Object>, Long> sums(List<Updates> chunks) {
    return sums(chunks, time -> time);
  }
}
