package io.travertine.persist.location.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.PersistException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What fails for good is told at once, by what it is and not by what it is called. */
class FileFailuresTest {

  private static final Path PLACE = Path.of("consensus", "turn");

  private static boolean isLasting(IOException failure) {
    PersistException told = FileFailures.withoutEffect("append", PLACE, failure);
    assertThat(told).hasMessageContaining(String.valueOf(PLACE));
    return ((DeterminateException) told).isLasting();
  }

  @Test
  void whatSomebodyHasToMendIsLasting() {
    assertThat(isLasting(new FileGoneException(PLACE, "it was deleted; open again"))).isTrue();
    assertThat(isLasting(new FileSystemException("turn", null, "No space left on device")))
        .isTrue();
  }

  @Test
  void wordsThatOnlySoundLikeItAreNot() {
    assertThat(isLasting(new IOException("it changed while the database is open"))).isFalse();
  }
}
