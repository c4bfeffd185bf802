package io.travertine.persist.location;

import io.travertine.persist.id.SeqNo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Per key, a log of versions appended by compare-and-set (spec §2.2). Once a key has data it always
 * has data, and its latest seqno only grows.
 *
 * <p>Linearizable, thread-safe. Every method blocks, and fails with a {@link
 * io.travertine.persist.error.LocationException}, or {@link
 * io.travertine.persist.error.CancelledException} when the thread is interrupted, before or
 * meanwhile; its interrupt flag is then still set, and the instance stays usable. Misuse is an
 * {@link IllegalArgumentException}.
 */
public interface Consensus extends AutoCloseable {

  /** Every key that has ever been written. */
  List<String> listKeys();

  /** The latest version under {@code key}, or empty when it has none. */
  Optional<Versioned> head(String key);

  /**
   * Appends {@code next} iff the latest seqno of {@code key} is {@code expected} (empty: the key
   * has no data).
   *
   * @throws IllegalArgumentException if {@code next.seqNo() ≤ expected}
   */
  CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next);

  /**
   * The versions of {@code key} with a seqno of at least {@code from}, ascending, at most {@code
   * limit} of them.
   *
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  List<Versioned> scan(String key, SeqNo from, int limit);

  /**
   * Deletes the versions of {@code key} before {@code seqNo}; never the latest. Repeatable.
   *
   * @return how many were deleted
   * @throws IllegalArgumentException if {@code seqNo} is beyond the latest, or the key has no data
   */
  int truncate(String key, SeqNo seqNo);

  /**
   * Asks that nobody else changes anything until the turn is closed, by the thread that asked: for
   * who was beaten to it, and would be again. A courtesy: a compare-and-set decides as ever.
   *
   * @param atMost how long to wait for others; who is not granted it goes on without
   */
  default Turn takeTurn(Duration atMost) {
    return Turn.NONE;
  }

  /** What may be done with it; {@link Access#READ_ONLY} refuses every write. */
  default Access access() {
    return Access.READ_WRITE;
  }

  @Override
  void close();

  /** For implementations: refuses a {@code next} that does not come after {@code expected}. */
  static void checkSuccession(String key, Optional<SeqNo> expected, SeqNo next) {
    if (expected.isPresent() && !expected.get().isBefore(next)) {
      throw new IllegalArgumentException(
          "compare-and-set of %s must go forward: from %s, to %s"
              .formatted(key, expected.get(), next));
    }
  }

  /** For implementations: refuses a scan of nothing. */
  static void checkLimit(String key, int limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException("scan of " + key + " needs a positive limit: " + limit);
    }
  }

  /** While it is open others wait, if there is such a thing here. */
  interface Turn extends AutoCloseable {

    /** Nobody waits. */
    Turn NONE = () -> {};

    /** Lets others go on; once is enough. */
    @Override
    void close();
  }

  /** What became of a {@link #compareAndSet}. */
  enum CasOutcome {
    COMMITTED,
    MISMATCH
  }
}
