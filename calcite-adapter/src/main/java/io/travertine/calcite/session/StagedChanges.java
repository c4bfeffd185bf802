package io.travertine.calcite.session;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.RowSink;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.time.TimeDomain;
import org.jspecify.annotations.Nullable;

/** What one statement makes of one table, not yet part of its transaction. Not thread-safe. */
public final class StagedChanges {

  private final TableDefinition table;
  private final RowCodec codec;
  private final UpdatesBuilder updates;
  private boolean inserts;
  private boolean retracts;

  public StagedChanges(TableDefinition table) {
    this.table = table;
    this.codec = OpenTables.codec(table);
    this.updates = new UpdatesBuilder(codec.schema(), Schema.EMPTY);
  }

  public TableDefinition table() {
    return table;
  }

  /** One more copy of a row, in the classes of the table's codec. */
  public void insert(@Nullable Object[] row) {
    inserts = true;
    add(row, 1);
  }

  /** Makes room for so many rows altogether. */
  public void expect(int rows) {
    updates.expect(rows);
  }

  /** Takes the columns of a new row, in the classes of its table; {@link #inserted} ends it. */
  public RowSink sink() {
    return updates.keySink();
  }

  /** One more copy of the row whose columns were put. */
  public void inserted() {
    inserts = true;
    updates.endKey(0, 1);
  }

  /** One copy of a row less. */
  public void retract(@Nullable Object[] row) {
    retracts = true;
    add(row, -1);
  }

  /**
   * All copies of {@code rows[0..count)} of {@code contents} less, which has the columns of the
   * table.
   *
   * @return how many rows that are
   */
  public long retractAll(Updates contents, int[] rows, int count) {
    retracts |= count > 0;
    long retracted = 0;
    for (int i = 0; i < count; i++) {
      long copies = contents.diffs()[rows[i]];
      updates.add(contents, rows[i], 0, -copies);
      retracted += copies;
    }
    return retracted;
  }

  private void add(@Nullable Object[] row, long diff) {
    updates.add(codec, row, Codec.unit(), Unit.UNIT, 0, diff);
  }

  /**
   * The changes, without those that cancel each other out; their times are still to be set. This is
   * then done.
   */
  public Updates build() {
    Updates all = updates.build();
    return inserts && retracts ? Consolidation.consolidate(TimeDomain.U64, all) : all;
  }
}
