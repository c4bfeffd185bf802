package io.travertine.calcite.exec;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.OpenTable;
import io.travertine.calcite.session.OpenTables;
import io.travertine.calcite.session.OverlaidRows;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.session.StatementView;
import io.travertine.persist.Snapshot;
import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Unit;
import java.time.ZoneId;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one plan: what generated code and our operators ask for while they run. Holds
 * the snapshots it has opened until it is closed. Not thread-safe, but for {@link #cancellation}.
 */
public final class StatementContext implements DataContext, AutoCloseable {

  /** What an execution is given. */
  public record Given(
      OpenTables tables,
      Catalogs catalogs,
      ReadTimes times,
      StatementView view,
      List<@Nullable Object> parameters,
      Map<String, Object> stash,
      Cancellation cancellation,
      long nowMicros,
      SessionState session,
      JavaTypeFactory types) {}

  /** After so many snapshots nothing is looked up by the keys that a join asks for. */
  private static final int SNAPSHOTS_MAX = 1_000;

  private final Given given;

  /** By their scan, or by the keys that are asked of it alone. */
  private final Map<Object, Snapshot<@Nullable Object[], Unit>> snapshots = new IdentityHashMap<>();

  /** Those of the present that the transaction knows of. */
  private final Set<Object> concerns = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Map<KeyGate, AskedKeys<?>> asked = new IdentityHashMap<>();

  private final AtomicBoolean neverCancelled = new AtomicBoolean();

  /** Where a recursive query leaves the table of its last round. */
  private final SchemaPlus scratch = CalciteSchema.createRootSchema(false, false).plus();

  private List<@Nullable Object[]> givenRows = List.of();

  public StatementContext(Given given) {
    this.given = given;
  }

  public Cancellation cancellation() {
    return given.cancellation();
  }

  public OpenTables tables() {
    return given.tables();
  }

  /** The catalog that the names of {@code slot} mean, all of which is read. */
  public Catalog catalog(int slot) {
    if (slot == ReadTimes.PRESENT) {
      given.view().readsCatalog();
    }
    return given.catalogs().of(slot);
  }

  /** Gives the code that runs here rows, in Calcite's representation. */
  public void give(List<@Nullable Object[]> rows) {
    givenRows = rows;
  }

  /** The rows that were given. */
  public List<@Nullable Object[]> givenRows() {
    return givenRows;
  }

  /** The bound value of a {@code ?}, from 0, in Calcite's representation. */
  public @Nullable Object parameter(int index) {
    return given.parameters().get(index);
  }

  /** The session's time zone. */
  public ZoneId zone() {
    return given.session().timeZone();
  }

  /** The session's schema. */
  public String schema() {
    return given.session().schema();
  }

  /** The session's read time. */
  public OptionalLong sessionAsOf() {
    return given.session().asOf();
  }

  /** An instant as a TIMESTAMP of the session: milliseconds since the epoch in its zone. */
  public long localMillis(long micros) {
    long millis = Math.floorDiv(micros, 1_000L);
    return millis + TimeZone.getTimeZone(zone()).getOffset(millis);
  }

  /** The earliest time at which {@code table} can be read. */
  public long since(TableDefinition table) {
    return given.view().isUnborn(table)
        ? table.createdAt()
        : cancellation().waiting(() -> given.tables().of(table)).since();
  }

  /** Says that one input of a join is going to ask for keys, in the place of who did before. */
  void ask(KeyGate gate, AskedKeys<?> keys) {
    AskedKeys<?> before = asked.put(gate, keys);
    if (before != null) {
      before.close();
    }
  }

  /** Who asks at a gate. */
  Optional<AskedKeys<?>> asked(KeyGate gate) {
    return Optional.ofNullable(asked.get(gate));
  }

  /** The keys that are asked of a scan, if not all are. */
  private Optional<Points> pointsOf(ShardScan scan) {
    return snapshots.size() < SNAPSHOTS_MAX
        ? scan.gate().flatMap(this::asked).flatMap(AskedKeys::points)
        : Optional.empty();
  }

  private void tell(ShardScan scan, Optional<Points> points) {
    if (concerns.add(points.isPresent() ? points.get() : scan)) {
      if (points.isPresent()) {
        given.view().readsKeys(scan.gate().orElseThrow().key(), points.get().rows());
      } else {
        given.view().reads(scan.table(), scan.concern(this));
      }
    }
  }

  /** A new cursor over the chunks that {@code scan} reads. */
  public SnapshotCursor chunks(ShardScan scan) {
    Optional<Points> points = pointsOf(scan);
    if (scan.slot() != ReadTimes.PRESENT) {
      return snapshot(scan, points).columns();
    }
    tell(scan, points);
    SnapshotCursor committed =
        given.view().isUnborn(scan.table())
            ? OverlaidRows.NOTHING
            : snapshot(scan, points).columns();
    return given
        .view()
        .own(scan.table())
        .map(own -> RowFilter.ofWholeRows(scan, this).passing(own))
        .map(own -> OverlaidRows.of(committed, own, scan.projection(), scan.choice(this)))
        .orElse(committed);
  }

  /** The snapshot that {@code scan} reads; the same for each cursor over the same keys. */
  private Snapshot<@Nullable Object[], Unit> snapshot(ShardScan scan, Optional<Points> points) {
    Object read = points.isPresent() ? points.get() : scan;
    Snapshot<@Nullable Object[], Unit> open = snapshots.get(read);
    if (open == null) {
      OpenTable table = cancellation().waiting(() -> given.tables().of(scan.table()));
      long time = scan.time().orElseGet(() -> given.times().of(scan.slot()));
      boolean ofPast = scan.slot() != ReadTimes.PRESENT || !given.view().isOfTransaction();
      open =
          cancellation()
              .waiting(
                  () ->
                      ofPast
                          ? table.snapshot(
                              time, scan.toRead(this, points), cancellation().deadline())
                          : table.snapshotOf(
                              time, scan.toRead(this, points), cancellation().deadline()));
      snapshots.put(read, open);
    }
    return open;
  }

  @Override
  public @Nullable Object get(String name) {
    if (name.startsWith("?")) {
      return parameter(Integer.parseInt(name.substring(1)));
    }
    Object stashed = given.stash().get(name);
    return stashed != null ? stashed : variable(name);
  }

  private @Nullable Object variable(String name) {
    long millis = Math.floorDiv(given.nowMicros(), 1_000L);
    TimeZone zone = TimeZone.getTimeZone(zone());
    return switch (name) {
      case "utcTimestamp" -> millis;
      case "currentTimestamp", "localTimestamp" -> millis + zone.getOffset(millis);
      case "timeZone" -> zone;
      case "locale" -> Locale.ROOT;
      case "user", "systemUser" -> "travertine";
      case "cancelFlag" -> neverCancelled;
      default -> null;
    };
  }

  @Override
  public SchemaPlus getRootSchema() {
    return scratch;
  }

  @Override
  public JavaTypeFactory getTypeFactory() {
    return given.types();
  }

  @Override
  public QueryProvider getQueryProvider() {
    throw new UnsupportedOperationException("plans do not query through linq4j");
  }

  /** Lets go of every snapshot. */
  @Override
  public void close() {
    asked.values().forEach(AskedKeys::close);
    asked.clear();
    List<Snapshot<@Nullable Object[], Unit>> open = List.copyOf(snapshots.values());
    snapshots.clear();
    open.forEach(Snapshot::close);
  }
}
