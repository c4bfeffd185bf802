package io.travertine.persist.simulation;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Clock;

/**
 * Where the processes of a simulation keep their data. The way there is the simulation's, with all
 * that goes wrong on it. Used in turns.
 */
public interface Ground extends AutoCloseable {

  /** The objects; every call takes effect at once. */
  Blob blob();

  /** The logs, as who stands above it all reaches them; every call takes effect at once. */
  Consensus consensus();

  /**
   * The logs, as a process reaches them.
   *
   * @param way what every request to the store travels
   * @param witness told of what takes effect, when it does
   */
  Consensus consensus(Way way, Witness witness);

  @Override
  void close();

  /** Makes the ground of one run. */
  @FunctionalInterface
  interface Opening {

    /**
     * A ground with nothing on it.
     *
     * @param world the time of the simulation
     */
    Ground open(Clock world);
  }

  /** In memory. */
  static Ground memory() {
    MemoryPlace place = MemoryPlace.unnamed();
    return of(
        new OpenLocation(PersistLocation.of("mem:simulated"), place.blob(), place.consensus()));
  }

  /**
   * A real location, whose calls are what travels: each takes effect at once, however many steps it
   * has.
   *
   * @param location closed with this
   */
  static Ground of(OpenLocation location) {
    return new Ground() {
      @Override
      public Blob blob() {
        return location.blob();
      }

      @Override
      public Consensus consensus() {
        return location.consensus();
      }

      @Override
      public Consensus consensus(Way way, Witness witness) {
        return new LinkedConsensus(way, new WitnessedConsensus(location.consensus(), witness));
      }

      @Override
      public void close() {
        location.close();
      }
    };
  }
}
