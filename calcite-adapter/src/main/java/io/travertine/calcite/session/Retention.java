package io.travertine.calcite.session;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.SinceDowngrade;
import io.travertine.persist.SinceHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.location.Access;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lets the history of a table go that is older than the table is to keep: when it is opened and
 * when it is written, and seldom, so that a database that nobody uses makes no requests.
 * Thread-safe.
 */
final class Retention implements AutoCloseable {

  private final Duration kept;
  private final SinceHandle hold;

  private Retention(Duration kept, SinceHandle hold) {
    this.kept = kept;
    this.hold = hold;
  }

  /** That of {@code table}; none if it keeps everything, or nothing can be written. */
  @SuppressWarnings("NullAway") // the codec's rows have null cells; NullAway loses that on the way
  static Optional<Retention> of(
      TableDefinition table, RowCodec codec, PersistClient client, Diagnostics diagnostics) {
    if (table.retainHistory().isEmpty() || client.access() == Access.READ_ONLY) {
      return Optional.empty();
    }
    SinceHandle hold =
        client.openCriticalSince(
            table.shard(),
            PersistClient.CONTROLLER_CRITICAL_SINCE,
            codec,
            Codec.unit(),
            diagnostics);
    return Optional.of(new Retention(table.retainHistory().get(), hold));
  }

  /**
   * Stops holding what was before the time that is kept, as seen from {@code readTime}: the present
   * is always kept.
   *
   * @param readTime the present, microseconds since the epoch
   * @return the time from which on history is kept; empty if nothing has changed
   */
  OptionalLong follow(long readTime) {
    long since = readTime - kept.toNanos() / 1_000;
    if (since <= 0) {
      return OptionalLong.empty();
    }
    Optional<SinceDowngrade> moved =
        hold.maybeCompareAndDowngradeSince(hold.opaque(), hold.opaque(), Frontier.at(since));
    return moved.isPresent() ? OptionalLong.of(since) : OptionalLong.empty();
  }

  @Override
  public void close() {
    hold.close();
  }
}
