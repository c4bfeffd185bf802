package io.travertine.calcite.session;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.persist.PersistClient;
import io.travertine.persist.SinceDowngrade;
import io.travertine.persist.SinceHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.location.Access;
import io.travertine.persist.time.Frontier;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Lets the history of one table go that is older than the table is to keep: when it is written, and
 * seldom, so that a database that nobody uses makes no requests. Only what is defined now counts:
 * who reads a past in which less was kept takes nothing away. Not thread-safe.
 */
final class Retention implements AutoCloseable {

  private final PersistClient client;
  private Optional<SinceHandle> hold = Optional.empty();

  Retention(PersistClient client) {
    this.client = client;
  }

  /**
   * Stops holding what was before the time that is kept, as seen from the read time: the present is
   * always kept.
   *
   * @param table as it is defined now
   * @param readTime the present, microseconds since the epoch
   * @return the time from which on history is kept; empty if nothing has changed
   */
  OptionalLong follow(TableDefinition table, LongSupplier readTime) {
    if (table.retainHistory().isEmpty() || client.access() == Access.READ_ONLY) {
      return OptionalLong.empty();
    }
    long since = readTime.getAsLong() - table.retainHistory().get().toNanos() / 1_000;
    if (since <= 0) {
      return OptionalLong.empty();
    }
    SinceHandle open = hold(table);
    Optional<SinceDowngrade> moved =
        open.maybeCompareAndDowngradeSince(open.opaque(), open.opaque(), Frontier.at(since));
    return moved.isPresent() ? OptionalLong.of(since) : OptionalLong.empty();
  }

  @SuppressWarnings("NullAway") // the codec's rows have null cells; NullAway loses that on the way
  private SinceHandle hold(TableDefinition table) {
    if (hold.isEmpty()) {
      hold =
          Optional.of(
              client.openCriticalSince(
                  table.shard(),
                  PersistClient.CONTROLLER_CRITICAL_SINCE,
                  OpenTables.codec(table),
                  Codec.unit(),
                  OpenTables.diagnostics(table)));
    }
    return hold.get();
  }

  @Override
  public void close() {
    hold.ifPresent(SinceHandle::close);
  }
}
