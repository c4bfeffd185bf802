package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnType.Kind;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;

/** The small numbers of the compact framing, and the pieces inline parts and statistics share. */
final class WireCodes {

  private static final Kind[] KINDS = {
    Kind.BOOLEAN,
    Kind.INT16,
    Kind.INT32,
    Kind.INT64,
    Kind.FLOAT32,
    Kind.FLOAT64,
    Kind.DECIMAL,
    Kind.STRING,
    Kind.BYTES,
    Kind.DATE,
    Kind.TIME,
    Kind.TIMESTAMP
  };

  private WireCodes() {}

  static void writeType(ColumnType type, ByteSink sink) {
    int code = 0;
    while (KINDS[code] != type.kind()) {
      code++;
    }
    sink.putByte(code);
    if (type.kind() == Kind.DECIMAL) {
      sink.putByte(type.precision());
      sink.putByte(type.scale());
    }
  }

  static ColumnType readType(ByteSource source) {
    int code = source.readByte();
    if (code >= KINDS.length) {
      throw new IndexOutOfBoundsException("type " + code);
    }
    return KINDS[code] == Kind.DECIMAL
        ? ColumnType.decimal(source.readByte(), source.readByte())
        : new ColumnType(KINDS[code], 0, 0);
  }

  static void writeDomain(TimeDomain domain, ByteSink sink) {
    sink.putByte(domain == TimeDomain.U64 ? 0 : 1);
  }

  static TimeDomain readDomain(ByteSource source) {
    int code = source.readByte();
    if (code > 1) {
      throw new IndexOutOfBoundsException("time domain " + code);
    }
    return code == 0 ? TimeDomain.U64 : TimeDomain.PAIR;
  }

  static void writeFrontier(Frontier frontier, ByteSink sink) {
    sink.putVarint(frontier.size());
    for (long time : frontier.elements()) {
      sink.putVarint(time);
    }
  }

  static Frontier readFrontier(TimeDomain domain, ByteSource source) {
    long[] times = new long[source.readCount()];
    for (int i = 0; i < times.length; i++) {
      times[i] = source.readVarint();
    }
    return Frontier.of(domain, times);
  }
}
