package io.travertine.persist.simulation;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The one Blob and Consensus that all processes share, reliable, with every change watched as it
 * takes effect. Used in turns.
 */
final class Stores {

  private final Turns turns;
  private final Ground ground;
  private final Blob blob;
  private final Map<String, ShardWatch> shards = new HashMap<>();

  private final Map<String, SimulatedProcess> processes = new HashMap<>();

  /** Who wrote the blobs that exist, by name. */
  private final Map<String, Home> writers = new HashMap<>();

  private final Doubts doubts = new Doubts();

  /** Blobs that existed once; when one comes back, its writer is not to blame. */
  private final Set<String> deleted = new HashSet<>();

  Stores(Turns turns, Ground ground) {
    this.turns = turns;
    this.ground = ground;
    this.blob = ground.blob();
  }

  /** Somebody will use the stores. */
  void serves(SimulatedProcess process) {
    processes.put(process.name(), process);
  }

  /** Whether a process is alive and nothing was done to it that costs leases. */
  boolean isUndisturbed(String process) {
    SimulatedProcess known = processes.get(process);
    return known != null && !known.isDead() && known.isUndisturbed();
  }

  void watch(String shard, ShardWatch watch) {
    shards.put(shard, watch);
  }

  boolean has(String name) {
    return writers.containsKey(name);
  }

  byte[] bytes(String name) {
    return blob.get(name).orElseThrow(() -> new Violation("blob " + name + " is missing"));
  }

  List<String> blobNames() {
    return writers.keySet().stream().sorted().toList();
  }

  /** Whether a blob exists again that had been deleted: a request came late. */
  boolean cameBack(String name) {
    return deleted.contains(name);
  }

  /** Somebody else is to blame now if the blob stays behind. */
  void handOver(String name, Home home) {
    writers.replace(name, home);
  }

  Home writer(String name) {
    return writers.getOrDefault(name, Home.WORLD);
  }

  /** The watch over the shard of that name, or of the blob of that name. */
  private ShardWatch shard(String name) {
    int slash = name.indexOf('/');
    ShardWatch watch = shards.get(slash < 0 ? name : name.substring(0, slash));
    if (watch == null) {
      throw new Violation("there is no shard of " + name);
    }
    return watch;
  }

  /** The answer to this version got lost on the way to {@code home}. */
  void doubted(SimulatedProcess home, String shard, Versioned version) {
    Optional<Set<String>> links = shard(shard).linkedBy(version);
    if (links.isPresent()) {
      doubts.add(home, shard, version.seqNo().value(), links.get());
    } else {
      home.excuse();
    }
  }

  /** {@code home} has learnt what this version is. */
  void settled(Home home, String shard, SeqNo version) {
    doubts.settled(home, shard, version.value());
  }

  private void checked(Runnable check) {
    try {
      check.run();
    } catch (Violation e) {
      turns.fail(e);
      throw e;
    } catch (RuntimeException | AssertionError e) {
      Violation told = new Violation("what was stored is broken: " + e.getMessage(), e);
      turns.fail(told);
      throw told;
    }
  }

  /** The Blob as {@code home} changes it. */
  Blob blob(Home home) {
    return new Blob() {
      @Override
      public Optional<byte[]> get(String key) {
        return blob.get(key);
      }

      @Override
      public void listKeysAndMetadata(String prefix, Visitor visitor) {
        blob.listKeysAndMetadata(prefix, visitor);
      }

      @Override
      public void set(String key, byte[] value) {
        checked(
            () ->
                Violation.unless(
                    blob.get(key).map(old -> Arrays.equals(old, value)).orElse(true),
                    () -> "blob " + key + " is written twice, differently"));
        blob.set(key, value);
        writers.putIfAbsent(key, home);
      }

      @Override
      public OptionalLong delete(String key) {
        checked(() -> shard(key).willDelete(key));
        writers.remove(key);
        deleted.add(key);
        return blob.delete(key);
      }

      @Override
      public void restore(String key) {
        blob.restore(key);
      }

      @Override
      public void close() {
        // Shared.
      }
    };
  }

  /** The Consensus as {@code home} reaches it. */
  Consensus consensus(SimulatedProcess home) {
    Witness witness =
        new Witness() {
          @Override
          public void committed(String key, Versioned version) {
            checked(() -> shard(key).committed(version, home));
          }

          @Override
          public void truncated(String key, SeqNo until) {
            checked(() -> shard(key).truncated(until));
            doubts.truncated(key, until.value()).forEach(name -> writers.replace(name, Home.WORLD));
          }
        };
    return new DoubtedConsensus(ground.consensus(home.link(), witness), this, home);
  }

  /** The Consensus as it is, for reading. */
  Consensus consensus() {
    return new WitnessedConsensus(ground.consensus(), Witness.NONE);
  }

  /** How many versions of a shard exist. */
  int versions(String shard) {
    return ground.consensus().scan(shard, SeqNo.ZERO, Integer.MAX_VALUE).size();
  }
}
