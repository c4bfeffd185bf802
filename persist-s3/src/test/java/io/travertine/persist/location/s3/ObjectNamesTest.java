package io.travertine.persist.location.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.SeqNo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectNamesTest {

  @Test
  void keepsWhatOurKeysAreMadeOf() {
    assertThat(ObjectNames.path("s1234-ab/w_1/p.5")).isEqualTo("s1234-ab/w_1/p.5");
    assertThat(ObjectNames.segment("s1234-ab")).isEqualTo("s1234-ab");
  }

  @Test
  void keysComeBackFromTheirNames() {
    for (String key :
        List.of(
            "",
            "/",
            "a//b",
            "a/",
            "/a",
            "..",
            "a/../b",
            "!",
            "ä",
            "a b",
            "%",
            "+",
            "\uD83D\uDE00")) {
      assertThat(ObjectNames.key(ObjectNames.path(key))).contains(key);
      assertThat(ObjectNames.key(ObjectNames.segment(key))).contains(key);
      assertThat(ObjectNames.path(key)).matches("[A-Za-z0-9/!=._-]+");
      assertThat(ObjectNames.segment(key)).doesNotContain("/");
      for (int end = 0; end <= key.length(); end++) {
        String prefix = key.substring(0, end);
        if (!Character.isHighSurrogate(prefix.isEmpty() ? 'a' : prefix.charAt(end - 1))) {
          assertThat(ObjectNames.path(key)).startsWith(ObjectNames.pathPrefix(prefix));
        }
      }
    }
    assertThat(ObjectNames.key("a!2")).isEmpty();
    assertThat(ObjectNames.key("a!61")).isEmpty();
  }

  @Test
  void logsAreListedNewestFirstEachFloorBehindItsEntry() {
    LogNames names = LogNames.of("k");
    String first = names.after(Optional.empty());
    String second = names.after(new SeqNo(0));
    String last = names.after(new SeqNo(Long.MAX_VALUE));
    assertThat(List.of(last, second, names.floor(0), first)).isSorted();
    assertThat(first).isEqualTo("consensus/k/8000000000000000");
    for (long before : new long[] {-1, 0, 1, 77, Long.MAX_VALUE}) {
      assertThat(names.meaning(names.entry(before))).contains(new LogNames.Meaning(before, false));
      assertThat(names.meaning(names.floor(before))).contains(new LogNames.Meaning(before, true));
    }
    assertThat(names.meaning("consensus/k/ffffffffffffffff")).isEmpty();
    assertThat(names.meaning("consensus/k/x")).isEmpty();
    assertThat(names.meaning("consensus/other/8000000000000000")).isEmpty();
  }
}
