package io.travertine.jdbc.embedded;

import io.travertine.calcite.schema.Execution;
import io.travertine.calcite.schema.GeneratedKeys;
import io.travertine.calcite.schema.KeyColumns;
import io.travertine.calcite.schema.PreparedSql;
import io.travertine.calcite.schema.RowCursor;
import io.travertine.calcite.schema.SqlResult;
import io.travertine.calcite.schema.StatementKind;
import io.travertine.jdbc.doorway.Commands;
import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.Meta.CursorFactory;
import org.apache.calcite.avatica.Meta.ExecuteBatchResult;
import org.apache.calcite.avatica.Meta.ExecuteResult;
import org.apache.calcite.avatica.Meta.Frame;
import org.apache.calcite.avatica.Meta.MetaResultSet;
import org.apache.calcite.avatica.Meta.Signature;
import org.apache.calcite.avatica.Meta.StatementType;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a session, with what it is executing and the cursor it has open. Its session's
 * lock guards it; {@link #cancel} alone may be called without.
 */
final class OpenStatement {

  /** How large a frame may grow, whatever number of rows is asked for. */
  private static final long FRAME_BYTES_MOST = 1L << 20;

  private static final int FRAME_ROWS_MOST = 100_000;

  private static final Commands.Returning NOTHING =
      new Commands.Returning(false, List.of(), List.of(), "");

  private final String connectionId;
  private final int id;
  private @Nullable PreparedSql prepared;
  private String text = "";
  private Commands.Returning returning = NOTHING;
  private Optional<GeneratedKeys> keys = Optional.empty();
  private List<Long> done = List.of();
  private @Nullable RowCursor cursor;
  private long position;
  private volatile @Nullable Execution execution;

  OpenStatement(String connectionId, int id) {
    this.connectionId = connectionId;
    this.id = id;
  }

  int id() {
    return id;
  }

  void prepared(PreparedSql sql, Commands.Returning written) {
    prepared = sql;
    text = written.sql();
    returning = written;
  }

  /** What was prepared, as written. */
  String text() {
    return text;
  }

  PreparedSql prepared() {
    if (prepared == null) {
      throw new DoorwayFailure(States.STATEMENT_CLOSED, "the statement has not been prepared");
    }
    return prepared;
  }

  /**
   * Makes what follows cancellable, as one execution; the last one's cursor is closed.
   *
   * @param rowsMost how many rows it may return; 0 or less for all
   */
  Execution begin(long rowsMost) {
    return begin(rowsMost, returning);
  }

  /**
   * {@link #begin(long)}, of another statement than the prepared one.
   *
   * @param wanted what to remember of the rows that it inserts
   */
  Execution begin(long rowsMost, Commands.Returning wanted) {
    closeCursor();
    done = List.of();
    Execution begun = Execution.unlimited().withMaxRows(Math.max(0, rowsMost));
    keys = wanted.isAsked() ? Optional.of(new GeneratedKeys(columns(wanted))) : Optional.empty();
    begun = keys.isPresent() ? begun.withKeys(keys.get()) : begun;
    execution = begun;
    return begun;
  }

  private static KeyColumns columns(Commands.Returning wanted) {
    if (!wanted.names().isEmpty()) {
      return new KeyColumns.Named(wanted.names());
    }
    return wanted.ordinals().isEmpty()
        ? new KeyColumns.Generated()
        : new KeyColumns.Numbered(wanted.ordinals());
  }

  /** Executes a batch, and remembers how far it came if it fails. */
  ExecuteBatchResult executeBatch(PreparedSql sql, List<Object[]> batch, Execution limits) {
    try {
      return new ExecuteBatchResult(sql.executeBatch(batch, limits));
    } catch (RuntimeException | Error e) {
      done = limits.done();
      throw e;
    }
  }

  /** What each member of the last batch has changed that was done before it failed. */
  ExecuteResult showCounts() {
    return new ExecuteResult(
        done.stream().map(count -> MetaResultSet.count(connectionId, id, count)).toList());
  }

  /** Opens a cursor over what {@code other} remembers of the rows that it inserted. */
  ExecuteResult showKeys(OpenStatement other, int rowsFirst, FrameForm form) {
    GeneratedKeys shown = other.keys.orElseGet(() -> new GeneratedKeys(new KeyColumns.Generated()));
    cursor = shown.rows();
    position = 0;
    Signature signature =
        Signature.create(shown.columns(), "", List.of(), CursorFactory.ARRAY, StatementType.SELECT);
    Frame first = frame(0, rowsFirst, form);
    return new ExecuteResult(
        List.of(MetaResultSet.create(connectionId, id, false, signature, first)));
  }

  /** Nothing is under way any more, unless a cursor is open. */
  void end() {
    if (cursor == null) {
      execution = null;
    }
  }

  /** Stops the execution under way, or that of the open cursor; false if there is none. */
  boolean cancel() {
    Execution running = execution;
    if (running == null) {
      return false;
    }
    running.cancel();
    return true;
  }

  /**
   * What Avatica tells of a statement. That it is a query must survive protobuf, which carries
   * neither its type nor, of a query whose columns depend on a parameter, any column: the cursor's
   * style says so.
   */
  static Signature signature(PreparedSql sql, String text) {
    return Signature.create(
        sql.columns(),
        text,
        sql.parameters(),
        sql.kind() == StatementKind.QUERY ? CursorFactory.ARRAY : CursorFactory.OBJECT,
        type(sql.kind()));
  }

  /** The words Avatica has for it; none of those it acts upon by itself. */
  private static StatementType type(StatementKind kind) {
    return switch (kind) {
      case QUERY -> StatementType.SELECT;
      case DML -> StatementType.OTHER_DML;
      case DDL, SESSION -> StatementType.OTHER_DDL;
    };
  }

  static void checkCount(PreparedSql sql, int given) {
    checkCount(sql.parameters().size(), given);
  }

  static void checkCount(int expected, int given) {
    if (expected != given) {
      throw new DoorwayFailure(
          States.PARAMETER_MISSING,
          "the statement has " + expected + " parameter(s), and " + given + " were given");
    }
  }

  /**
   * Executes, and fills the first frame of what comes back.
   *
   * @param limits the execution {@link #begin} made
   */
  ExecuteResult execute(
      PreparedSql sql,
      String text,
      Object[] parameters,
      Execution limits,
      int rowsFirst,
      FrameForm form) {
    SqlResult result = sql.execute(parameters, limits);
    if (result instanceof SqlResult.Rows rows) {
      cursor = rows.cursor();
      position = 0;
      Frame first = frame(0, rowsFirst, form);
      return new ExecuteResult(
          List.of(MetaResultSet.create(connectionId, id, false, signature(sql, text), first)));
    }
    return new ExecuteResult(List.of(MetaResultSet.count(connectionId, id, changed(result))));
  }

  /** How many rows a statement without a result has changed. */
  static long changed(SqlResult result) {
    if (result instanceof SqlResult.Rows rows) {
      rows.cursor().close();
      throw new DoorwayFailure(States.WRONG_KIND, "a query cannot be part of a batch");
    }
    return result instanceof SqlResult.Count counted ? counted.rows() : 0;
  }

  /** The next rows of the open cursor, from {@code offset} on, which must be where it stands. */
  Frame frame(long offset, int rowsWanted, FrameForm form) {
    RowCursor open = cursor;
    if (open == null || offset != position) {
      throw new DoorwayFailure(
          States.CURSOR,
          open == null
              ? "the statement has no open result"
              : "the result stands at row " + position + " and cannot go to row " + offset);
    }
    int rowsMost = rowsWanted <= 0 ? FRAME_ROWS_MOST : Math.min(rowsWanted, FRAME_ROWS_MOST);
    List<Object> rows = new ArrayList<>(Math.min(rowsMost, 1024));
    long bytes = 0;
    boolean done = false;
    try {
      while (rows.size() < rowsMost && bytes < FRAME_BYTES_MOST) {
        if (!open.advance()) {
          done = true;
          break;
        }
        @Nullable Object[] row = open.row();
        bytes += FrameForm.weigh(row);
        rows.add(form.dress(row));
      }
    } catch (RuntimeException | Error e) {
      closeCursor();
      throw e;
    }
    position += rows.size();
    if (done) {
      closeCursor();
    }
    return new Frame(offset, done, rows);
  }

  /** Lets go of the open cursor and the history it holds. */
  void closeCursor() {
    RowCursor open = cursor;
    cursor = null;
    execution = null;
    if (open != null) {
      open.close();
    }
  }
}
