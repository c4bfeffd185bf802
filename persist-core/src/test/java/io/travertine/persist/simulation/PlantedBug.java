package io.travertine.persist.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A copy of the storage core with a bug in it: one of its sources is changed, compiled, and loaded
 * apart from the core that is tested, together with a simulation of its own.
 */
final class PlantedBug implements AutoCloseable {

  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final String CORE = "io.travertine.persist.";

  private final URLClassLoader loader;
  private final LongFunction<String> simulation;

  /**
   * Plants a bug.
   *
   * @param edits where it is; every class once
   */
  PlantedBug(Path directory, Edit... edits) throws Exception {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    for (Edit edit : edits) {
      compile(edit.applied(directory), classes);
    }
    URL[] places = {
      classes.toUri().toURL(),
      Simulation.class.getProtectionDomain().getCodeSource().getLocation(),
      PlantedBug.class.getProtectionDomain().getCodeSource().getLocation()
    };
    this.loader = new CoreLast(places, PlantedBug.class.getClassLoader());
    @SuppressWarnings("unchecked")
    LongFunction<String> made =
        (LongFunction<String>)
            loader.loadClass(Probe.class.getName()).getDeclaredConstructor().newInstance();
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

  /**
   * What is wrong about one class.
   *
   * @param changes what must be in its source, once, and what is put in its place
   */
  record Edit(Class<?> type, Map<String, String> changes) {

    static Edit of(Class<?> type, String right, String wrong) {
      return new Edit(type, Map.of(right, wrong));
    }

    private Path applied(Path directory) throws IOException {
      Path source = Path.of(type.getName().replace('.', '/') + ".java");
      String text = Files.readString(SOURCES.resolve(source));
      for (Map.Entry<String, String> change : changes.entrySet()) {
        assertThat(text.split(Pattern.quote(change.getKey()), -1))
            .as("%s has this once: %s", source, change.getKey())
            .hasSize(2);
        text = text.replace(change.getKey(), change.getValue());
      }
      Path changed = directory.resolve("sources").resolve(source);
      Files.createDirectories(changed.getParent());
      return Files.writeString(changed, text);
    }
  }

  private static void compile(Path source, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      StringWriter told = new StringWriter();
      List<String> options =
          List.of(
              "-proc:none",
              "-nowarn",
              "-cp",
              System.getProperty("java.class.path"),
              "-d",
              classes.toString());
      boolean compiled =
          compiler
              .getTask(told, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as("the changed source compiles: %s", told).isTrue();
    }
  }

  /**
   * The report of the first seed that finds the bug, or nothing.
   *
   * @param likely a seed that found it last time, tried first
   */
  String firstReport(long likely, int seeds) {
    String first = simulation.apply(likely);
    if (!first.isEmpty()) {
      return first;
    }
    for (long seed = 0; seed < seeds; seed++) {
      String report = simulation.apply(seed);
      if (!report.isEmpty()) {
        return report;
      }
    }
    return "";
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
