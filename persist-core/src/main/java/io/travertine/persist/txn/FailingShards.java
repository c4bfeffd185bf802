package io.travertine.persist.txn;

import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.LocationException;
import io.travertine.persist.error.LocationUnusableException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards that could not be given what was committed to them: when each is tried again, after
 * pauses that grow, and what the log is told. Thread-safe.
 *
 * <p>A failure is told once, again when it has become another, and after a while. What fails for
 * many shards at once is told in few lines, however many they are.
 */
final class FailingShards {

  private static final Logger LOG = LoggerFactory.getLogger(FailingShards.class);

  static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  static final Duration PAUSE_MAX = Duration.ofMinutes(1);

  /** What goes on is told again after so long. */
  static final Duration TOLD_FOR = Duration.ofHours(1);

  /** So many lines may follow each other, and then one in this time. */
  private static final int LINES_AT_ONCE = 3;

  static final Duration BETWEEN_LINES = Duration.ofMinutes(10);

  /** So many others a line names. */
  private static final int NAMED_MAX = 8;

  private final Clock clock;
  private final Map<ShardId, Failing> failing = new LinkedHashMap<>();

  /** How far the lines told so far reach, had they come one by one. */
  private long linesUntil;

  /** One of them; guarded by this. */
  private static final class Failing {
    private final ShardId shard;
    private final long sinceNanos;
    private RuntimeException why;
    private long pauseNanos = PAUSE_MIN.toNanos();
    private long againNanos;
    private String told = "";
    private long toldNanos;

    Failing(ShardId shard, RuntimeException why, long now) {
      this.shard = shard;
      this.why = why;
      this.sinceNanos = now;
    }

    boolean isToBeTold(long now) {
      return !told.equals(evidence(why)) || now - toldNanos >= TOLD_FOR.toNanos();
    }

    void told(long now) {
      told = evidence(why);
      toldNanos = now;
    }
  }

  FailingShards(Clock clock) {
    this.clock = clock;
    this.linesUntil = clock.monotonicNanos();
  }

  // ---- trying again

  /** Whether it failed when it was tried last. */
  synchronized boolean contains(ShardId shard) {
    return failing.containsKey(shard);
  }

  /** Those that failed when they were tried last. */
  synchronized Set<ShardId> shards() {
    return Set.copyOf(failing.keySet());
  }

  /** Whether it is to be left alone for now. */
  synchronized boolean isPausing(ShardId shard) {
    Failing known = failing.get(shard);
    return known != null && known.againNanos - clock.monotonicNanos() > 0;
  }

  /** How long until the next is to be tried again, if one is. */
  synchronized OptionalLong nanosUntilNext() {
    long now = clock.monotonicNanos();
    return failing.values().stream().mapToLong(known -> Math.max(0, known.againNanos - now)).min();
  }

  /** It could not be given what was committed to it. */
  synchronized void failed(ShardId shard, RuntimeException why) {
    long now = clock.monotonicNanos();
    Failing known = failing.computeIfAbsent(shard, absent -> new Failing(shard, why, now));
    known.why = why;
    known.againNanos = now + known.pauseNanos;
    known.pauseNanos = Math.min(2 * known.pauseNanos, PAUSE_MAX.toNanos());
    LOG.debug("{}: nothing could be applied", shard, why);
  }

  /** It has what was committed to it, or is gone. */
  void works(ShardId shard) {
    Failing was;
    synchronized (this) {
      was = failing.remove(shard);
    }
    if (was != null && !was.told.isEmpty()) {
      LOG.info(
          "{}: works again, and has what was committed to it during {} s",
          shard,
          Duration.ofNanos(clock.monotonicNanos() - was.sinceNanos).toSeconds());
    }
  }

  // ---- telling

  /** Tells the log of those that it does not know of yet. */
  synchronized void tell() {
    long now = clock.monotonicNanos();
    List<Failing> untold =
        failing.values().stream().filter(known -> known.isToBeTold(now)).toList();
    for (int i = 0; i < untold.size(); i++) {
      long between = BETWEEN_LINES.toNanos();
      linesUntil = Math.max(linesUntil, now);
      if (linesUntil - now > (LINES_AT_ONCE - 1) * between) {
        return;
      }
      boolean last = linesUntil + between - now > (LINES_AT_ONCE - 1) * between;
      linesUntil += between;
      List<Failing> others = last ? untold.subList(i + 1, untold.size()) : List.of();
      line(untold.get(i), others, now);
      if (last) {
        return;
      }
    }
  }

  private static void line(Failing known, List<Failing> others, long now) {
    known.told(now);
    others.forEach(other -> other.told(now));
    LOG.warn(
        "{}{}: cannot be given what was committed to it, others are: {}: {}; it is tried again within"
            + " a minute, and nothing is lost",
        known.shard,
        others.isEmpty() ? "" : named(others),
        describe(known.why),
        wayOut(known.why));
  }

  private static String named(List<Failing> others) {
    String some =
        String.join(
            ", ", others.stream().limit(NAMED_MAX).map(other -> other.shard.toString()).toList());
    return " and %s others (%s%s)"
        .formatted(others.size(), some, others.size() > NAMED_MAX ? ", …" : "");
  }

  /** Whether the store refuses or does not answer, which may be so for more than one shard. */
  static boolean isOfTheStore(RuntimeException why) {
    return why instanceof LocationException
        || why instanceof LocationUnusableException
        || why instanceof DeadlineExceededException;
  }

  /** By what one failure is told from another: no answer differs from no answer by nothing. */
  private static String evidence(RuntimeException why) {
    return isOfTheStore(why) ? why.getClass().getName() : why.getClass().getName() + describe(why);
  }

  private static String describe(RuntimeException why) {
    return String.valueOf(why.getMessage()).lines().findFirst().orElse("");
  }

  private static String wayOut(RuntimeException why) {
    if (isOfTheStore(why)) {
      return "see that the store answers";
    } else if (why instanceof FormatTooNewException) {
      return "upgrade this process";
    } else if (why instanceof CorruptException
        || why instanceof PoisonedException
        || why instanceof BlobMissingException) {
      return "'travertine inspect shards' says which table it is; restore it, open the database anew,"
          + " or drop the table";
    }
    return "open the database anew";
  }
}
