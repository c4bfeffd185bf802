package io.travertine.persist.internal.state;

import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.WriterId;

/**
 * Forgets who has been silent for longer than its lease; part of every commit (spec §4.6). Judged
 * by the committer's clock: leases are long so that skew is harmless. Critical readers stay.
 */
final class Leases {

  private Leases() {}

  static Contents expired(Contents now, long nowMillis) {
    SortedTable<LeasedReaderId, LeasedReader> readers = now.leasedReaders();
    for (var row : now.leasedReaders()) {
      if (isOver(row.getValue().heartbeatMillis(), row.getValue().leaseMillis(), nowMillis)) {
        readers = readers.without(row.getKey());
      }
    }
    SortedTable<WriterId, Writer> writers = now.writers();
    for (var row : now.writers()) {
      if (isOver(row.getValue().heartbeatMillis(), row.getValue().leaseMillis(), nowMillis)) {
        writers = writers.without(row.getKey());
      }
    }
    return readers == now.leasedReaders() && writers == now.writers()
        ? now
        : now.withLeasedReaders(readers).withWriters(writers);
  }

  private static boolean isOver(long heartbeatMillis, long leaseMillis, long nowMillis) {
    return nowMillis - heartbeatMillis > leaseMillis;
  }
}
