package io.travertine.calcite.change;

import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.key.RowKey;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Executions of a {@link KeyedInsertion}, one after the other: what one leaves is there for the
 * next. Rows wait until there are many to look up, and then each is decided in its turn. Not
 * thread-safe.
 */
final class KeyedStaging {

  private static final int ROWS_PER_LOOKUP = 10_000;

  private final KeyedInsertion change;
  private final StagedChanges changes;
  private final List<Integer> all;

  /** The columns that a new row has values for before it is known to be one, and the others. */
  private final int[] given;

  private final int[] others;

  /** Whether an update may change what rows are looked up by. */
  private final boolean movesKeys;

  private final List<Run> runs = new ArrayList<>();
  private final List<Proposal> waiting = new ArrayList<>();

  /** Updates that are decided and still to be computed, all of one run and of different rows. */
  private final List<Proposal> updates = new ArrayList<>();

  /** For each key what is known of the rows that have it. */
  private final List<Map<RowKey, Place>> known = new ArrayList<>();

  KeyedStaging(KeyedInsertion change, StagedChanges changes) {
    this.change = change;
    this.changes = changes;
    this.all = IntStream.range(0, change.target().columns().size()).boxed().toList();
    change.keys().forEach(key -> known.add(new HashMap<>()));
    List<Integer> keyed = change.keys().get(0).positions();
    boolean[] isGiven = new boolean[all.size()];
    Arrays.fill(isGiven, !(change.resolution() instanceof Resolution.Replace));
    if (change.resolution() instanceof Resolution.Replace replace) {
      IntStream.concat(
              Arrays.stream(replace.columns()), keyed.stream().mapToInt(Integer::intValue))
          .forEach(column -> isGiven[column] = true);
    }
    this.given = IntStream.range(0, isGiven.length).filter(i -> isGiven[i]).toArray();
    this.others = IntStream.range(0, isGiven.length).filter(i -> !isGiven[i]).toArray();
    this.movesKeys =
        change.resolution() instanceof Resolution.Update update
            && Arrays.stream(update.columns()).anyMatch(keyed::contains);
  }

  /** One execution. */
  private final class Run {
    private final ChangeScope scope;
    private final NewRows made;
    private final RowWriter writer;
    private long count;

    Run(ChangeScope scope) {
      this.scope = scope;
      this.made = new NewRows(change.target(), change.rules().defaults(), scope);
      this.writer = new RowWriter(change.rules().checks(), scope, changes);
    }
  }

  /** A row that is to be in the table. */
  private static final class Proposal {
    private final Run run;
    private final Cell[] cells;

    /** As the table stores it; incomplete unless it becomes a new row. */
    private final @Nullable Object[] row;

    /** Where it goes, if that is an update. */
    private Optional<Place> place = Optional.empty();

    /** What has become of it, if anything. */
    private Optional<@Nullable Object[]> outcome = Optional.empty();

    Proposal(Run run, Cell[] cells, @Nullable Object[] row) {
      this.run = run;
      this.cells = cells;
      this.row = row;
    }
  }

  /** Where the row of one key is, or would be. */
  private static final class Place {

    /** The row, of which there are only the key columns if nothing is ever done to it. */
    private Optional<@Nullable Object[]> row = Optional.empty();

    /** Who has put it there, if it was somebody here. */
    private Optional<Run> writer = Optional.empty();

    private boolean awaitsUpdate;

    void put(@Nullable Object[] newRow, Run by) {
      row = Optional.of(newRow);
      writer = Optional.of(by);
    }
  }

  /** Executes it once more. */
  void run(ChangeScope scope) {
    Run run = new Run(scope);
    runs.add(run);
    change
        .source()
        .each(
            scope,
            (cells, computed) -> {
              @Nullable Object[] row = new @Nullable Object[all.size()];
              run.made.next();
              run.made.fill(row, given, cells, computed);
              if (others.length == 0 && !(change.resolution() instanceof Resolution.Replace)) {
                run.writer.check(row);
              }
              waiting.add(new Proposal(run, cells, row));
              if (waiting.size() >= ROWS_PER_LOOKUP) {
                decide();
              }
            });
  }

  /** How many rows each run has made or changed. */
  long[] finish() {
    decide();
    runs.forEach(run -> run.writer.finish());
    return runs.stream().mapToLong(run -> run.count).toArray();
  }

  private void decide() {
    lookUp();
    for (Proposal proposal : waiting) {
      decide(proposal);
    }
    update();
    for (Proposal proposal : waiting) {
      if (proposal.outcome.isPresent()) {
        proposal.run.count++;
        proposal.run.scope.inserted(proposal.outcome.get());
      }
    }
    waiting.clear();
  }

  /** Finds out what there is of the keys that nothing is known of. */
  private void lookUp() {
    boolean keysAlone = change.resolution() instanceof Resolution.Skip;
    for (int i = 0; i < known.size() && !waiting.isEmpty(); i++) {
      KeyColumns key = change.keys().get(i);
      Map<RowKey, Place> places = known.get(i);
      Map<RowKey, @Nullable Object[]> unknown = new LinkedHashMap<>();
      for (Proposal proposal : waiting) {
        RowKey.of(proposal.row, key.positions())
            .filter(value -> !places.containsKey(value))
            .ifPresent(value -> unknown.put(value, keyOf(proposal.row, key)));
      }
      if (unknown.isEmpty()) {
        continue;
      }
      unknown.keySet().forEach(value -> places.put(value, new Place()));
      List<Integer> columns = keysAlone ? key.positions() : all;
      List<Integer> positions =
          keysAlone ? all.subList(0, key.positions().size()) : key.positions();
      for (@Nullable Object[] row :
          waiting
              .get(0)
              .run
              .scope
              .rowsAt(key, key.batchOf(List.copyOf(unknown.values())), columns)) {
        Objects.requireNonNull(places.get(RowKey.of(row, positions).orElseThrow())).row =
            Optional.of(row);
      }
    }
  }

