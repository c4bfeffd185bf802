package io.travertine.calcite.plan;

import io.travertine.calcite.session.Catalogs;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans by the text they were made of. A plan is good as long as the names in it mean the same
 * tables, whatever else has changed in the catalog and whichever instant's catalog it is.
 * Thread-safe.
 */
public final class PlanCache {

  /** Statements that are remembered; the least recently used goes first. */
  private static final int STATEMENTS_MAX = 1_000;

  /** Plans of one statement, for tables that were dropped and created again. */
  private static final int PLANS_PER_STATEMENT = 4;

  /**
   * What the meaning of a text depends on, besides its tables.
   *
   * @param schema where names without a schema are looked for
   */
  public record Key(String sql, String schema, ZoneId zone) {}

  private final Map<Key, List<Plan>> plans =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<Plan>> eldest) {
          return size() > STATEMENTS_MAX;
        }
      };

  /** A plan of the statement that holds in {@code catalogs}. */
  public synchronized Optional<Plan> find(Key key, Catalogs catalogs) {
    List<Plan> known = plans.get(key);
    return known == null
        ? Optional.empty()
        : known.stream().filter(plan -> plan.holdsIn(catalogs)).findFirst();
  }

  /** Remembers a plan. */
  public synchronized void put(Key key, Plan plan) {
    List<Plan> known = plans.computeIfAbsent(key, unknown -> new ArrayList<>());
    known.add(0, plan);
    if (known.size() > PLANS_PER_STATEMENT) {
      known.remove(known.size() - 1);
    }
  }
}
