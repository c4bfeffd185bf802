package io.travertine.torture;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.admin.Mode;
import io.travertine.persist.admin.RestoreReport;
import io.travertine.persist.admin.ShardAdmin;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.InspectedShard;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import io.travertine.torture.Verdict.Count;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Looks below the tables: at every state, object and checksum, and at what is left over. */
final class Inspection {

  private static final int AT_ONCE = 4;

  /** When everything that was left behind has become old. */
  private static final Duration LATER = Duration.ofDays(30);

  /** The parts, which are small, of some uploads and of a compaction. */
  private static final long LEAKS_PER_KILL_MOST = 50;

  /** And of one large compaction. */
  private static final long LEAKS_MORE = 200;

  /** After a collection. */
  private static final long VERSIONS_MOST = 40;

  private final PersistLocation location;
  private final Verdict verdict;

  private Inspection(PersistLocation location, Verdict verdict) {
    this.location = location;
    this.verdict = verdict;
  }

  /** Reads everything that can be read, also while others write. */
  static void of(String url, Verdict verdict) throws SQLException {
    new Inspection(Books.location(url), verdict).readAll();
  }

  /** Takes away what the dead have left behind, when nobody works any more, and tells how much. */
  static long clean(String url, long kills, Verdict verdict) throws SQLException {
    return new Inspection(Books.location(url), verdict).clean(kills);
  }

  private void readAll() {
    try (ShardInspector inspector = ShardInspector.open(location, PersistConfig.defaults())) {
      for (ShardId id : inspector.shards()) {
        read(inspector.shard(id));
      }
    } catch (PersistException e) {
      verdict.wrong("inspection: " + e);
    }
    verdict.add(Count.CHECKS, 1);
  }

  private void read(InspectedShard shard) {
    try {
      shard.storedSchemas();
      shard.rollups();
    } catch (NoSuchShardException gone) {
      return;
    } catch (PersistException e) {
      verdict.wrong("shard " + shard.id() + ": " + e);
    }
  }

  private long clean(long kills) {
    PersistConfig later = PersistConfig.defaults().withClock(new Later(Clock.system()));
    LeakRule rule = new LeakRule(LeakRule.GRACE_LEAST);
    try (ShardAdmin admin = ShardAdmin.open(location, later, Mode.COMMIT, BuildVersion.CURRENT)) {
      RestoreReport report = admin.restoreBlobs(AT_ONCE, (done, whole) -> {});
      report.lost().forEach(name -> verdict.lost("object " + name));
      admin.inspector().shards().forEach(id -> collect(admin, id));
      long leaked = admin.removeLeakedBlobs(Optional.empty(), rule, (done, whole) -> {}).size();
      if (leaked > LEAKS_MORE + kills * LEAKS_PER_KILL_MOST) {
        verdict.wrong("%s kills left %s objects behind".formatted(kills, leaked));
      }
      for (ShardId id : admin.inspector().shards()) {
        AtomicLong versions = new AtomicLong(1);
        InspectedShard shard = admin.inspector().shard(id);
        shard.diffs(pair -> versions.incrementAndGet());
        if (versions.get() > VERSIONS_MOST) {
          verdict.wrong("shard %s keeps %s versions".formatted(id, versions));
        }
        int unreferenced = shard.unreferencedBlobs(rule).size();
        if (unreferenced > 0) {
          verdict.wrong("shard %s has %s objects too many".formatted(id, unreferenced));
        }
      }
      return leaked;
    } catch (PersistException e) {
      verdict.wrong("cleaning: " + e);
      return 0;
    }
  }

  /** Goes on also where somebody was killed who collected. */
  private static void collect(ShardAdmin admin, ShardId id) {
    admin.rollUp(id);
    admin.forceGc(id);
  }

  /** A clock that goes like another, so much later. */
  private record Later(Clock clock) implements Clock {
    @Override
    public long epochMicros() {
      return clock.epochMicros() + TimeUnit.MILLISECONDS.toMicros(LATER.toMillis());
    }

    @Override
    public long monotonicNanos() {
      return clock.monotonicNanos();
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
      clock.sleep(nanos);
    }
  }
}
