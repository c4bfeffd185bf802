package io.travertine.calcite.plan;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.change.Checks;
import io.travertine.calcite.change.Defaults;
import io.travertine.calcite.session.SessionState;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the rules of tables were planned to, so that statements which change rows of one table plan
 * nothing but what they say themselves. Goes by what the rules are, not by where; the least
 * recently used goes first. Thread-safe.
 */
final class RuleCache {

  /** Rules that are remembered, of each kind. */
  private static final int RULES_MAX = 200;

  /**
   * What the meaning of rules depends on.
   *
   * @param rules a table's definition, or the text of defaults
   */
  private record Key<T>(T rules, String schema, ZoneId zone) {}

  private final Cache<Key<TableDefinition>, Checks> checks =
      CacheBuilder.newBuilder().maximumSize(RULES_MAX).build();
  private final Cache<Key<List<String>>, Defaults> defaults =
      CacheBuilder.newBuilder().maximumSize(RULES_MAX).build();

  /** The CHECK constraints of a table. */
  Checks checks(TableDefinition table, SessionState session, Supplier<Checks> plan) {
    return remembered(checks, table, session, plan);
  }

  /** The values of defaults. */
  Defaults defaults(List<String> expressions, SessionState session, Supplier<Defaults> plan) {
    return remembered(defaults, List.copyOf(expressions), session, plan);
  }

  private static <T, P> P remembered(
      Cache<Key<T>, P> cache, T rules, SessionState session, Supplier<P> plan) {
    Key<T> key = new Key<>(rules, session.schema(), session.timeZone());
    P known = cache.getIfPresent(key);
    if (known == null) {
      known = plan.get();
      cache.put(key, known);
    }
    return known;
  }
}
