package io.travertine.calcite.plan;

import io.travertine.calcite.parse.ParsedStatement;
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

  /** Characters of the longest text that is remembered. */
  private static final int TEXT_MAX = 16_384;

  /** Plans of one statement, for tables that were dropped and created again. */
  private static final int PLANS_PER_STATEMENT = 4;

  /**
   * What the meaning of a text depends on, besides its tables.
   *
   * @param schema where names without a schema are looked for
   */
  public record Key(String sql, String schema, ZoneId zone) {}

  private final Map<Key, List<Plan>> plans = remembering();
  private final Map<String, ParsedStatement> parsed = remembering();

  private static <K, V> Map<K, V> remembering() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > STATEMENTS_MAX;
      }
    };
  }

  /**
   * A statement as parsed, to look at and not to plan: its tree is shared.
   *
   * @throws io.travertine.calcite.type.SqlFailure 42601 or 54001
   */
  public ParsedStatement parse(String sql) {
    synchronized (parsed) {
      ParsedStatement known = parsed.get(sql);
      if (known != null) {
        return known;
      }
    }
    ParsedStatement fresh = StatementPlanner.parse(sql);
    if (sql.length() <= TEXT_MAX) {
      synchronized (parsed) {
        parsed.put(sql, fresh);
      }
    }
    return fresh;
  }

  /** A plan of the statement that holds in {@code catalogs}. */
  public synchronized Optional<Plan> find(Key key, Catalogs catalogs) {
    List<Plan> known = plans.get(key);
    return known == null
        ? Optional.empty()
        : known.stream().filter(plan -> plan.holdsIn(catalogs)).findFirst();
  }

  /** Remembers a plan, unless its text is so long that it will hardly come again. */
  public synchronized void put(Key key, Plan plan) {
    if (key.sql().length() > TEXT_MAX) {
      return;
    }
    List<Plan> known = plans.computeIfAbsent(key, unknown -> new ArrayList<>());
    known.add(0, plan);
    if (known.size() > PLANS_PER_STATEMENT) {
      known.remove(known.size() - 1);
    }
  }
}
