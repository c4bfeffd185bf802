package io.travertine.persist.location.s3;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.simulation.Ground;
import io.travertine.persist.simulation.Way;
import io.travertine.persist.simulation.Witness;
import io.travertine.persist.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket as the ground of a simulation. Of its logs every request travels by itself, so that
 * others come between those of one call, and each may get lost. Used in turns.
 */
final class BucketGround implements Ground {

  /** So that logs have several. */
  private static final int PAGE = 20;

  /** More objects than these are got by one request, lest one of so many is always lost. */
  private static final int APART = 8;

  private static final double CONFLICTS = 0.02;

  private final BucketContents contents;
  private final StoreRules rules;
  private final Clock world;

  /** By key. */
  private final Map<String, TrueLog> logs = new HashMap<>();

  /**
   * @param rules for all processes; what they sleep through should last longer
   */
  BucketGround(StoreRules rules, Clock world) {
    this.contents = new BucketContents(world::epochMillis);
    this.rules = rules;
    this.world = world;
  }

  /** How many entries were created where truncation had been. */
  int strays() {
    return logs.values().stream().mapToInt(TrueLog::strays).sum();
  }

  private TrueLog log(String key) {
    return logs.computeIfAbsent(key, absent -> new TrueLog());
  }

  @Override
  public Blob blob() {
    return new S3Blob(new MemoryObjectStore(contents));
  }

  @Override
  public Consensus consensus() {
    return new S3Consensus(new MemoryObjectStore(contents), rules, world, Seed.of(0));
  }

  @Override
  public Consensus consensus(Way way, Witness witness) {
    return new S3Consensus(new Travelling(way, witness), rules, way.clock(), way.seed());
  }

  @Override
  public void close() {
    // All in memory.
  }

  /** A process's connection. */
  private final class Travelling extends MemoryObjectStore {

    private final Way way;
    private final Witness witness;
    private final Seed chance;

    Travelling(Way way, Witness witness) {
      super(contents);
      this.way = way;
      this.witness = witness;
      this.chance = way.seed();
    }

    @Override
    public Answer<Optional<Found>> get(String name) {
      return way.read("get " + name, () -> super.get(name));
    }

    @Override
    public List<Answer<Optional<Found>>> getAll(List<String> names) {
      return names.size() <= APART
          ? super.getAll(names)
          : way.read("get " + names, () -> names.stream().map(super::get).toList());
    }

    @Override
    public Answer<Page> list(String prefix, String after, int most) {
      return way.read(
          "list " + prefix + " after " + after,
          () -> super.list(prefix, after, Math.min(most, PAGE)));
    }

    @Override
    public Answer<Creation> create(String name, byte[] bytes) {
      return way.write(
          "create " + name,
          () -> {
            if (chance.fraction() < CONFLICTS) {
              return new Answer<>(Creation.CONFLICT, new StoreTime(contents.now()));
            }
            Answer<Creation> answer = super.create(name, bytes);
            if (answer.value() == Creation.CREATED) {
              LogEntry entry = LogEntry.decode(name, bytes);
              String key = key(name);
              if (log(key).created(entry)) {
                witness.committed(key, entry.version());
              }
            }
            return answer;
          });
    }

    /** Of a log, that is a floor. */
    @Override
    public void put(String name, byte[] bytes) {
      way.write(
          "put " + name,
          () -> {
            super.put(name, bytes);
            String key = key(name);
            long before = LogNames.of(key).meaning(name).orElseThrow().before();
            if (log(key).truncated(before + 1)) {
              witness.truncated(key, new SeqNo(before + 1));
            }
            return true;
          });
    }

    @Override
    public void delete(String name) {
      way.write(
          "delete " + name,
          () -> {
            super.delete(name);
            return true;
          });
    }

    @Override
    public void deleteAll(Collection<String> names) {
      way.write(
          "delete " + names,
          () -> {
            super.deleteAll(names);
            return true;
          });
    }

    private static String key(String name) {
      String folder = name.substring(LogNames.LOGS.length(), name.lastIndexOf('/'));
      return ObjectNames.key(folder).orElseThrow();
    }
  }
}
