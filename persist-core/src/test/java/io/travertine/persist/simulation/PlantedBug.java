package io.travertine.persist.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A bug put into the storage core.
 *
 * @param what it is, in a sentence
 * @param edits where it is; every class once
 * @param likely a seed that found it last time
 * @param tells one of them is in the report of who finds it; none if it does not matter which
 */
record PlantedBug(String what, List<Edit> edits, long likely, List<String> tells) {

  PlantedBug {
    edits = List.copyOf(edits);
    tells = List.copyOf(tells);
  }

  static PlantedBug thatIs(String what) {
    return new PlantedBug(what, List.of(), 0, List.of());
  }

  /** With this in the source of {@code type}, where it must be once, replaced by that. */
  PlantedBug in(Class<?> type, String right, String wrong) {
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

  /** The same in a class that is not visible from here, in the package of {@code neighbour}. */
  PlantedBug in(Class<?> neighbour, String name, String right, String wrong) {
    try {
      return in(Class.forName(neighbour.getPackageName() + "." + name), right, wrong);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** As found by {@code seed} the last time, and with what it said, or with one of these. */
  PlantedBug foundBy(long seed, String... saying) {
    return new PlantedBug(what, edits, seed, List.of(saying));
  }

  /** The changes to one source. */
  record Edit(Class<?> type, Map<String, String> changes) {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private Edit and(String right, String wrong) {
      Map<String, String> more = new LinkedHashMap<>(changes);
      more.put(right, wrong);
      return new Edit(type, more);
    }

    /** The changed source, in {@code directory}. */
    Path applied(Path directory) throws IOException {
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
}
