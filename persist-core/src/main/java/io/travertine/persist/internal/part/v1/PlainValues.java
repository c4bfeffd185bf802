package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BooleanVector;
import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.FloatVector;
import io.travertine.persist.data.Int128Vector;
import io.travertine.persist.data.IntVector;
import io.travertine.persist.data.LongVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Parquet's PLAIN encoding of the values that are not null. */
final class PlainValues {

  private PlainValues() {}

  /** How many bytes {@link #write} writes of all rows of a vector without nulls. */
  static long bytes(ColumnVector vector) {
    long rows = vector.length();
    if (vector instanceof BytesVector bytes) {
      return bytes.totalBytes() + rows * Integer.BYTES;
    } else if (vector instanceof LongVector || vector instanceof DoubleVector) {
      return rows * Long.BYTES;
    } else if (vector instanceof IntVector || vector instanceof FloatVector) {
      return rows * Integer.BYTES;
    } else if (vector instanceof BooleanVector) {
      return (rows + 7) / 8;
    } else if (vector instanceof Int128Vector) {
      return rows * 16;
    }
    throw new IllegalStateException("unknown vector " + vector.getClass());
  }

  /** Writes the values of rows {@code from..to} of a vector without nulls there. */
  static void write(ColumnVector vector, int from, int to, ByteSink sink) {
    int count = to - from;
    if (vector instanceof BytesVector bytes) {
      writeBytes(bytes, from, to, sink);
    } else if (vector instanceof LongVector longs) {
      sink.room(count * Long.BYTES).asLongBuffer().put(longs.values(), from, count);
    } else if (vector instanceof IntVector ints) {
      sink.room(count * Integer.BYTES).asIntBuffer().put(ints.values(), from, count);
    } else if (vector instanceof DoubleVector doubles) {
      sink.room(count * Double.BYTES).asDoubleBuffer().put(doubles.values(), from, count);
    } else if (vector instanceof FloatVector floats) {
      sink.room(count * Float.BYTES).asFloatBuffer().put(floats.values(), from, count);
    } else if (vector instanceof BooleanVector booleans) {
      writeBooleans(booleans.values(), from, to, sink);
    } else if (vector instanceof Int128Vector wide) {
      ByteBuffer room = sink.room(count * 16).order(ByteOrder.BIG_ENDIAN);
      for (int row = from; row < to; row++) {
        room.putLong(wide.high()[row]).putLong(wide.low()[row]);
      }
    } else {
      throw new IllegalStateException("unknown vector " + vector.getClass());
    }
  }

  private static void writeBytes(BytesVector vector, int from, int to, ByteSink sink) {
    byte[] heap = vector.heap();
    for (int row = from; row < to; row++) {
      int start = vector.start(row);
      int end = vector.end(row);
      sink.putInt(end - start);
      sink.putBytes(heap, start, end);
    }
  }

  private static void writeBooleans(boolean[] values, int from, int to, ByteSink sink) {
    for (int row = from; row < to; row += 8) {
      int packed = 0;
      for (int bit = 0; bit < 8 && row + bit < to; bit++) {
        packed |= (values[row + bit] ? 1 : 0) << bit;
      }
      sink.putByte(packed);
    }
  }
}
