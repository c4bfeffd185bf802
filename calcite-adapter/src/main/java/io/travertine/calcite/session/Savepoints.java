package io.travertine.calcite.session;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a transaction can go back to, in the order they were set. Not thread-safe. */
final class Savepoints {

  private record Savepoint(String name, Catalog catalog, Map<ShardId, Integer> marks) {}

  private final List<Savepoint> savepoints = new ArrayList<>();

  /** Sets one, in place of an older one of the same name. */
  void set(String name, Catalog catalog, Map<ShardId, TableChanges> changes) {
    savepoints.removeIf(each -> each.name().equalsIgnoreCase(name));
    savepoints.add(new Savepoint(name, catalog, marks(changes)));
  }

  /** How far each table is changed. */
  static Map<ShardId, Integer> marks(Map<ShardId, TableChanges> changes) {
    Map<ShardId, Integer> marks = new HashMap<>();
    changes.forEach((shard, table) -> marks.put(shard, table.mark()));
    return marks;
  }

  /** Takes back what was changed since {@code marks}. */
  static void takeBack(Map<ShardId, Integer> marks, Map<ShardId, TableChanges> changes) {
    changes
        .entrySet()
        .removeIf(
            entry -> {
              int mark = marks.getOrDefault(entry.getKey(), 0);
              entry.getValue().rollBackTo(mark);
              return mark == 0;
            });
  }

  /** Takes back what was changed since, and gives the catalog of then. */
  Catalog restore(String name, Map<ShardId, TableChanges> changes) {
    int index = indexOf(name);
    Savepoint found = savepoints.get(index);
    savepoints.subList(index + 1, savepoints.size()).clear();
    takeBack(found.marks(), changes);
    return found.catalog();
  }

  void release(String name) {
    savepoints.subList(indexOf(name), savepoints.size()).clear();
  }

  private int indexOf(String name) {
    for (int i = 0; i < savepoints.size(); i++) {
      if (savepoints.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    throw new SqlFailure(
        SqlState.NO_SAVEPOINT, "there is no savepoint \"" + name + "\" in this transaction");
  }
}
