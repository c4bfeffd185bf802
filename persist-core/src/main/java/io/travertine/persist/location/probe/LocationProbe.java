package io.travertine.persist.location.probe;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.LocationUnusableException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs the probes there are. */
public final class LocationProbe {

  private static final List<Probe> OF_OBJECTS = List.of(new ReadAfterWrite(), new ListAfterWrite());
  private static final List<Probe> OF_CONSENSUS = List.of(new OneWinner(), new StoreClock());

  private final Extent extent;
  private final Clock clock;
  private final Seed seed;

  public LocationProbe(Extent extent, Clock clock, Seed seed) {
    this.extent = extent;
    this.clock = clock;
    this.seed = seed;
  }

  /**
   * Everything about {@code halves} on {@code ground}, up to what fails, which is the last of the
   * checks then.
   *
   * @throws CancelledException if the thread is interrupted
   */
  public List<Check> diagnose(ProbeGround ground, Set<Half> halves) {
    List<Check> checks = new ArrayList<>();
    try {
      checks.addAll(ground.traits(halves, extent));
    } catch (CancelledException e) {
      throw e;
    } catch (PersistException e) {
      checks.add(failed("permissions", e));
      return checks;
    }
    Trial trial = new Trial(ground, extent, clock, seed);
    for (Probe probe : probes(halves)) {
      try {
        checks.add(probe.run(trial));
      } catch (CancelledException e) {
        throw e;
      } catch (PersistException e) {
        checks.add(failed(probe.guarantee(), e));
        return checks;
      }
    }
    return checks;
  }

  /**
   * The same, stopping at what fails.
   *
   * @throws PersistException as the store fails
   */
  public Diagnosis diagnoseOrFail(ProbeGround ground, Set<Half> halves) {
    List<Check> checks = new ArrayList<>(ground.traits(halves, extent));
    Trial trial = new Trial(ground, extent, clock, seed);
    probes(halves).forEach(probe -> checks.add(probe.run(trial)));
    return new Diagnosis(checks);
  }

  private List<Probe> probes(Set<Half> halves) {
    List<Probe> probes = new ArrayList<>();
    if (halves.contains(Half.OBJECTS)) {
      probes.addAll(OF_OBJECTS);
      if (extent.measures()) {
        probes.add(new LargeObject());
      }
    }
    if (halves.contains(Half.CONSENSUS)) {
      probes.addAll(OF_CONSENSUS);
      if (extent.measures()) {
        probes.add(new MachineClock());
        probes.add(new CommitRate());
      }
    }
    return probes;
  }

  /** What could not be tried: surely unusable if somebody has to do something about it. */
  public static Check failed(String guarantee, PersistException failure) {
    String seen = String.valueOf(failure.getMessage());
    boolean lasting =
        failure instanceof LocationUnusableException
            || failure instanceof NotADatabaseException
            || failure instanceof DeterminateException mendable && mendable.isLasting();
    return lasting
        ? Check.unsafe(guarantee, seen, "nothing can be kept where this fails")
        : Check.unknown(guarantee, seen, "try again once the store answers");
  }
}
