/**
 * Format 1 of stored parts, inline parts and part statistics. It is a promise: it stays readable
 * and is not changed; what is different is another version in a package of its own.
 *
 * <p>Pure; may import {@code data}, {@code time}, {@code error} and the Parquet structures.
 *
 * <h2>Stored part</h2>
 *
 * <p>A Parquet file of flat columns: one for each key column, then one for each value column, in
 * schema order, then {@code _time} and {@code _diff} (both INT64, required). There is one row
 * group, or none if there are no updates; rows are updates in the order given. The checksum, CRC32C
 * of the whole file, is kept where the part is referred to.
 *
 * <ul>
 *   <li>Names. A column keeps its own name. If another column before it, {@code _time} or {@code
 *       _diff} has it already (letters' case aside), {@code _2} is appended, or {@code _3}, and so
 *       on. Names are for other readers: ours go by position and by the ids in the metadata.
 *   <li>Types. BOOLEAN: BOOLEAN. INT16: INT32 as INT(16, signed). INT32, DATE, TIME (milliseconds,
 *       local): INT32. INT64, TIMESTAMP (milliseconds, local), DECIMAL of up to 18 digits: INT64.
 *       FLOAT32: FLOAT. FLOAT64: DOUBLE. DECIMAL of 19 digits or more: FIXED_LEN_BYTE_ARRAY(16),
 *       big-endian two's complement. STRING: BYTE_ARRAY as STRING. BYTES: BYTE_ARRAY. A nullable
 *       column is OPTIONAL, any other REQUIRED.
 *   <li>Pages. Data pages of version 1. A chunk is PLAIN throughout, or RLE_DICTIONARY throughout
 *       with one PLAIN dictionary page before. Definition levels are RLE. Pages are zstd frames, or
 *       uncompressed where that hardly saves; a chunk is one or the other.
 *   <li>File metadata. {@code travertine.format} is {@code 1}; {@code travertine.time} the time
 *       domain's codec name; {@code travertine.lower}, {@code travertine.upper} and {@code
 *       travertine.since} the part's description, each the unsigned decimal times of a frontier
 *       with commas between, empty for the empty frontier; {@code travertine.key} and {@code
 *       travertine.value} the columns in order, each its id, a space and its type, with semicolons
 *       between.
 *   <li>Statistics of chunks (null count, least and greatest value of up to 100 bytes) are for
 *       other readers; ours do not look at them.
 *   <li>Limits: 2<sup>31</sup> - 1 rows; less than 2 GiB for the file and for each column.
 * </ul>
 *
 * <h2>Inline part</h2>
 *
 * <p>Equal updates and descriptions give equal bytes. A varint has seven bits a byte, lowest first,
 * the top bit set on all but the last; a zigzag is the varint of {@code 2n} for n ≥ 0 and of {@code
 * -2n - 1} for n &lt; 0. Fixed numbers are little-endian.
 *
 * <pre>
 * part      := 01 domain frontier frontier frontier   lower, upper, since
 *              rows:varint
 *              (time:zigzag)*rows                     each less the one before, the first less 0
 *              (diff:zigzag)*rows
 *              batch batch                            keys, values
 *              crc32c:u32                             of everything before
 * domain    := 00 (u64) | 01 (CodecProduct)
 * frontier  := count:varint (time:varint)*count       in the domain's total order
 * batch     := width:varint (id:varint type column)*width
 * type      := BOOLEAN 00 | INT16 01 | INT32 02 | INT64 03 | FLOAT32 04 | FLOAT64 05
 *            | DECIMAL 06 precision:u8 scale:u8 | STRING 07 | BYTES 08 | DATE 09 | TIME 0a
 *            | TIMESTAMP 0b
 * column    := 00 value*rows                          no row is null
 *            | 01 bitmap value*                       1 bit a row, set if null, lowest first
 * value     := BOOLEAN: u8 | FLOAT32: u32 bits | FLOAT64: u64 bits
 *            | DECIMAL of 19 digits or more: low:u64 high:u64
 *            | STRING, BYTES: length:varint bytes | any other: zigzag
 * </pre>
 *
 * <h2>Statistics</h2>
 *
 * <pre>
 * stats     := 01 updates:varint diffSum:zigzag minDiff:zigzag minTime:varint maxTime:varint
 *              columns:varint (id:varint type nulls:varint bounds)*columns
 * bounds    := 00 | 01 lower:value | 02 upper:value | 03 lower:value upper:value
 * </pre>
 *
 * <p>A bound of a string or of bytes may be cut: the lower to a prefix, the upper to a prefix whose
 * last byte is one more.
 */
@NullMarked
package io.travertine.persist.internal.part.v1;

import org.jspecify.annotations.NullMarked;
