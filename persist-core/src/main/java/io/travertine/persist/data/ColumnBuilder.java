package io.travertine.persist.data;

import java.util.Arrays;

/**
 * Grows a {@link ColumnVector} value by value. Not thread-safe.
 *
 * <p>Each builder takes the one kind of value its column has, nulls, and the values of vectors of
 * its column's class; anything else is refused with {@link IllegalArgumentException}.
 */
public abstract sealed class ColumnBuilder
    permits BooleanBuilder,
        IntBuilder,
        LongBuilder,
        FloatBuilder,
        DoubleBuilder,
        Int128Builder,
        BytesBuilder {

  private final NullMaskBuilder nulls = new NullMaskBuilder();
  private int length;

  /** A builder for columns of {@code type}. */
  public static ColumnBuilder of(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> new BooleanBuilder();
      case INT16, INT32, DATE, TIME -> new IntBuilder();
      case INT64, TIMESTAMP -> new LongBuilder();
      case FLOAT32 -> new FloatBuilder();
      case FLOAT64 -> new DoubleBuilder();
      case DECIMAL -> type.isWideDecimal() ? new Int128Builder() : new LongBuilder();
      case STRING, BYTES -> new BytesBuilder();
    };
  }

  /** How many values so far. */
  public final int length() {
    return length;
  }

  /** Makes room for so many values altogether. */
  abstract void expect(int count);

  /** What {@code column} has in {@code length} updates that were written without it. */
  public static ColumnVector initial(Column column, int length) {
    ColumnBuilder builder = of(column.type());
    if (column.initial().isPresent() && length > 0) {
      ValueText.add(column.type(), column.initial().get(), builder);
      ColumnVector one = builder.build();
      builder = of(column.type());
      for (int row = 0; row < length; row++) {
        builder.add(one, 0);
      }
    } else {
      for (int row = 0; row < length; row++) {
        builder.addNull();
      }
    }
    return builder.build();
  }

  public final void addNull() {
    addZero();
    nulls.set(length - 1);
  }

  public void addBoolean(boolean value) {
    throw misplaced("boolean");
  }

  public void addInt(int value) {
    throw misplaced("int");
  }

  public void addLong(long value) {
    throw misplaced("long");
  }

  public void addFloat(float value) {
    throw misplaced("float");
  }

  public void addDouble(double value) {
    throw misplaced("double");
  }

  public void addInt128(long high, long low) {
    throw misplaced("128-bit integer");
  }

  public void addBytes(byte[] bytes, int offset, int count) {
    throw misplaced("bytes");
  }

  /** Adds the value of {@code row} of {@code source}, null or not. */
  public final void add(ColumnVector source, int row) {
    if (source.isNull(row)) {
      addNull();
    } else {
      addPresent(source, row);
    }
  }

  /** Adds the values of rows {@code from..to} of {@code source}, to exclusive, null or not. */
  final void addAll(ColumnVector source, int from, int to) {
    int at = length;
    addSlots(source, from, to);
    if (source.nulls().any()) {
      for (int row = from; row < to; row++) {
        if (source.isNull(row)) {
          nulls.set(at + row - from);
        }
      }
    }
  }

  /**
   * Adds the values of rows picked out of some vectors, null or not.
   *
   * @param sources those that {@code picked} numbers
   */
  final void addAll(ColumnVector[] sources, PickedRows picked) {
    int from = length;
    addSlots(sources, picked);
    for (ColumnVector source : sources) {
      if (source.nulls().any()) {
        addNulls(from, sources, picked);
        return;
      }
    }
  }

  private void addNulls(int from, ColumnVector[] sources, PickedRows picked) {
    for (int i = 0; i < picked.count(); i++) {
      if (sources[picked.sourceOf()[i]].isNull(picked.rows()[i])) {
        nulls.set(from + i);
      }
    }
  }

  /** The vector of the values so far. The builder is done and must not be used again. */
  public final ColumnVector build() {
    return build(length, nulls.build());
  }

  abstract void addZero();

  abstract void addPresent(ColumnVector source, int row);

  /** Adds the slots of some rows; zero where null. */
  abstract void addSlots(ColumnVector source, int from, int to);

  /** Adds the slots of rows picked out of some vectors; zero where null. */
  abstract void addSlots(ColumnVector[] sources, PickedRows picked);

  abstract ColumnVector build(int count, NullMask mask);

  /** How many bytes every value takes at least; strings and bytes count their offset here. */
  abstract int fixedBytes();

  /** Counts one more value and answers its position. */
  final int advance() {
    return length++;
  }

  /** Counts more values and answers where they start. */
  final int advance(int count) {
    int start = length;
    length = Math.addExact(start, count);
    return start;
  }

  static int grown(int needed) {
    return Math.max(16, (int) Math.min(Integer.MAX_VALUE - 8L, needed + (needed >> 1)));
  }

  private IllegalArgumentException misplaced(String what) {
    return new IllegalArgumentException(what + " in a " + getClass().getSimpleName());
  }

  static byte[] fit(byte[] array, int needed) {
    return needed <= array.length ? array : Arrays.copyOf(array, grown(needed));
  }

  static int[] fit(int[] array, int needed) {
    return needed <= array.length ? array : Arrays.copyOf(array, grown(needed));
  }

  static long[] fit(long[] array, int needed) {
    return needed <= array.length ? array : Arrays.copyOf(array, grown(needed));
  }
}
