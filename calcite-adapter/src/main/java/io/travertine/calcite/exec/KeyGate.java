package io.travertine.calcite.exec;

import io.travertine.calcite.key.KeyColumns;
import io.travertine.calcite.type.SqlType;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.function.Function1;
import org.jspecify.annotations.Nullable;

/**
 * Stands on both inputs of a join that needs of a table no more than the rows with the keys that
 * the other input has: where those are few, the table is not read but asked for them. Immutable,
 * and part of a cached plan.
 */
public final class KeyGate {

  private final KeyColumns key;

  /**
   * @param key of the table
   */
  public KeyGate(KeyColumns key) {
    this.key = key;
  }

  /** What the key is called. */
  public String name() {
    return key.key().name();
  }

  KeyColumns key() {
    return key;
  }

  /** The type of a column of the key. */
  SqlType type(int column) {
    return key.table().columns().get(key.positions().get(column)).type();
  }

  /**
   * Called by generated code: the same rows, which ask for their keys.
   *
   * @param keyOf gives the values of a row, in the order of the key: a list unless it is one
   */
  public <T> Enumerable<T> ask(
      DataContext root, Enumerable<T> rows, Function1<T, @Nullable Object> keyOf) {
    StatementContext context = (StatementContext) root;
    AskedKeys<T> asked = new AskedKeys<>(this, rows, keyOf);
    context.ask(this, asked);
    return new AbstractEnumerable<T>() {
      @Override
      public Enumerator<T> enumerator() {
        return asked.rows();
      }
    };
  }

  /** Called by generated code: the same rows, but for those that nobody asks for. */
  public <T> Enumerable<T> answer(DataContext root, Enumerable<T> rows) {
    StatementContext context = (StatementContext) root;
    return new AbstractEnumerable<T>() {
      @Override
      public Enumerator<T> enumerator() {
        context.asked(KeyGate.this).ifPresent(AskedKeys::hear);
        return rows.enumerator();
      }
    };
  }

  /** The values of one key as a list. */
  static List<@Nullable Object> values(@Nullable Object key, int width) {
    if (width == 1) {
      return Collections.singletonList(key);
    }
    @SuppressWarnings("unchecked")
    List<@Nullable Object> values = (List<@Nullable Object>) Objects.requireNonNull(key);
    return values;
  }

  /** A value as the key's column stores it; empty if no stored value is equal to it. */
  Optional<Object> stored(@Nullable Object value, int column) {
    return value == null ? Optional.empty() : KeyPoints.exactly(value, type(column));
  }
}
