package io.travertine.jdbc;

import io.travertine.jdbc.doorway.ParameterRows;
import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import io.travertine.jdbc.value.Parameters;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

/** A statement whose text is known, with its parameters. */
final class TravertinePreparedStatement extends AvaticaPreparedStatement {

  private final StatementWork work;
  private final Meta.Signature prepared;
  private ParameterRows batch;

  TravertinePreparedStatement(
      TravertineConnection connection,
      Meta.StatementHandle handle,
      Meta.Signature signature,
      int holdability)
      throws SQLException {
    super(
        connection,
        handle,
        signature,
        ResultSet.TYPE_FORWARD_ONLY,
        ResultSet.CONCUR_READ_ONLY,
        holdability);
    this.work = new StatementWork(connection, this);
    this.prepared = signature;
    this.batch = connection.doorway().parameterRows(signature.parameters);
  }

  private ParameterRows noRows() {
    return owner().doorway().parameterRows(prepared.parameters);
  }

  StatementWork work() {
    return work;
  }

  private boolean isQuery() {
    return StatementWork.isQuery(prepared);
  }

  @Override
  public boolean execute() throws SQLException {
    run();
    return work.result() != null;
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    checkOpen();
    if (!isQuery()) {
      work.reset();
      throw StatementWork.notAQuery();
    }
    run();
    return work.expectedResult();
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    checkOpen();
    if (isQuery()) {
      work.reset();
      throw StatementWork.aQuery();
    }
    run();
    return work.updateCount();
  }

  private void run() throws SQLException {
    checkOpen();
    work.reset();
    requireBound();
    List<TypedValue> values = Arrays.asList(slots.clone());
    int rows = work.firstFrameRows(getFetchSize());
    work.accept(work.guarded(() -> owner().doorway().execute(bare(), values, rows)), prepared.sql);
  }

  /** The handle without its signature, which the other side knows. */
  private Meta.StatementHandle bare() {
    return new Meta.StatementHandle(handle.connectionId, handle.id, null);
  }

