package io.travertine.persist.data;

/** Nothing, as no column at all. */
final class UnitCodec implements Codec<Unit> {
  static final UnitCodec INSTANCE = new UnitCodec();

  private UnitCodec() {}

  @Override
  public String name() {
    return "()";
  }

  @Override
  public Schema schema() {
    return Schema.EMPTY;
  }

  @Override
  public void encode(Unit value, RowSink sink) {}

  @Override
  public Unit decode(ColumnBatch batch, int row) {
    return Unit.UNIT;
  }
}
