package io.travertine.persist;

import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Knows which updates were committed to a shard without being part of it yet: a read lays them over
 * what the shard has. Thread-safe.
 *
 * <p><b>Why their blobs are there.</b> The read first takes a lease on a state {@code q} of the
 * shard, which ends at {@code upper}, and asks this afterwards. A batch it is told of lies at or
 * beyond that upper, so it is not part of {@code q}. Nobody deletes the blobs of a committed batch
 * before it was part of the shard: that is this interface's side of the bargain. It becomes part of
 * the shard in a version after {@code q}, and so it is compacted away, if ever, in a version later
 * still. Garbage collection deletes what a version took away only when no reader's hold is before
 * that version, and the hold of this reader is not after {@code q} while the lease is out. It makes
 * no difference that {@code q} may be old and the batch compacted long ago: the same hold has kept
 * it.
 */
public interface Overlay {

  /** Nothing is committed but what the shard has. */
  Overlay NONE =
      new Overlay() {
        @Override
        public Optional<List<StagedBatch>> beyond(Frontier upper, Frontier asOf) {
          return upper.lessEqual(asOf) ? Optional.empty() : Optional.of(List.of());
        }

        @Override
        public Consumer<Frontier> beforeLook() {
          return upper -> {};
        }
      };

  /**
   * What was committed at times at or beyond {@code upper} and up to {@code asOf}, each with its
   * own time. Together with the shard's own updates before {@code upper} that is everything up to
   * {@code asOf}.
   *
   * @param upper where some state of the shard ends, not necessarily the newest
   * @return empty if a newer state of the shard has to be read first
   */
  Optional<List<StagedBatch>> beyond(Frontier upper, Frontier asOf);

  /**
   * Called before a newer state is read.
   *
   * @return to be told where that state ends, before {@link #beyond} is called for it
   */
  Consumer<Frontier> beforeLook();
}