  private void requireBound() throws SQLException {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == null) {
        throw Failures.of(
            States.PARAMETER_MISSING,
            "parameter " + (i + 1) + " of " + slots.length + " has no value");
      }
    }
  }

  @Override
  public void addBatch() throws SQLException {
    checkOpen();
    if (isQuery()) {
      throw StatementWork.aQuery();
    }
    requireBound();
    batch.add(slots);
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    batch = noRows();
  }

  /**
   * Executes the batch as one change, all of it or nothing, if its statement reads nothing; or else
   * its members one after the other, up to the first failure.
   */
  @Override
  public long[] executeLargeBatch() throws SQLException {
    checkOpen();
    work.reset();
    ParameterRows rows = batch;
    batch = noRows();
    if (rows.count() == 0) {
      return new long[0];
    }
    return work.batch(bare(), rows);
  }

  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return isQuery() ? new ResultColumns(prepared.columns) : null;
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    checkOpen();
    return new ParameterTypes(prepared.parameters);
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    Arrays.fill(slots, null);
  }

  private ZoneId zone() {
    return owner().options().timeZone();
  }

  private void set(int index, @Nullable Object value) throws SQLException {
    slot(index, Parameters.of(value, zone()));
  }

  private void slot(int index, TypedValue value) throws SQLException {
    checkOpen();
    if (index < 1 || index > slots.length) {
      throw Failures.of(
          States.BAD_INDEX,
          slots.length == 0
              ? "the statement has no parameters"
              : "there is no parameter " + index + ", only 1 to " + slots.length);
    }
    slots[index - 1] = value;
  }

  private void stream(int index, @Nullable InputStream stream, long length) throws SQLException {
    set(index, stream == null ? null : Parameters.drain(stream, length));
  }

  private void text(int index, @Nullable InputStream stream, long length, Charset charset)
      throws SQLException {
    set(index, stream == null ? null : new String(Parameters.drain(stream, length), charset));
  }

  private void reader(int index, @Nullable Reader reader, long length) throws SQLException {
    set(index, reader == null ? null : Parameters.drain(reader, length));
  }

  private static SQLException prepared() {
    return Failures.of(
        States.WRONG_KIND, "a prepared statement has its text already: call this without one");
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    throw prepared();
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    throw prepared();
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    throw prepared();
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    throw prepared();
  }

  @Override
  public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
    throw prepared();
  }

  @Override
  public boolean execute(String sql, int[] columnIndexes) throws SQLException {
    throw prepared();
  }

  @Override
  public boolean execute(String sql, String[] columnNames) throws SQLException {
    throw prepared();
  }

  @Override
  public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    throw prepared();
  }

  @Override
  public int executeUpdate(String sql, int[] columnIndexes) throws SQLException {
    throw prepared();
  }

  @Override
  public int executeUpdate(String sql, String[] columnNames) throws SQLException {
    throw prepared();
  }

  @Override
  public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    throw prepared();
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columnIndexes) throws SQLException {
    throw prepared();
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columnNames) throws SQLException {
    throw prepared();
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    slot(index, Parameters.of((long) value));
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    slot(index, Parameters.of(value));
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
    slot(index, value == null ? Parameters.none() : Parameters.of(value));
  }

  @Override
  public void setString(int index, @Nullable String value) throws SQLException {
    slot(index, value == null ? Parameters.none() : Parameters.of(value));
  }

  @Override
  public void setNString(int index, @Nullable String value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setBytes(int index, byte @Nullable [] value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setURL(int index, @Nullable URL value) throws SQLException {
    set(index, value == null ? null : value.toString());
  }

  @Override
  public void setBlob(int index, @Nullable Blob value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setClob(int index, @Nullable Clob value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setNClob(int index, @Nullable NClob value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setNull(int index, int sqlType) throws SQLException {
    slot(index, Parameters.none());
  }

  @Override
  public void setNull(int index, int sqlType, @Nullable String typeName) throws SQLException {
    slot(index, Parameters.none());
  }

  @Override
  public void setObject(int index, @Nullable Object value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setObject(int index, @Nullable Object value, int sqlType) throws SQLException {
    set(index, value);
  }

  @Override
  public void setObject(int index, @Nullable Object value, int sqlType, int scale)
      throws SQLException {
    slot(index, Parameters.of(value, sqlType, scale, zone()));
  }

  @Override
  public void setObject(int index, @Nullable Object value, @Nullable SQLType sqlType)
      throws SQLException {
    requireType(index, sqlType);
    set(index, value);
  }

  @Override
  public void setObject(int index, @Nullable Object value, @Nullable SQLType sqlType, int scale)
      throws SQLException {
    setObject(index, value, requireType(index, sqlType).getVendorTypeNumber(), scale);
  }

  private static SQLType requireType(int index, @Nullable SQLType type) throws SQLException {
    if (type == null) {
      throw Failures.of(States.BAD_VALUE, "the type of parameter " + index + " is null");
    }
    return type;
  }

  @Override
  public void setDate(int index, @Nullable Date value) throws SQLException {
    slot(index, Parameters.date(value, null));
  }

  @Override
  public void setDate(int index, @Nullable Date value, @Nullable Calendar calendar)
      throws SQLException {
    slot(index, Parameters.date(value, calendar));
  }

  @Override
  public void setTime(int index, @Nullable Time value) throws SQLException {
    slot(index, Parameters.time(value, null));
  }

  @Override
  public void setTime(int index, @Nullable Time value, @Nullable Calendar calendar)
      throws SQLException {
    slot(index, Parameters.time(value, calendar));
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
    slot(index, Parameters.timestamp(value, null));
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar)
      throws SQLException {
    slot(index, Parameters.timestamp(value, calendar));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream stream, int length)
      throws SQLException {
    stream(index, stream, length);
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream stream, long length)
      throws SQLException {
    stream(index, stream, length);
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream stream) throws SQLException {
    stream(index, stream, Long.MAX_VALUE);
  }

  @Override
  public void setBlob(int index, @Nullable InputStream stream, long length) throws SQLException {
    stream(index, stream, length);
  }

  @Override
  public void setBlob(int index, @Nullable InputStream stream) throws SQLException {
    stream(index, stream, Long.MAX_VALUE);
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader reader, int length)
      throws SQLException {
    reader(index, reader, length);
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader reader, long length)
      throws SQLException {
    reader(index, reader, length);
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader reader) throws SQLException {
    reader(index, reader, Long.MAX_VALUE);
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader reader, long length)
      throws SQLException {
    reader(index, reader, length);
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader reader) throws SQLException {
    reader(index, reader, Long.MAX_VALUE);
  }

  @Override
  public void setClob(int index, @Nullable Reader reader, long length) throws SQLException {
    reader(index, reader, length);
  }

  @Override
  public void setClob(int index, @Nullable Reader reader) throws SQLException {
    reader(index, reader, Long.MAX_VALUE);
  }

  @Override
  public void setNClob(int index, @Nullable Reader reader, long length) throws SQLException {
    reader(index, reader, length);
  }

  @Override
  public void setNClob(int index, @Nullable Reader reader) throws SQLException {
    reader(index, reader, Long.MAX_VALUE);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream stream, int length)
      throws SQLException {
    text(index, stream, length, StandardCharsets.US_ASCII);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream stream, long length)
      throws SQLException {
    text(index, stream, length, StandardCharsets.US_ASCII);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream stream) throws SQLException {
    text(index, stream, Long.MAX_VALUE, StandardCharsets.US_ASCII);
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int index, @Nullable InputStream stream, int length)
      throws SQLException {
    text(index, stream, length, StandardCharsets.UTF_8);
  }

  @Override
  public void setRef(int index, @Nullable Ref value) throws SQLException {
    if (value != null) {
      throw Failures.unsupported("a parameter of type Ref");
    }
    slot(index, Parameters.none());
  }

  @Override
  public void setRowId(int index, @Nullable RowId value) throws SQLException {
    if (value != null) {
      throw Failures.unsupported("a parameter of type RowId");
    }
    slot(index, Parameters.none());
  }

  @Override
  public void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
    if (value != null) {
      throw Failures.unsupported("a parameter of type SQLXML");
    }
    slot(index, Parameters.none());
  }

  @Override
  public void setArray(int index, @Nullable Array value) throws SQLException {
    if (value != null) {
      throw Failures.unsupported("a parameter of type Array");
    }
    slot(index, Parameters.none());
  }

  @Override
  protected void checkOpen() throws SQLException {
    if (isClosed()) {
      throw Failures.of(States.STATEMENT_CLOSED, "the statement is closed");
    }
  }

  @Override
  public boolean isClosed() throws SQLException {
    return closed || connection.isClosed();
  }

  /** Stops what is under way, on whatever thread, and lets go of everything. */
  @Override
  @SuppressWarnings(
      "UnsynchronizedOverridesSynchronized") // or it would wait for what it is to stop
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    TravertineResultSet open = work.result();
    try {
      work.interrupt();
      close_();
    } catch (RuntimeException e) {
      if (!connection.isClosed()) {
        throw Failures.from(e);
      }
    } finally {
      if (open != null) {
        open.close();
      }
    }
  }

  @Override
  @SuppressWarnings(
      "UnsynchronizedOverridesSynchronized") // the statement may be busy on another thread
  public void cancel() throws SQLException {
    checkOpen();
    work.cancel();
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    checkOpen();
    return work.result();
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return (int) Math.min(Integer.MAX_VALUE, getLargeUpdateCount());
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    checkOpen();
    return work.updateCount();
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    checkOpen();
    return work.moreResults(current);
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return getMoreResults(CLOSE_CURRENT_RESULT);
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    checkOpen();
    return work.generatedKeys();
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    checkOpen();
    return work.timeoutSeconds();
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    checkOpen();
    work.timeoutSeconds(seconds);
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    checkOpen();
    return work.rowsMost();
  }

  @Override
  public void setLargeMaxRows(long rows) throws SQLException {
    checkOpen();
    work.rowsMost(rows);
  }

  @Override
  public void setMaxFieldSize(int bytes) throws SQLException {
    checkOpen();
    if (bytes != 0) {
      throw Failures.unsupported("cutting values to a maximum field size");
    }
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    checkOpen();
    StatementWork.checkFetchSize(rows);
    super.setFetchSize(rows == 0 ? owner().options().fetchSize() : rows);
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    StatementWork.checkFetchDirection(direction);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return ResultSet.FETCH_FORWARD;
  }

  /** JDBC escapes are part of the SQL grammar, so there is nothing to switch. */
  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    checkOpen();
  }

  @Override
  public void setPoolable(boolean poolable) throws SQLException {
    checkOpen();
  }

  /** Without positioned updates a cursor needs no name: nothing happens, as JDBC says. */
  @Override
  public void setCursorName(String name) throws SQLException {
    checkOpen();
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrapped.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return Wrapped.isWrapper(this, type);
  }

  private TravertineConnection owner() {
    return (TravertineConnection) connection;
  }
}
