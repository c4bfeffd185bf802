package io.travertine.house;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.house.Repository.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What no tool knows about the files of this repository. */
class TidyTest {

  private static final int LONG_FILE_LINES = 500;
  private static final int LONG_TEST_LINES = 1_000;

  /** Spelt in pieces so that this file passes its own test. */
  private static final Pattern MACHINE =
      Pattern.compile(
          "(^|[^A-Za-z0-9_.$}])/(wor"
              + "k|far"
              + "m|roo"
              + "t)/|repo1?\\.mav"
              + "en\\.(apache\\.)?org"
              + "|repo\\.maven\\.apa"
              + "che|registry\\.npm"
              + "js|deb\\.deb"
              + "ian\\.org");

  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b(?!\\(#\\d+\\))");

  private static final Repository REPOSITORY = Repository.here();
  private static final List<TextFile> FILES = REPOSITORY.textFiles();

  @Test
  void everyPackageSaysWhatLivesThereAndIsNullMarked() {
    TreeSet<String> packages =
        FILES.stream()
            .filter(TextFile::isMainJava)
            .map(TextFile::directory)
            .collect(toCollection(TreeSet::new));

    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            room ->
                assertThat(find(room + "/package-info.java"))
                    .as("package-info.java of %s", room)
                    .singleElement()
                    .satisfies(
                        info -> assertThat(info.text()).contains("/**").contains(nullness(room))));
  }

  @Test
  void nothingUnfinishedIsLeftWithoutAnIssue() {
    assertThat(linesWhere(line -> UNFINISHED.matcher(line).find())).isEmpty();
  }

  @Test
  void noTabs() {
    assertThat(linesWhere(line -> line.indexOf('\t') >= 0)).isEmpty();
  }

  /**
   * {@code %d} writes Arabic or Devanagari digits under such a locale, in messages and in object
   * keys alike.
   */
  @Test
  void numbersAreFormattedTheSameUnderAnyLocale() {
    Pattern localized = Pattern.compile("\"[^\"\n]*%[-#+ 0,(]*\\d*(\\.\\d+)?[dfeEgG]");
    List<String> found = new ArrayList<>();
    for (TextFile file : FILES) {
      if (file.isMainJava() && !file.text().contains("Locale.ROOT")) {
        localized
            .matcher(file.text())
            .results()
            .forEach(hit -> found.add(file.path() + ": " + hit.group()));
      }
    }
    assertThat(found).as("use %%s, or Locale.ROOT").isEmpty();
  }

  @Test
  void noPathsOfOneMachineAndNoRegistryHosts() {
    assertThat(linesWhere(line -> MACHINE.matcher(line).find())).isEmpty();
  }

  @Test
  void everyDecisionIsListed() {
    String list = REPOSITORY.text("docs/decisions/README.md");
    List<TextFile> decisions =
        FILES.stream()
            .filter(file -> file.path().matches("docs/decisions/\\d{4}-[a-z0-9-]+\\.md"))
            .toList();

    assertThat(decisions).isNotEmpty();
    assertThat(decisions)
        .allSatisfy(
            file -> assertThat(list).contains(file.path().substring("docs/decisions/".length())));
  }

  @Test
  void theChangelogHasWhatIsNotReleasedYet() {
    assertThat(REPOSITORY.text("CHANGELOG.md"))
        .containsPattern("(?s)## \\[Unreleased]\\s.*?\n- \\S");
  }

  @Test
  void everyLongFileIsExplained() {
    String architecture = REPOSITORY.text("ARCHITECTURE.md");
    List<String> unexplained =
        FILES.stream()
            .filter(TextFile::isJava)
            .filter(
                file ->
                    file.lines().size() > (file.isMainJava() ? LONG_FILE_LINES : LONG_TEST_LINES))
            .map(TextFile::path)
            .filter(path -> !architecture.contains(path.substring(path.lastIndexOf('/') + 1)))
            .toList();

    assertThat(unexplained)
        .as("files beyond %d lines without a line in ARCHITECTURE.md", LONG_FILE_LINES)
        .isEmpty();
  }

  @Test
  void everyLinkInTheDocsLeadsSomewhere() {
    Pattern link = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)[^)]*\\)");
    List<String> broken = new ArrayList<>();
    for (TextFile file : FILES) {
      if (file.path().endsWith(".md")) {
        link.matcher(file.text())
            .results()
            .map(found -> found.group(1))
            .filter(
                to -> !REPOSITORY.path(file.directory()).resolve(to).normalize().toFile().exists())
            .forEach(to -> broken.add(file.path() + " -> " + to));
      }
    }
    assertThat(broken).isEmpty();
  }

  /** Generated code is not ours to mark. */
  private static String nullness(String room) {
    return room.endsWith("/generated") ? "@NullUnmarked" : "@NullMarked";
  }

  private static List<TextFile> find(String path) {
    return FILES.stream().filter(file -> file.path().equals(path)).toList();
  }

  private static List<String> linesWhere(Predicate<String> suspicious) {
    List<String> found = new ArrayList<>();
    for (TextFile file : FILES) {
      int number = 0;
      for (String line : file.lines()) {
        number++;
        if (suspicious.test(line)) {
          found.add(file.path() + ":" + number + ": " + line.strip());
        }
      }
    }
    return found;
  }
}
