package io.travertine.calcite.session;

import io.travertine.calcite.catalog.Histories;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.Handles;
import io.travertine.persist.PersistClient;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables of one database that were used in this process, each opened once. Thread-safe. */
public final class OpenTables implements AutoCloseable {

  /** The name of the row codec, stored with every table's shard. */
  private static final String ROWS = "sql-row";

  private final PersistClient client;
  private final Clock clock;
  private final Map<TableDefinition, OpenTable> open = new HashMap<>();

  public OpenTables(PersistClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** The table, open until this is closed. */
  @SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
  public synchronized OpenTable of(TableDefinition table) {
    OpenTable known = open.get(table);
    if (known == null) {
      RowCodec codec = new RowCodec(ROWS, table.rowSchema());
      Diagnostics diagnostics = new Diagnostics(table.qualifiedName(), "sql");
      Histories.keep(client, table.shard(), codec, diagnostics);
      Handles<@Nullable Object[], Unit> handles =
          client.<@Nullable Object[], Unit>open(table.shard(), codec, Codec.unit(), diagnostics);
      known = new OpenTable(table, codec, handles, clock, client.access());
      open.put(table, known);
    }
    return known;
  }

  @Override
  public synchronized void close() {
    List<OpenTable> tables = List.copyOf(open.values());
    open.clear();
    tables.forEach(OpenTable::close);
  }
}
