package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BooleanVector;
import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnBuilder;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.FloatVector;
import io.travertine.persist.data.Int128Vector;
import io.travertine.persist.data.IntVector;
import io.travertine.persist.data.LongVector;

/** Columns in the compact framing: a null bitmap if needed, then the values that are not null. */
final class WireColumn {

  private WireColumn() {}

  static void write(ColumnVector vector, ByteSink sink) {
    boolean absent = vector.nulls().any();
    sink.putByte(absent ? 1 : 0);
    if (absent) {
      for (int row = 0; row < vector.length(); row += 8) {
        int bits = 0;
        for (int bit = 0; bit < 8 && row + bit < vector.length(); bit++) {
          bits |= (vector.isNull(row + bit) ? 1 : 0) << bit;
        }
        sink.putByte(bits);
      }
    }
    for (int row = 0; row < vector.length(); row++) {
      if (!vector.isNull(row)) {
        writeValue(vector, row, sink);
      }
    }
  }

  /** Writes one value that is not null. */
  static void writeValue(ColumnVector vector, int row, ByteSink sink) {
    if (vector instanceof BooleanVector booleans) {
      sink.putByte(booleans.value(row) ? 1 : 0);
    } else if (vector instanceof IntVector ints) {
      sink.putZigzag(ints.value(row));
    } else if (vector instanceof LongVector longs) {
      sink.putZigzag(longs.value(row));
    } else if (vector instanceof FloatVector floats) {
      sink.putInt(Float.floatToRawIntBits(floats.value(row)));
    } else if (vector instanceof DoubleVector doubles) {
      sink.putLong(Double.doubleToRawLongBits(doubles.value(row)));
    } else if (vector instanceof Int128Vector wide) {
      sink.putLong(wide.low()[row]);
      sink.putLong(wide.high()[row]);
    } else if (vector instanceof BytesVector bytes) {
      sink.putVarint(bytes.end(row) - bytes.start(row));
      sink.putBytes(bytes.heap(), bytes.start(row), bytes.end(row));
    } else {
      throw new IllegalStateException("unknown vector " + vector.getClass());
    }
  }

  static ColumnVector read(ColumnType type, int rows, ByteSource source) {
    boolean absent = source.readByte() != 0;
    byte[] nulls = absent ? source.readBytes((rows + 7) / 8) : new byte[0];
    ColumnBuilder builder = ColumnBuilder.of(type);
    for (int row = 0; row < rows; row++) {
      if (absent && (nulls[row >> 3] >> (row & 7) & 1) != 0) {
        builder.addNull();
      } else {
        readValue(type, source, builder);
      }
    }
    return builder.build();
  }

  /** Reads values none of which is null, without a bitmap. */
  static ColumnVector readPresent(ColumnType type, int rows, ByteSource source) {
    ColumnBuilder builder = ColumnBuilder.of(type);
    for (int row = 0; row < rows; row++) {
      readValue(type, source, builder);
    }
    return builder.build();
  }

  private static void readValue(ColumnType type, ByteSource source, ColumnBuilder builder) {
    switch (type.kind()) {
      case BOOLEAN -> builder.addBoolean(source.readByte() != 0);
      case INT16, INT32, DATE, TIME -> builder.addInt(Math.toIntExact(source.readZigzag()));
      case INT64, TIMESTAMP -> builder.addLong(source.readZigzag());
      case FLOAT32 -> builder.addFloat(Float.intBitsToFloat(source.readInt()));
      case FLOAT64 -> builder.addDouble(Double.longBitsToDouble(source.readLong()));
      case DECIMAL -> {
        if (type.isWideDecimal()) {
          long low = source.readLong();
          builder.addInt128(source.readLong(), low);
        } else {
          builder.addLong(source.readZigzag());
        }
      }
      case STRING, BYTES -> {
        int length = source.readCount();
        builder.addBytes(source.array(), source.skip(length), length);
      }
    }
  }
}
