package io.travertine.calcite.session;

import io.travertine.calcite.catalog.Constraint;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.key.KeyCounts;
import io.travertine.calcite.key.KeyIndex;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnBuilder;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a transaction has made of one table so far, statement by statement. Not thread-safe. */
final class TableChanges {

  private final TableDefinition table;

  /** Each in the columns that the table had then. */
  private final List<Updates> statements = new ArrayList<>();

  /** The sum of the first {@link #summed} statements. */
  private Optional<Updates> sum = Optional.empty();

  private int summed;

  /** What was done to each key that was asked for. */
  private final Map<Constraint.Key, CountedKey> counts = new HashMap<>();

  /** Where there is what of each key that was looked up. */
  private final Map<Constraint.Key, KeyIndex> indexes = new HashMap<>();

  /**
   * How one key is counted.
   *
   * @param statements of how many statements
   */
  private record CountedKey(KeyColumns key, KeyCounts counts, int statements) {}

  /**
   * @param table as the first change found it
   */
  TableChanges(TableDefinition table) {
    this.table = table;
  }

  /** The table as it was when it was first changed. */
  TableDefinition table() {
    return table;
  }

  /** What one more statement did; its times do not matter. */
  void add(Updates changes) {
    statements.add(changes);
  }

  /** How many statements changed the table; to come back to. */
  int mark() {
    return statements.size();
  }

  /** Forgets what was done after {@code mark}. */
  void rollBackTo(int mark) {
    counts.replaceAll((key, counted) -> counted(counted, Math.min(counted.statements(), mark)));
    statements.subList(mark, statements.size()).clear();
    indexes.clear();
    if (summed > mark) {
      forgetSum();
    }
  }

  /** How often the statements so far have added and taken away each value of a key. */
  KeyCounts counts(KeyColumns key) {
    CountedKey known = counts.getOrDefault(key.key(), new CountedKey(key, new KeyCounts(), 0));
    CountedKey counted = counted(known, statements.size());
    counts.put(key.key(), counted);
    return counted.counts();
  }

  /** The same of the first {@code wanted} statements. */
  private CountedKey counted(CountedKey counted, int wanted) {
    boolean adds = wanted > counted.statements();
    int from = Math.min(wanted, counted.statements());
    int to = Math.max(wanted, counted.statements());
    for (Updates statement : statements.subList(from, to)) {
      ColumnBatch rows = as(counted.key().table().rowSchema(), statement).keys();
      counted.counts().add(counted.key().ofRows(rows), statement.diffs(), adds ? 1 : -1);
    }
    return new CountedKey(counted.key(), counted.counts(), wanted);
  }

  /**
   * What was done to rows at some keys, in the columns of the key's table; times do not matter.
   *
   * @param values the key columns alone
   */
  Updates at(KeyColumns key, ColumnBatch values) {
    KeyIndex index = indexes.get(key.key());
    if (index == null || !index.key().equals(key)) {
      index = new KeyIndex(key);
      indexes.put(key.key(), index);
    }
    Schema rows = key.table().rowSchema();
    for (Updates statement : statements.subList(index.size(), statements.size())) {
      index.add(as(rows, statement));
    }
    return index.at(values);
  }

  private void forgetSum() {
    sum = Optional.empty();
    summed = 0;
  }

  /**
   * All changes, without those that cancel each other out; times do not matter.
   *
   * @param rows the columns that the table has now
   */
  Updates sum(Schema rows) {
    if (sum.filter(known -> !known.keys().schema().equals(rows)).isPresent()) {
      forgetSum();
    }
    if (summed < statements.size() || sum.isEmpty()) {
      List<Updates> pieces = new ArrayList<>();
      sum.ifPresent(pieces::add);
      statements.subList(summed, statements.size()).forEach(each -> pieces.add(as(rows, each)));
      Updates all =
          pieces.isEmpty()
              ? Updates.none(rows, Schema.EMPTY)
              : Updates.concat(rows, Schema.EMPTY, pieces);
      boolean plain = pieces.size() == 1 || !all.hasRetractions();
      sum = Optional.of(plain ? all : Consolidation.consolidate(TimeDomain.U64, all));
      summed = statements.size();
    }
    return sum.orElseThrow();
  }

  /** The updates in the columns that the table got meanwhile, as what is committed is read. */
  private static Updates as(Schema rows, Updates updates) {
    ColumnBatch keys = updates.keys();
    if (keys.schema().equals(rows)) {
      return updates;
    }
    List<ColumnVector> vectors = new ArrayList<>();
    for (Column column : rows.columns()) {
      vectors.add(
          keys.schema().positionOf(column.id()).stream()
              .mapToObj(keys::column)
              .findFirst()
              .orElseGet(() -> ColumnBuilder.initial(column, keys.length())));
    }
    return new Updates(
        new ColumnBatch(rows, keys.length(), vectors),
        updates.values(),
        updates.times(),
        updates.diffs());
  }
}
