package io.travertine.persist.location.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileNamesTest {

  @Test
  void ordinaryKeysStayReadable() {
    assertThat(FileNames.of("s0f3c-11/n0001/p9a.parquet")).isEqualTo("s0f3c-11~n0001~p9a.parquet");
    assertThat(FileNames.of("a~b %\u2215é")).isEqualTo("a%7Eb%20%25%E2%88%95%C3%A9");
    assertThat(FileNames.of(".hidden")).isEqualTo("%2Ehidden");
    assertThat(FileNames.of("")).isEqualTo("%");
  }

  @Test
  void namesAreAsciiAndOneToOne() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "ab/~%.\u2215é漢 A0\\:\u0000";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder key = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        key.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String name = FileNames.of(key.toString());
      assertThat(US_ASCII.newEncoder().canEncode(name)).as("seed %s: %s", seed, name).isTrue();
      assertThat(name).doesNotContain("/", "\\", "\u0000").doesNotStartWith(".").isNotEmpty();
      assertThat(FileNames.keyOf(name)).as("seed %s", seed).contains(key.toString());
    }
  }

  @Test
  void otherNamesAreNoKeys() {
    List<String> foreign =
        List.of("", ".", "..", ".x", ".tmp-1", "a b", "é", "%4", "%zz", "%61", "%2f", "%C3", "a%");
    for (String name : foreign) {
      assertThat(FileNames.keyOf(name)).as(name).isEmpty();
    }
  }

  @Test
  void refusesAKeyThatFitsInNoName() {
    assertThat(FileNames.of("k".repeat(240))).hasSize(240);
    assertThatThrownBy(() -> FileNames.of("k".repeat(241)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("240");
    assertThat(FileNames.keyOf("k".repeat(241))).isEmpty();
  }
}
