package io.travertine.persist.internal.state;

import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.spine.Change;
import io.travertine.persist.internal.spine.Replaced;
import io.travertine.persist.internal.spine.SpineChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What differs between the contents of two versions, old values included (spec §3.4). Every field
 * of {@link Contents} has its place here.
 */
record Changes(
    Optional<Replaced<SeqNo>> lastGcRequest,
    List<Change<SeqNo, HollowRollup>> rollups,
    Optional<Replaced<Optional<WorkClaim>>> activeRollup,
    Optional<Replaced<Optional<WorkClaim>>> activeGc,
    List<Change<LeasedReaderId, LeasedReader>> leasedReaders,
    List<Change<CriticalReaderId, CriticalReader>> criticalReaders,
    List<Change<WriterId, Writer>> writers,
    List<Change<SchemaId, EncodedSchemas>> schemas,
    SpineChanges trace) {

  static Changes between(Contents before, Contents after) {
    return new Changes(
        Replaced.between(before.lastGcRequest(), after.lastGcRequest()),
        between(before.rollups(), after.rollups()),
        Replaced.between(before.activeRollup(), after.activeRollup()),
        Replaced.between(before.activeGc(), after.activeGc()),
        between(before.leasedReaders(), after.leasedReaders()),
        between(before.criticalReaders(), after.criticalReaders()),
        between(before.writers(), after.writers()),
        between(before.schemas(), after.schemas()),
        SpineChanges.between(before.trace(), after.trace()));
  }

  private static <K extends Comparable<K>, V> List<Change<K, V>> between(
      SortedTable<K, V> before, SortedTable<K, V> after) {
    if (before == after) {
      return List.of();
    }
    List<Change<K, V>> changes = new ArrayList<>();
    before.compareTo(after, (key, from, to) -> changes.add(new Change<>(key, from, to)));
    return List.copyOf(changes);
  }

  Contents applyTo(Contents before) {
    return new Contents(
        Replaced.apply(lastGcRequest, before.lastGcRequest(), "last garbage collection"),
        apply(rollups, before.rollups()),
        Replaced.apply(activeRollup, before.activeRollup(), "active rollup"),
        Replaced.apply(activeGc, before.activeGc(), "active garbage collection"),
        apply(leasedReaders, before.leasedReaders()),
        apply(criticalReaders, before.criticalReaders()),
        apply(writers, before.writers()),
        apply(schemas, before.schemas()),
        trace.applyTo(before.trace()));
  }

  private static <K extends Comparable<K>, V> SortedTable<K, V> apply(
      List<Change<K, V>> changes, SortedTable<K, V> before) {
    SortedTable<K, V> table = before;
    for (Change<K, V> change : changes) {
      change.requireBefore(table.get(change.key()));
      table =
          change.after().isPresent()
              ? table.with(change.key(), change.after().get())
              : table.without(change.key());
    }
    return table;
  }
}
