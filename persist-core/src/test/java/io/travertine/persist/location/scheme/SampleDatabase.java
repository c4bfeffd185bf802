package io.travertine.persist.location.scheme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;

/** A directory that is, or becomes, a database of one object and one version. */
record SampleDatabase(Path path) {

  private static final Versioned FIRST = new Versioned(new SeqNo(1), "first".getBytes(UTF_8));

  Path marker() {
    return path.resolve("travertine.properties");
  }

  Path blob() {
    return path.resolve("blob");
  }

  OpenLocation open() {
    return open(OpenOptions.readWrite());
  }

  OpenLocation openToRead() {
    return open(OpenOptions.readOnly());
  }

  private OpenLocation open(OpenOptions options) {
    return Locations.standard().open(PersistLocation.of("file:" + path), options);
  }

  /** Puts in what it is to have. */
  SampleDatabase fill() {
    try (OpenLocation opened = open()) {
      opened.blob().set("s/p", "part".getBytes(UTF_8));
      assertThat(opened.consensus().compareAndSet("k", Optional.empty(), FIRST))
          .isEqualTo(CasOutcome.COMMITTED);
    }
    return this;
  }

  void assertFilled() {
    assertFilled(OpenOptions.readWrite());
  }

  void assertFilledForReadingOnly() {
    assertFilled(OpenOptions.readOnly());
  }

  private void assertFilled(OpenOptions options) {
    try (OpenLocation opened = open(options)) {
      assertThat(opened.blob().get("s/p")).contains("part".getBytes(UTF_8));
      assertThat(opened.consensus().head("k")).contains(FIRST);
    }
  }

  /** That nobody can open it, and why. */
  AbstractThrowableAssert<?, ? extends Throwable> refused() {
    assertThatThrownBy(() -> openToRead().close()).isInstanceOf(CorruptException.class);
    return assertThatThrownBy(() -> open().close())
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("backup");
  }

  /** As its marker has it. */
  String id() throws IOException {
    return Files.readAllLines(marker()).stream()
        .filter(line -> line.startsWith("id="))
        .map(line -> line.substring(3))
        .findFirst()
        .orElseThrow();
  }
}
