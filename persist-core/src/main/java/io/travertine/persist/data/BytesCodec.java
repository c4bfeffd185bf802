package io.travertine.persist.data;

/** Bytes, as one BYTES column. */
final class BytesCodec implements Codec<byte[]> {
  static final BytesCodec INSTANCE = new BytesCodec();

  private static final Schema SCHEMA = Schema.of(Column.required(0, "bytes", ColumnType.BYTES));

  private BytesCodec() {}

  @Override
  public String name() {
    return "Vec<u8>";
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public void encode(byte[] value, RowSink sink) {
    sink.putBytes(0, value);
  }

  @Override
  public byte[] decode(ColumnBatch batch, int row) {
    return ((BytesVector) batch.column(0)).bytes(row);
  }
}
