package io.travertine.persist.location;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every Blob must do (spec §2.6). An implementation's test extends this. */
public abstract class BlobContract {

  private final List<Blob> opened = new ArrayList<>();
  private Blob blob;
  private Blob sameAgain;
  private Blob elsewhere;

  /**
   * Opens a new instance on {@code place}: instances on one place share data within one test, and
   * each test finds every place empty.
   */
  protected abstract Blob open(String place) throws Exception;

  private Blob openHere(String place) throws Exception {
    Blob instance = open(place);
    opened.add(instance);
    return instance;
  }

  @BeforeEach
  void openThree() throws Exception {
    blob = openHere("path0");
    sameAgain = openHere("path0");
    elsewhere = openHere("path1");
  }

  @AfterEach
  void closeAll() {
    Thread.interrupted();
    opened.forEach(Blob::close);
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(blob.get("k0")).isEmpty();
    assertThat(keys(blob, "")).isEmpty();
  }

  @Test
  void whatOneInstanceSetsEveryInstanceOfThePlaceGets() throws Exception {
    blob.set("k0", bytes("v0"));
    sameAgain.set("k1", bytes("v1"));
    for (Blob here : List.of(blob, sameAgain, openHere("path0"))) {
      assertThat(text(here.get("k0"))).hasValue("v0");
      assertThat(text(here.get("k1"))).hasValue("v1");
      assertThat(keys(here, "")).isEqualTo(Map.of("k0", 2L, "k1", 2L));
    }
    assertThat(elsewhere.get("k0")).isEmpty();
    assertThat(keys(elsewhere, "")).isEmpty();
  }

  @Test
  void overwritesAsAWhole() {
    blob.set("k0", bytes("a long first value"));
    sameAgain.set("k0", bytes("v1"));
    assertThat(text(blob.get("k0"))).hasValue("v1");
    blob.set("k0", bytes("v2"));
    assertThat(text(sameAgain.get("k0"))).hasValue("v2");
    assertThat(keys(blob, "")).isEqualTo(Map.of("k0", 2L));
  }

  @Test
  void deleteTellsTheSizeOnceAndNothingAfterwards() {
    blob.set("k0", bytes("v0"));
    assertThat(sameAgain.delete("k0")).isEqualTo(OptionalLong.of(2));
    assertThat(blob.get("k0")).isEmpty();
    assertThat(blob.delete("k0")).isEmpty();
    assertThat(blob.delete("never set")).isEmpty();
    assertThat(keys(blob, "")).isEmpty();
  }

  @Test
  void anEmptyValueExists() {
    blob.set("empty", new byte[0]);
    assertThat(text(blob.get("empty"))).hasValue("");
    assertThat(keys(blob, "")).isEqualTo(Map.of("empty", 0L));
    assertThat(blob.delete("empty")).isEqualTo(OptionalLong.of(0));
    assertThat(blob.get("empty")).isEmpty();
  }

  @Test
  void aDeletedKeyCanBeSetAgain() {
    blob.set("k0", bytes("v0"));
    blob.delete("k0");
    blob.set("k0", bytes("again"));
    assertThat(text(blob.get("k0"))).hasValue("again");
    assertThat(keys(blob, "")).isEqualTo(Map.of("k0", 5L));
  }

  @Test
  void restoreLeavesAnExistingKeyAlone() {
    blob.set("k0", bytes("v0"));
    blob.restore("k0");
    blob.restore("k0");
    assertThat(text(blob.get("k0"))).hasValue("v0");
  }

  @Test
  void restoreBringsADeletedKeyBackOrSaysItCannot() {
    blob.set("k0", bytes("v0"));
    assertThat(blob.delete("k0")).isEqualTo(OptionalLong.of(2));
    try {
      blob.restore("k0");
      assertThat(text(blob.get("k0"))).hasValue("v0");
      assertThat(keys(blob, "")).isEqualTo(Map.of("k0", 2L));
      blob.restore("k0");
      assertThat(blob.delete("k0")).isEqualTo(OptionalLong.of(2));
    } catch (DeterminateException cannot) {
      assertThat(cannot).hasMessageContaining("k0");
    }
    assertThat(blob.get("k0")).isEmpty();
    assertThat(keys(blob, "")).isEmpty();
    blob.set("k0", bytes("again"));
    assertThat(text(blob.get("k0"))).hasValue("again");
  }

  @Test
  void cannotRestoreWhatNeverWas() {
    assertThatThrownBy(() -> blob.restore("never set"))
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining("never set");
    assertThat(blob.get("never set")).isEmpty();
  }

  @Test
  void listsByPrefix() {
    for (int i = 1; i <= 5; i++) {
      blob.set("k" + i, bytes("v"));
    }
    for (int i = 1; i <= 3; i++) {
      blob.set("k-prefix-" + i, bytes("vv"));
    }
    assertThat(keys(blob, "k-prefix"))
        .isEqualTo(Map.of("k-prefix-1", 2L, "k-prefix-2", 2L, "k-prefix-3", 2L));
    assertThat(keys(sameAgain, "k")).hasSize(8);
    assertThat(keys(sameAgain, "")).hasSize(8);
    assertThat(keys(blob, "j")).isEmpty();
  }

