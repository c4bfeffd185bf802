package io.travertine.persist.data;

/**
 * How values of a Java type are laid out in columns (spec §1.1). Stateless and thread-safe.
 *
 * <p>Decoding what was encoded gives an equal value. The name is stored with the shard and checked
 * at every open.
 *
 * @param <T> the Java type
 */
public interface Codec<T> {

  /** The name stored with the shard. */
  String name();

  /** The columns a value takes. */
  Schema schema();

  /** Puts every column of {@link #schema} exactly once. */
  void encode(T value, RowSink sink);

  /** The value of one row of a batch with this schema. */
  T decode(ColumnBatch batch, int row);

  /** Strings, as one STRING column. */
  static Codec<String> string() {
    return StringCodec.INSTANCE;
  }

  /** Bytes, as one BYTES column. */
  static Codec<byte[]> bytes() {
    return BytesCodec.INSTANCE;
  }

  /** Unsigned 64-bit integers, their bits as one INT64 column: sorted as if signed. */
  static Codec<Long> u64() {
    return LongCodec.U64;
  }

  /** Signed 64-bit integers, as one INT64 column. */
  static Codec<Long> i64() {
    return LongCodec.I64;
  }

  /** Nothing, as no column at all. */
  static Codec<Unit> unit() {
    return UnitCodec.INSTANCE;
  }
}