  private static @Nullable Object[] keyOf(@Nullable Object[] row, KeyColumns key) {
    return key.positions().stream().map(position -> row[position]).toArray();
  }

  private static String shown(KeyColumns key, @Nullable Object[] row) {
    return key.shown(key.batchOf(List.<@Nullable Object[]>of(keyOf(row, key))), 0);
  }

  private void decide(Proposal proposal) {
    Optional<Place> met = met(proposal);
    if (met.isEmpty()) {
      insert(proposal);
      return;
    }
    Resolution resolution = change.resolution();
    if (resolution instanceof Resolution.Replace replace) {
      @Nullable Object[] after = met.get().row.orElseThrow().clone();
      for (int column : replace.columns()) {
        after[column] = proposal.row[column];
      }
      write(proposal, met.get(), after);
    } else if (resolution instanceof Resolution.Update) {
      enqueue(proposal, met.get());
    }
  }

  /** Where there is a row already with one of its keys. */
  private Optional<Place> met(Proposal proposal) {
    for (int i = 0; i < known.size(); i++) {
      Map<RowKey, Place> places = known.get(i);
      Optional<Place> place =
          RowKey.of(proposal.row, change.keys().get(i).positions())
              .map(value -> Objects.requireNonNull(places.get(value)))
              .filter(there -> there.row.isPresent());
      if (place.isPresent()) {
        return place;
      }
    }
    return Optional.empty();
  }

  private void insert(Proposal proposal) {
    Run run = proposal.run;
    if (change.resolution() instanceof Resolution.Replace) {
      run.made.next();
      run.made.fill(proposal.row, others, proposal.cells, new @Nullable Object[0]);
      run.writer.insert(proposal.row);
    } else {
      run.writer.insertChecked(proposal.row);
    }
    proposal.outcome = Optional.of(proposal.row);
    place(proposal.row, run);
  }

  /** Remembers that a row is there now. */
  private void place(@Nullable Object[] row, Run by) {
    for (int i = 0; i < known.size(); i++) {
      Map<RowKey, Place> places = known.get(i);
      RowKey.of(row, change.keys().get(i).positions())
          .ifPresent(value -> places.computeIfAbsent(value, k -> new Place()).put(row, by));
    }
  }

  /** Puts {@code after} in the place of the row that is there. */
  private void write(Proposal proposal, Place place, @Nullable Object[] after) {
    @Nullable Object[] before = place.row.orElseThrow();
    if (!Arrays.deepEquals(before, after)) {
      proposal.run.writer.retract(before);
      proposal.run.writer.insert(after);
    }
    if (movesKeys) {
      place.row = Optional.empty();
      place(after, proposal.run);
    } else {
      place.put(after, proposal.run);
    }
    proposal.outcome = Optional.of(after);
  }

  private void enqueue(Proposal proposal, Place place) {
    if (!updates.isEmpty() && (place.awaitsUpdate || updates.get(0).run != proposal.run)) {
      update();
      decide(proposal);
      return;
    }
    if (place.writer.filter(by -> by == proposal.run).isPresent()) {
      throw new SqlFailure(
          SqlState.CARDINALITY,
          "the statement would insert or update a row of table \""
              + change.target().name()
              + "\" twice, "
              + shown(change.keys().get(0), proposal.row)
              + ": leave one of its new rows out");
    }
    place.awaitsUpdate = true;
    proposal.place = Optional.of(place);
    updates.add(proposal);
    if (movesKeys) {
      update();
    }
  }

  /** Computes the updates that were put off. */
  private void update() {
    if (updates.isEmpty()) {
      return;
    }
    Resolution.Update how = (Resolution.Update) change.resolution();
    Run run = updates.get(0).run;
    List<Proposal> decided = List.copyOf(updates);
    updates.clear();
    StatementContext context = run.scope.context(how.code());
    context.give(computable(decided));
    try (ResultRows rows = ResultRows.of(how.code(), 0, context)) {
      while (rows.advance()) {
        @Nullable Object[] computed = rows.row();
        Proposal proposal =
            decided.get(((Number) Objects.requireNonNull(computed[0])).intValue());
        Place place = proposal.place.orElseThrow();
        @Nullable Object[] after = place.row.orElseThrow().clone();
        run.made.next();
        for (int i = 0; i < how.columns().length; i++) {
          int column = how.columns()[i];
          after[column] = run.made.value(how.cells()[i], column, computed);
        }
        write(proposal, place, after);
      }
    }
    decided.forEach(proposal -> proposal.place.orElseThrow().awaitsUpdate = false);
  }

  /** For each update its number, the row that is there, and the new one. */
  private List<@Nullable Object[]> computable(List<Proposal> decided) {
    int width = all.size();
    List<@Nullable Object[]> rows = new ArrayList<>(decided.size());
    for (int number = 0; number < decided.size(); number++) {
      @Nullable Object[] row = new @Nullable Object[1 + 2 * width];
      row[0] = (long) number;
      @Nullable Object[] before = decided.get(number).place.orElseThrow().row.orElseThrow();
      for (int i = 0; i < width; i++) {
        SqlTypeName type = change.target().columns().get(i).type().name();
        row[1 + i] = StoredRows.computable(before[i], type);
        row[1 + width + i] = StoredRows.computable(decided.get(number).row[i], type);
      }
      rows.add(row);
    }
    return rows;
  }
}
