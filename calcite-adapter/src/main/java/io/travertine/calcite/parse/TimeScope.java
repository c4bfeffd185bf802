package io.travertine.calcite.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** What names mean at one place of a statement, as far as {@link TimeRewrite} must know. */
final class TimeScope {
  /** A common table expression, with the slot and the scope its query stands in. */
  record Cte(SqlWithItem item, int slot, TimeScope scope) {}

  /** A table written with its schema and without an alias; {@code renamed} if we gave it one. */
  private record Source(List<String> path, boolean renamed) {
    boolean begins(List<String> names) {
      if (names.size() <= path.size()) {
        return false;
      }
      for (int i = 0; i < path.size(); i++) {
        if (!path.get(i).equalsIgnoreCase(names.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  private final @Nullable TimeScope parent;
  private final Map<String, Cte> ctes = new HashMap<>();
  private final List<Source> sources = new ArrayList<>();

  TimeScope(@Nullable TimeScope parent) {
    this.parent = parent;
  }

  TimeScope child() {
    return new TimeScope(this);
  }

  void define(Cte cte) {
    ctes.put(key(cte.item().name.getSimple()), cte);
  }

  Optional<Cte> cte(SqlIdentifier name) {
    if (name.isSimple()) {
      for (TimeScope s = this; s != null; s = s.parent) {
        Cte cte = s.ctes.get(key(name.getSimple()));
        if (cte != null) {
          return Optional.of(cte);
        }
      }
    }
    return Optional.empty();
  }

  /** Says that columns may be written {@code path.column} here. */
  void addSource(List<String> path, boolean renamed) {
    if (path.size() > 1) {
      sources.add(new Source(path, renamed));
    }
  }

  /** {@code s.t.c}, or {@code t.c} if the nearest {@code s.t} now goes by the alias {@code t}. */
  SqlIdentifier resolve(SqlIdentifier id) {
    for (TimeScope s = this; s != null; s = s.parent) {
      for (Source source : s.sources) {
        if (source.begins(id.names)) {
          return source.renamed() ? suffix(id, source.path().size() - 1) : id;
        }
      }
    }
    return id;
  }

  private static SqlIdentifier suffix(SqlIdentifier id, int from) {
    List<SqlParserPos> positions = new ArrayList<>();
    for (int i = from; i < id.names.size(); i++) {
      positions.add(id.getComponentParserPosition(i));
    }
    return new SqlIdentifier(
        id.names.subList(from, id.names.size()),
        id.getCollation(),
        id.getParserPosition(),
        positions);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
