package io.travertine.persist.data;

import java.nio.charset.StandardCharsets;

/** Strings, as one STRING column. */
final class StringCodec implements Codec<String> {
  static final StringCodec INSTANCE = new StringCodec();

  private static final Schema SCHEMA = Schema.of(Column.required(0, "string", ColumnType.STRING));

  private StringCodec() {}

  @Override
  public String name() {
    return "String";
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public void encode(String value, RowSink sink) {
    sink.putBytes(0, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String decode(ColumnBatch batch, int row) {
    return ((BytesVector) batch.column(0)).string(row);
  }
}
