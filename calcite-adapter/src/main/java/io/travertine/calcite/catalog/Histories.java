package io.travertine.calcite.catalog;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.SinceHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Access;

/**
 * Keeps all history of a database. Leases would not: a reader that is silent for too long takes its
 * hold with it, and with the next one that moves the history may be gone.
 */
public final class Histories {

  private Histories() {}

  /** Holds the since of a shard where it is, for as long as the shard exists. Writers do. */
  public static void keep(
      PersistClient client, ShardId shard, Codec<?> codec, Diagnostics diagnostics) {
    if (client.access() == Access.READ_ONLY) {
      return;
    }
    SinceHandle hold =
        client.openCriticalSince(
            shard, PersistClient.CONTROLLER_CRITICAL_SINCE, codec, Codec.unit(), diagnostics);
    hold.close();
  }
}
