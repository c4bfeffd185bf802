package io.travertine.calcite.change;

import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private final TakenKeys taken;
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

  private final KnownRows known;

  /**
   * @param taken is told of every row
   */
  KeyedStaging(KeyedInsertion change, StagedChanges changes, TakenKeys taken) {
    this.change = change;
    this.changes = changes;
    this.taken = taken;
    this.all = IntStream.range(0, change.target().columns().size()).boxed().toList();
    this.known = new KnownRows(change.keys(), change.resolution() instanceof Resolution.Skip);
    List<Integer> keyed = change.keys().get(0).positions();
    boolean[] isGiven = new boolean[all.size()];
    Arrays.fill(isGiven, !(change.resolution() instanceof Resolution.Replace));
    if (change.resolution() instanceof Resolution.Replace replace) {
      IntStream.concat(Arrays.stream(replace.columns()), keyed.stream().mapToInt(Integer::intValue))
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
    private Optional<KnownRows.Place> place = Optional.empty();

    /** What has become of it, if anything. */
    private Optional<@Nullable Object[]> outcome = Optional.empty();

    Proposal(Run run, Cell[] cells, @Nullable Object[] row) {
      this.run = run;
      this.cells = cells;
      this.row = row;
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
              if (!(change.resolution() instanceof Resolution.Replace)) {
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
    if (waiting.isEmpty()) {
      return;
    }
    known.learn(waiting.stream().map(proposal -> proposal.row).toList(), waiting.get(0).run.scope);
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

  private void decide(Proposal proposal) {
    Optional<KnownRows.Place> met = known.met(proposal.row);
    if (met.isEmpty()) {
      insert(proposal);
      return;
    }
    Resolution resolution = change.resolution();
    if (resolution instanceof Resolution.Replace replace) {
      @Nullable Object[] after = met.get().row().clone();
      for (int column : replace.columns()) {
        after[column] = proposal.row[column];
      }
      write(proposal, met.get(), after);
    } else if (resolution instanceof Resolution.Update) {
      enqueue(proposal, met.get());
    }
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
    known.put(proposal.row, run);
    taken.take(proposal.row);
  }

  /** Puts {@code after} in the place of the row that is there. */
  private void write(Proposal proposal, KnownRows.Place place, @Nullable Object[] after) {
    @Nullable Object[] before = place.row();
    if (!Arrays.deepEquals(before, after)) {
      proposal.run.writer.retract(before);
      proposal.run.writer.insert(after);
      taken.change(before, after);
    }
    if (movesKeys) {
      known.learn(List.<@Nullable Object[]>of(after), proposal.run.scope);
      known.move(place, after, proposal.run);
    } else {
      place.put(after, proposal.run);
    }
    proposal.outcome = Optional.of(after);
  }

  private void enqueue(Proposal proposal, KnownRows.Place place) {
    if (!updates.isEmpty() && (place.awaitsUpdate() || updates.get(0).run != proposal.run)) {
      update();
      decide(proposal);
      return;
    }
    if (place.isWrittenBy(proposal.run)) {
      throw new SqlFailure(
          SqlState.CARDINALITY,
          "the statement would insert or update a row of table \""
              + change.target().name()
              + "\" twice, "
              + change.keys().get(0).shown(proposal.row)
              + ": leave one of its new rows out");
    }
    place.awaitUpdate(true);
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
        Proposal proposal = decided.get(((Number) Objects.requireNonNull(computed[0])).intValue());
        KnownRows.Place place = proposal.place.orElseThrow();
        @Nullable Object[] after = place.row().clone();
        run.made.next();
        for (int i = 0; i < how.columns().length; i++) {
          int column = how.columns()[i];
          after[column] = run.made.value(how.cells()[i], column, computed);
        }
        write(proposal, place, after);
      }
    }
    decided.forEach(proposal -> proposal.place.orElseThrow().awaitUpdate(false));
  }

  /** For each update its number, the row that is there, and the new one. */
  private List<@Nullable Object[]> computable(List<Proposal> decided) {
    int width = all.size();
    List<@Nullable Object[]> rows = new ArrayList<>(decided.size());
    for (int number = 0; number < decided.size(); number++) {
      @Nullable Object[] row = new @Nullable Object[1 + 2 * width];
      row[0] = (long) number;
      @Nullable Object[] before = decided.get(number).place.orElseThrow().row();
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
