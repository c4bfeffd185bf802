package io.travertine.persist.data;

/** 64-bit integers, as one INT64 column. */
final class LongCodec implements Codec<Long> {
  static final LongCodec U64 = new LongCodec("u64");
  static final LongCodec I64 = new LongCodec("i64");

  private static final Schema SCHEMA = Schema.of(Column.required(0, "number", ColumnType.INT64));

  private final String codecName;

  private LongCodec(String codecName) {
    this.codecName = codecName;
  }

  @Override
  public String name() {
    return codecName;
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public void encode(Long value, RowSink sink) {
    sink.putLong(0, value);
  }

  @Override
  public Long decode(ColumnBatch batch, int row) {
    return ((LongVector) batch.column(0)).value(row);
  }
}
