package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.session.StagedChanges;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** INSERT: every row of a source is a new one. */
public record Insertion(TableDefinition target, SourceRows source, RowRules rules)
    implements Change {

  @Override
  public Set<Code.Reading> reads() {
    return source.reads();
  }

  @Override
  public long stage(ChangeScope scope, StagedChanges changes) {
    Staging staging = new Staging(scope, changes);
    source.each(scope, staging);
    staging.writer.finish();
    return staging.count;
  }

  private final class Staging implements SourceRows.Taker {
    private final NewRows made;
    private final RowWriter writer;
    private long count;

    Staging(ChangeScope scope, StagedChanges changes) {
      this.made = new NewRows(target, rules.defaults(), scope);
      this.writer = new RowWriter(rules.checks(), scope, changes);
    }

    @Override
    public void take(Cell[] cells, @Nullable Object[] computed) {
      made.next();
      writer.insertNew(made.of(cells, computed));
      count++;
    }
  }
}
