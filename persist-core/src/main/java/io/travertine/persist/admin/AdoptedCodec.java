package io.travertine.persist.admin;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.RowSink;
import io.travertine.persist.data.Schema;

/** Poses as the codec a shard was created with; good for everything but single values. */
record AdoptedCodec(String name, Schema schema) implements Codec<Object> {

  @Override
  public void encode(Object value, RowSink sink) {
    throw new IllegalStateException("codec " + name + " is only a name here");
  }

  @Override
  public Object decode(ColumnBatch batch, int row) {
    throw new IllegalStateException("codec " + name + " is only a name here");
  }
}
