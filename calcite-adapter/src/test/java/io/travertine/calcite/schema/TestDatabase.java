package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.location.PersistLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.avatica.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/** A database in memory with one session, and short words for what tests do with it. */
final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Database database;
  private final SqlSession session;

  private TestDatabase(Database database, SessionOptions options) {
    this.database = database;
    this.session = database.connect(options);
  }

  /** A new one, which nobody else knows. */
  static TestDatabase create() {
    return create(PersistConfig.defaults());
  }

  /** A new one with other limits. */
  static TestDatabase create(PersistConfig storage) {
    return new TestDatabase(
        Database.open(
            PersistLocation.of("mem:sql-test-" + NAMES.incrementAndGet()),
            DatabaseOptions.defaults().withStorage(storage)),
        SessionOptions.defaults());
  }

  /** The one there is at {@code location}. */
  static TestDatabase at(PersistLocation location, PersistConfig storage) {
    return new TestDatabase(
        Database.open(location, DatabaseOptions.defaults().withStorage(storage)),
        SessionOptions.defaults());
  }

  PersistLocation location() {
    return database.location();
  }

  /** Another session of the same database; close both. */
  TestDatabase connect(SessionOptions options) {
    return new TestDatabase(
        Database.open(database.location(), DatabaseOptions.defaults()), options);
  }

  /** A session of the same database, after this one was closed. */
  TestDatabase reopen() {
    return connect(SessionOptions.defaults());
  }

  /** The same with other limits. */
  TestDatabase reopen(PersistConfig storage) {
    return new TestDatabase(
        Database.open(database.location(), DatabaseOptions.defaults().withStorage(storage)),
        SessionOptions.defaults());
  }

  SqlSession session() {
    return session;
  }

  /** Executes a statement whose result is of no interest. */
  TestDatabase run(String sql, @Nullable Object... parameters) {
    SqlResult result = execute(sql, parameters);
    if (result instanceof SqlResult.Rows rows) {
      read(rows);
    }
    return this;
  }

  @SuppressWarnings("NullAway") // javac 17 loses the nullness of an array's elements in class files
  SqlResult execute(String sql, @Nullable Object... parameters) {
    return session.prepare(sql).execute(parameters, Execution.unlimited());
  }

  /** How many rows a statement changed. */
  long count(String sql, @Nullable Object... parameters) {
    return ((SqlResult.Count) execute(sql, parameters)).rows();
  }

  /** The rows of a query, as lists. */
  List<List<@Nullable Object>> rows(String sql, @Nullable Object... parameters) {
    return read(execute(sql, parameters));
  }

  static List<List<@Nullable Object>> read(SqlResult result) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (RowCursor cursor = ((SqlResult.Rows) result).cursor()) {
      while (cursor.advance()) {
        rows.add(Arrays.<@Nullable Object>asList(cursor.row()));
      }
    }
    return rows;
  }

  /** The only column of the only row of a query. */
  @Nullable Object value(String sql, @Nullable Object... parameters) {
    return rows(sql, parameters).get(0).get(0);
  }

  /** The first column of a query's rows, printed. */
  List<String> column(String sql, @Nullable Object... parameters) {
    return rows(sql, parameters).stream().map(row -> String.valueOf(row.get(0))).toList();
  }

  /** How a statement fails. */
  SqlFailure fails(String sql, @Nullable Object... parameters) {
    return catchThrowableOfType(SqlFailure.class, () -> run(sql, parameters));
  }

  List<ColumnMetaData> columnsOf(String sql) {
    return session.prepare(sql).columns();
  }

  /** The latest time at which {@code table} can be read without completing it further. */
  long now(String table) {
    return (Long)
        java.util.Objects.requireNonNull(
            value("select readable_to from sys.tables where table_name = ?", table));
  }

  @Override
  public void close() {
    session.close();
    database.close();
  }
}
