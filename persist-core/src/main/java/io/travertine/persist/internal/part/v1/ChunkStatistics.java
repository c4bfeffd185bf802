package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.FloatVector;
import io.travertine.persist.data.NullMask;
import java.util.Optional;
import org.apache.parquet.format.Statistics;

/** What a file says of a column to other readers. */
final class ChunkStatistics {

  /** Bounds of more bytes than this are left out. */
  private static final int MAX_BOUND_BYTES = 100;

  private ChunkStatistics() {}

  static Statistics of(ColumnVector vector, Optional<Extremes> found) {
    Statistics statistics = new Statistics().setNull_count(vector.nulls().count());
    if (found.isPresent()) {
      Optional<byte[]> min = bound(vector, found.get().least(), -0d);
      Optional<byte[]> max = bound(vector, found.get().greatest(), 0d);
      boolean ordered = !isNaN(vector, found.get().greatest());
      if (min.isPresent() && max.isPresent() && ordered) {
        statistics.setMin_value(min.get()).setMax_value(max.get());
      }
    }
    return statistics;
  }

  private static boolean isNaN(ColumnVector vector, int row) {
    return (vector instanceof DoubleVector doubles && Double.isNaN(doubles.value(row)))
        || (vector instanceof FloatVector floats && Float.isNaN(floats.value(row)));
  }

  /** A value as statistics have it: plain, without a length; a zero float with the sign asked. */
  private static Optional<byte[]> bound(ColumnVector vector, int row, double zero) {
    ColumnVector one = vector.gather(new int[] {row}, 0, 1);
    if (one instanceof DoubleVector doubles && doubles.value(0) == 0) {
      one = new DoubleVector(new double[] {zero}, 1, NullMask.none());
    } else if (one instanceof FloatVector floats && floats.value(0) == 0) {
      one = new FloatVector(new float[] {(float) zero}, 1, NullMask.none());
    }
    ByteSink sink = new ByteSink();
    if (one instanceof BytesVector bytes) {
      sink.putBytes(bytes.heap(), bytes.start(0), bytes.end(0));
    } else {
      PlainValues.write(one, 0, 1, sink);
    }
    return sink.size() <= MAX_BOUND_BYTES ? Optional.of(sink.toArray()) : Optional.empty();
  }
}
