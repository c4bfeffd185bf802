package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BooleanVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.FloatVector;
import io.travertine.persist.data.Int128Vector;
import io.travertine.persist.data.IntVector;
import io.travertine.persist.data.LongVector;
import io.travertine.persist.data.NullMask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The slots of columns whose values have a fixed width. */
final class FixedSlots {

  private FixedSlots() {}

  static final class Booleans extends ColumnSlots {

    private final boolean[] values;

    Booleans(int rows) {
      values = new boolean[rows];
    }

    @Override
    void readPlain(ByteSource page, int at, int count) {
      int start = page.skip((count + 7) / 8);
      for (int i = 0; i < count; i++) {
        values[at + i] = (page.byteAt(start + (i >> 3)) >> (i & 7) & 1) != 0;
      }
    }

    @Override
    void readCodes(ColumnVector dictionary, int[] codes, int at, int count) {
      boolean[] entries = ((BooleanVector) dictionary).values();
      for (int i = 0; i < count; i++) {
        values[at + i] = entries[codes[i]];
      }
    }

    @Override
    void spread(int at, int[] present, int rows, int count) {
      int from = at + count;
      for (int i = rows - 1; i >= 0; i--) {
        values[at + i] = present[i] == 0 ? false : values[--from];
      }
    }

    @Override
    ColumnVector build(NullMask nulls) {
      return new BooleanVector(values, values.length, nulls);
    }
  }

  static final class Ints extends ColumnSlots {

    private final int[] values;

    Ints(int rows) {
      values = new int[rows];
    }

    @Override
    void readPlain(ByteSource page, int at, int count) {
      page.slice(Math.multiplyExact(count, Integer.BYTES)).asIntBuffer().get(values, at, count);
    }

    @Override
    void readCodes(ColumnVector dictionary, int[] codes, int at, int count) {
      int[] entries = ((IntVector) dictionary).values();
      for (int i = 0; i < count; i++) {
        values[at + i] = entries[codes[i]];
      }
    }

    @Override
    void spread(int at, int[] present, int rows, int count) {
      int from = at + count;
      for (int i = rows - 1; i >= 0; i--) {
        values[at + i] = present[i] == 0 ? 0 : values[--from];
      }
    }

    @Override
    ColumnVector build(NullMask nulls) {
      return new IntVector(values, values.length, nulls);
    }
  }

  static final class Longs extends ColumnSlots {

    private final long[] values;

    Longs(int rows) {
      values = new long[rows];
    }

    @Override
    void readPlain(ByteSource page, int at, int count) {
      page.slice(Math.multiplyExact(count, Long.BYTES)).asLongBuffer().get(values, at, count);
    }

    @Override
    void readCodes(ColumnVector dictionary, int[] codes, int at, int count) {
      long[] entries = ((LongVector) dictionary).values();
      for (int i = 0; i < count; i++) {
        values[at + i] = entries[codes[i]];
      }
    }

    @Override
    void spread(int at, int[] present, int rows, int count) {
      int from = at + count;
      for (int i = rows - 1; i >= 0; i--) {
        values[at + i] = present[i] == 0 ? 0 : values[--from];
      }
    }

    @Override
    ColumnVector build(NullMask nulls) {
      return new LongVector(values, values.length, nulls);
    }
  }

  static final class Floats extends ColumnSlots {

    private final float[] values;

    Floats(int rows) {
      values = new float[rows];
    }

    @Override
    void readPlain(ByteSource page, int at, int count) {
      page.slice(Math.multiplyExact(count, Float.BYTES)).asFloatBuffer().get(values, at, count);
    }

    @Override
    void readCodes(ColumnVector dictionary, int[] codes, int at, int count) {
      float[] entries = ((FloatVector) dictionary).values();
      for (int i = 0; i < count; i++) {
        values[at + i] = entries[codes[i]];
      }
    }

    @Override
    void spread(int at, int[] present, int rows, int count) {
      int from = at + count;
      for (int i = rows - 1; i >= 0; i--) {
        values[at + i] = present[i] == 0 ? 0 : values[--from];
      }
    }

    @Override
    ColumnVector build(NullMask nulls) {
      return new FloatVector(values, values.length, nulls);
    }
  }

  static final class Doubles extends ColumnSlots {

    private final double[] values;

    Doubles(int rows) {
      values = new double[rows];
    }

    @Override
    void readPlain(ByteSource page, int at, int count) {
      page.slice(Math.multiplyExact(count, Double.BYTES)).asDoubleBuffer().get(values, at, count);
    }

    @Override
    void readCodes(ColumnVector dictionary, int[] codes, int at, int count) {
      double[] entries = ((DoubleVector) dictionary).values();
      for (int i = 0; i < count; i++) {
        values[at + i] = entries[codes[i]];
      }
    }

    @Override
    void spread(int at, int[] present, int rows, int count) {
      int from = at + count;
      for (int i = rows - 1; i >= 0; i--) {
        values[at + i] = present[i] == 0 ? 0 : values[--from];
      }
    }

    @Override
    ColumnVector build(NullMask nulls) {
      return new DoubleVector(values, values.length, nulls);
    }
  }

  static final class Int128s extends ColumnSlots {

    private final long[] high;
    private final long[] low;

    Int128s(int rows) {
      high = new long[rows];
      low = new long[rows];
    }

    @Override
    void readPlain(ByteSource page, int at, int count) {
      ByteBuffer values = page.slice(Math.multiplyExact(count, 16)).order(ByteOrder.BIG_ENDIAN);
      for (int i = 0; i < count; i++) {
        high[at + i] = values.getLong();
        low[at + i] = values.getLong();
      }
    }

    @Override
    void readCodes(ColumnVector dictionary, int[] codes, int at, int count) {
      Int128Vector entries = (Int128Vector) dictionary;
      for (int i = 0; i < count; i++) {
        high[at + i] = entries.high()[codes[i]];
        low[at + i] = entries.low()[codes[i]];
      }
    }

    @Override
    void spread(int at, int[] present, int rows, int count) {
      int from = at + count;
      for (int i = rows - 1; i >= 0; i--) {
        boolean absent = present[i] == 0;
        from -= absent ? 0 : 1;
        high[at + i] = absent ? 0 : high[from];
        low[at + i] = absent ? 0 : low[from];
      }
    }

    @Override
    ColumnVector build(NullMask nulls) {
      return new Int128Vector(high, low, high.length, nulls);
    }
  }
}