  @Test
  void listsByAPrefixWithSlashes() {
    blob.set("s1/w1/p1", bytes("a"));
    blob.set("s1/w1/p2", bytes("bb"));
    blob.set("s1/v2/r1", bytes("ccc"));
    blob.set("s11/w1/p1", bytes("d"));
    assertThat(keys(blob, "s1/")).isEqualTo(Map.of("s1/w1/p1", 1L, "s1/w1/p2", 2L, "s1/v2/r1", 3L));
    assertThat(keys(blob, "s1/w1/")).containsOnlyKeys("s1/w1/p1", "s1/w1/p2");
    assertThat(keys(blob, "s1/w1/p2")).containsOnlyKeys("s1/w1/p2");
    assertThat(keys(blob, "s1")).hasSize(4);
    assertThat(text(blob.get("s1/v2/r1"))).hasValue("ccc");
    assertThat(blob.delete("s1/v2/r1")).isEqualTo(OptionalLong.of(3));
  }

  @Test
  void anyKeyIsAsGoodAsAnother() {
    List<String> odd =
        List.of(
            ".",
            "..",
            ".hidden",
            "a.tmp",
            "a.bak",
            "a%2Fb",
            "a/b",
            "%",
            "UPPER",
            "upper",
            " ",
            "a b",
            "a\\b",
            "a:b",
            "ä",
            "漢字",
            "\uD83D\uDE00",
            "a\u2215b",
            "a/",
            "/a",
            "a//b");
    for (String key : odd) {
      blob.set(key, bytes(key));
    }
    for (String key : odd) {
      assertThat(text(sameAgain.get(key))).hasValue(key);
    }
    assertThat(keys(sameAgain, "").keySet()).containsExactlyInAnyOrderElementsOf(odd);
    for (String key : odd) {
      assertThat(blob.delete(key)).isEqualTo(OptionalLong.of(bytes(key).length));
    }
    assertThat(keys(blob, "")).isEmpty();
  }

  @Test
  void keepsNoArrayAndLendsNone() {
    byte[] value = bytes("v0");
    blob.set("k0", value);
    value[0] = 'x';
    byte[] got = blob.get("k0").orElseThrow();
    assertThat(got).isEqualTo(bytes("v0"));
    got[0] = 'y';
    assertThat(text(blob.get("k0"))).hasValue("v0");
  }

  @Test
  void holdsMegabytes() {
    byte[] value = new byte[5 << 20];
    new java.util.Random(7).nextBytes(value);
    blob.set("large", value);
    assertThat(Arrays.equals(sameAgain.get("large").orElseThrow(), value)).isTrue();
    assertThat(blob.delete("large")).isEqualTo(OptionalLong.of(value.length));
  }

  @Test
  void aReaderSeesOneWholeValueWhileWritersOverwrite() throws Exception {
    byte[] first = new byte[20_000];
    Arrays.fill(first, (byte) 0);
    blob.set("k0", first);
    AtomicBoolean done = new AtomicBoolean();
    Racers.race(
        4,
        racer -> {
          Blob mine = racer % 2 == 0 ? blob : sameAgain;
          if (racer < 2) {
            for (int i = 0; i < 50; i++) {
              byte[] value = new byte[20_000 + racer];
              Arrays.fill(value, (byte) i);
              mine.set("k0", value);
            }
            done.set(true);
            return 0;
          }
          int reads = 0;
          while (!done.get() || reads == 0) {
            byte[] value = mine.get("k0").orElseThrow();
            assertThat(value.length).isBetween(20_000, 20_001);
            for (byte b : value) {
              assertThat(b == value[0]).isTrue();
            }
            reads++;
          }
          return reads;
        });
  }

  @Test
  void listingSeesWhatWasThereAllAlongDespiteConcurrentChanges() throws Exception {
    for (int i = 0; i < 20; i++) {
      blob.set("stays/" + i, bytes("v"));
    }
    AtomicBoolean done = new AtomicBoolean();
    Racers.race(
        2,
        racer -> {
          if (racer == 0) {
            for (int i = 0; i < 50; i++) {
              blob.set("comes/" + i, bytes("v"));
              blob.delete("comes/" + i);
            }
            done.set(true);
            return 0;
          }
          do {
            assertThat(keys(sameAgain, "stays/")).hasSize(20);
            assertThat(keys(sameAgain, "")).hasSizeGreaterThanOrEqualTo(20);
          } while (!done.get());
          return 0;
        });
    assertThat(keys(blob, "")).hasSize(20);
  }

  @Test
  void refusesAnInterruptedThreadAndStaysUsable() {
    blob.set("k0", bytes("v0"));
    List<Runnable> calls =
        List.of(
            () -> blob.get("k0"),
            () -> blob.set("k0", bytes("v1")),
            () -> blob.set("k1", bytes("v1")),
            () -> blob.delete("k0"),
            () -> blob.restore("k0"),
            () -> blob.listKeysAndMetadata("", (key, size) -> {}));
    for (Runnable call : calls) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(call::run).isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).as("the interrupt flag stays set").isTrue();
    }
    assertThat(text(blob.get("k0"))).hasValue("v0");
    assertThat(keys(blob, "")).containsOnlyKeys("k0");
    blob.set("k0", bytes("v2"));
    assertThat(text(blob.get("k0"))).hasValue("v2");
  }

  /** All keys under a prefix with their sizes; fails when one is shown twice. */
  protected static Map<String, Long> keys(Blob blob, String prefix) {
    Map<String, Long> keys = new TreeMap<>();
    blob.listKeysAndMetadata(
        prefix, (key, size) -> assertThat(keys.put(key, size)).as("%s shown twice", key).isNull());
    return keys;
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  protected static Optional<String> text(Optional<byte[]> value) {
    return value.map(bytes -> new String(bytes, UTF_8));
  }
}
