package io.travertine.persist.simulation;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.function.LongFunction;

/**
 * A copy of the storage core with a bug in it: some of its sources are changed, compiled, and
 * loaded apart from the core that is tested, together with a simulation of their own.
 */
final class BrokenCore implements AutoCloseable {

  private static final String CORE = "io.travertine.persist.";

  private final URLClassLoader loader;
  private final LongFunction<String> simulation;

  /**
   * @param directory for what is compiled
   * @param bug what is wrong about it
   */
  BrokenCore(Path directory, PlantedBug bug) throws Exception {
    this(directory, bug, Probe.class);
  }

  /**
   * @param probe runs a simulation by seed, and tells its report, or nothing if it passed
   */
  BrokenCore(Path directory, PlantedBug bug, Class<? extends LongFunction<String>> probe)
      throws Exception {
    URL[] places = {
      bug.compiled(directory).toUri().toURL(),
      Simulation.class.getProtectionDomain().getCodeSource().getLocation(),
      BrokenCore.class.getProtectionDomain().getCodeSource().getLocation()
    };
    this.loader = new CoreLast(places, BrokenCore.class.getClassLoader());
    @SuppressWarnings("unchecked")
    LongFunction<String> made =
        (LongFunction<String>)
            loader.loadClass(probe.getName()).getDeclaredConstructor().newInstance();
    this.simulation = made;
  }

  /** Runs the simulation in the changed core; its report, or nothing if it passed. */
  public static final class Probe implements LongFunction<String> {
    @Override
    public String apply(long seed) {
      SimulationReport report = Simulation.run(seed);
      return report.passed() ? "" : report.describe();
    }
  }

  /** The report of the simulation of {@code seed}, or nothing if it finds no bug. */
  String report(long seed) {
    return simulation.apply(seed);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  /** Loads the core anew, and everything else as usual. */
  private static final class CoreLast extends URLClassLoader {
    CoreLast(URL[] places, ClassLoader parent) {
      super(places, parent);
      setDefaultAssertionStatus(true);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(CORE)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }
}
