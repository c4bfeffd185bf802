package io.travertine.persist.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A bug put into the sources of the storage core, or of what lies on top of it.
 *
 * @param what it is, in a sentence
 * @param edits where it is; every class once
 * @param likely a seed that found it last time
 * @param tells one of them is in the report of who finds it; none if it does not matter which
 */
public record PlantedBug(String what, List<Edit> edits, long likely, List<String> tells) {

  public PlantedBug {
    edits = List.copyOf(edits);
    tells = List.copyOf(tells);
  }

  public static PlantedBug thatIs(String what) {
    return new PlantedBug(what, List.of(), 0, List.of());
  }

  /** With this in the source of {@code type}, where it must be once, replaced by that. */
  PlantedBug in(Class<?> type, String right, String wrong) {
    return in(type.getName(), right, wrong);
  }

  /** The same in a class that is not visible from here, in the package of {@code neighbour}. */
  PlantedBug in(Class<?> neighbour, String name, String right, String wrong) {
    return in(neighbour.getPackageName() + "." + name, right, wrong);
  }

  /** The same in a class of any module, by its full name. */
  public PlantedBug in(String type, String right, String wrong) {
    List<Edit> all = new ArrayList<>();
    Edit edited = new Edit(type, Map.of());
    for (Edit edit : edits) {
      if (edit.type.equals(type)) {
        edited = edit;
      } else {
        all.add(edit);
      }
    }
    all.add(edited.and(right, wrong));
    return new PlantedBug(what, all, likely, tells);
  }

  /** As found by {@code seed} the last time, and with what it said, or with one of these. */
  PlantedBug foundBy(long seed, String... saying) {
    return new PlantedBug(what, edits, seed, List.of(saying));
  }

  /**
   * Changes the sources and compiles them.
   *
   * @param directory for both
   * @return where the classes are, which have to be found before the right ones
   */
  public Path compiled(Path directory) throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    List<Path> sources = new ArrayList<>();
    for (Edit edit : edits) {
      sources.add(edit.applied(directory));
    }
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
              .getTask(told, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as("the changed sources compile: %s", told).isTrue();
    }
    return classes;
  }

  /** The changes to one source. */
  public record Edit(String type, Map<String, String> changes) {

    private Edit and(String right, String wrong) {
      Map<String, String> more = new LinkedHashMap<>(changes);
      more.put(right, wrong);
      return new Edit(type, more);
    }

    /** In whatever module it is: tests run in the directory of one of them. */
    private static Path original(Path source) throws IOException {
      try (Stream<Path> modules = Files.list(Path.of("..").toRealPath())) {
        return modules
            .map(module -> module.resolve("src/main/java").resolve(source))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no source " + source));
      }
    }

    /** The changed source, in {@code directory}. */
    private Path applied(Path directory) throws IOException {
      Path source = Path.of(type.replace('.', '/') + ".java");
      String text = Files.readString(original(source));
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
}
