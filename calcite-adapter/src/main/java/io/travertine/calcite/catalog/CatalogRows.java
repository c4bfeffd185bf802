package io.travertine.calcite.catalog;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.ShardId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the catalog shard, which is a relation like any other.
 *
 * <p>Format 1: one row {@code format}, one a {@code schema}, one a {@code table}, one a {@code
 * column}. Format 2 adds {@code dropped_column}, {@code view}, {@code view_column}, {@code
 * constraint} and {@code key_column}, and columns to the rows there were. Both are read; the first
 * change writes format 2.
 *
 * <p>The default schema is always there and has no row unless it has a comment. Kinds of rows that
 * this release does not know make it refuse the catalog, so a newer release that adds one raises
 * the format.
 */
final class CatalogRows {

  /** The newest format this release reads, and the one it writes. */
  static final int FORMAT = 2;

  /** The format of a catalog without a row that says it: of one that was never changed. */
  static final int NOT_STORED = 0;

  static final int KIND = 0;
  static final int SCHEMA_NAME = 1;

  /** Of views too. */
  static final int TABLE_NAME = 2;

  static final int ORDINAL = 3;
  static final int COLUMN_NAME = 4;
  static final int COLUMN_ID = 5;

  /** Of a column; the kind of a constraint. */
  static final int TYPE = 6;

  static final int NULLABLE = 7;
  static final int SHARD = 8;
  static final int CREATED_AT = 9;

  /** The number of the format; the text of a view or a check. */
  static final int DETAIL = 10;

  static final int DEFAULT_SQL = 11;
  static final int IDENTITY = 12;
  static final int INITIAL = 13;
  static final int COMMENT = 14;
  static final int RETAIN_MICROS = 15;
  static final int CONSTRAINT_NAME = 16;
  static final int SEARCH_SCHEMA = 17;

  static final Schema SCHEMA =
      new Schema(
          List.of(
              new Column("kind", ColumnType.STRING, false, KIND),
              new Column("schema_name", ColumnType.STRING, true, SCHEMA_NAME),
              new Column("table_name", ColumnType.STRING, true, TABLE_NAME),
              new Column("ordinal", ColumnType.INT32, true, ORDINAL),
              new Column("column_name", ColumnType.STRING, true, COLUMN_NAME),
              new Column("column_id", ColumnType.INT32, true, COLUMN_ID),
              new Column("type", ColumnType.STRING, true, TYPE),
              new Column("nullable", ColumnType.BOOLEAN, true, NULLABLE),
              new Column("shard", ColumnType.STRING, true, SHARD),
              new Column("created_at", ColumnType.INT64, true, CREATED_AT),
              new Column("detail", ColumnType.STRING, true, DETAIL),
              new Column("default_sql", ColumnType.STRING, true, DEFAULT_SQL),
              new Column("identity", ColumnType.STRING, true, IDENTITY),
              new Column("initial", ColumnType.STRING, true, INITIAL),
              new Column("comment", ColumnType.STRING, true, COMMENT),
              new Column("retain_micros", ColumnType.INT64, true, RETAIN_MICROS),
              new Column("constraint_name", ColumnType.STRING, true, CONSTRAINT_NAME),
              new Column("search_schema", ColumnType.STRING, true, SEARCH_SCHEMA)));

  @SuppressWarnings(
      "NullAway") // javac 17 loses the nullness of the supertype's argument in class files
  static final Codec<@Nullable Object[]> CODEC = new RowCodec("travertine.catalog", SCHEMA);

  private CatalogRows() {}

  /** The rows of {@code catalog}, each once, as lists so that they compare by value. */
  static Set<List<@Nullable Object>> of(Catalog catalog) {
    return of(catalog, FORMAT);
  }

  /** The rows of {@code catalog} as they lie in the shard, whichever release wrote them. */
  static Set<List<@Nullable Object>> stored(Catalog catalog) {
    return of(catalog, catalog.format());
  }

  private static Set<List<@Nullable Object>> of(Catalog catalog, int format) {
    Set<List<@Nullable Object>> rows = new LinkedHashSet<>();
    new CatalogWriter(rows, format).add(catalog);
    return rows;
  }

  /**
   * The catalog of {@code rows}.
   *
   * @throws FormatTooNewException if a newer release wrote them
   */
  static Catalog read(Iterable<@Nullable Object[]> rows, long version) {
    CatalogReader reader = new CatalogReader();
    rows.forEach(reader::add);
    return reader.catalog(version);
  }

  /** What a row is about. */
  static CatalogName name(@Nullable Object[] row) {
    return new CatalogName(optionalText(row, SCHEMA_NAME), optionalText(row, TABLE_NAME));
  }

  /** The table that a row names and its shard, if it is the row of a table. */
  static Optional<ShardNames.Table> tableShard(@Nullable Object[] row) {
    return "table".equals(row[KIND])
        ? Optional.of(
            new ShardNames.Table(
                text(row, SCHEMA_NAME),
                text(row, TABLE_NAME),
                ShardId.parse(text(row, SHARD)),
                false))
        : Optional.empty();
  }

  static String text(@Nullable Object[] row, int position) {
    return (String) present(row, position);
  }

  static Optional<String> optionalText(@Nullable Object[] row, int position) {
    return Optional.ofNullable((String) row[position]);
  }

  static int number(@Nullable Object[] row, int position) {
    return (Integer) present(row, position);
  }

  static long bigNumber(@Nullable Object[] row, int position) {
    return (Long) present(row, position);
  }

  static Object present(@Nullable Object[] row, int position) {
    Object cell = row[position];
    if (cell == null) {
      throw new IllegalStateException(
          "catalog row without " + SCHEMA.column(position).name() + ": " + Arrays.toString(row));
    }
    return cell;
  }
}
