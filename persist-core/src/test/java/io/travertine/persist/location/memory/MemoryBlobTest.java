package io.travertine.persist.location.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.BlobContract;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryBlobTest {

  @Nested
  class Forgetful extends BlobContract {
    private final Map<String, MemoryPlace> places = new HashMap<>();

    @Override
    protected Blob open(String place) {
      return places.computeIfAbsent(place, absent -> MemoryPlace.unnamed()).blob();
    }
  }

  @Nested
  class Restorable extends BlobContract {
    private final Map<String, MemoryPlace> places = new HashMap<>();

    @Override
    protected Blob open(String place) {
      return places.computeIfAbsent(place, absent -> MemoryPlace.unnamed()).restorableBlob();
    }
  }

  @Test
  void aNamedPlaceKeepsItsDataUntilForgotten() {
    String name = "kept in " + getClass().getName();
    try (Blob blob = MemoryPlace.named(name).blob()) {
      blob.set("k", new byte[3]);
    }
    assertThat(MemoryPlace.named(name).blob().get("k")).isPresent();
    assertThat(MemoryPlace.named(name + "2").blob().get("k")).isEmpty();
    assertThat(MemoryPlace.forget(name)).isTrue();
    assertThat(MemoryPlace.named(name).blob().get("k")).isEmpty();
    MemoryPlace.forget(name);
    MemoryPlace.forget(name + "2");
  }

  @Test
  void aBlobOfItsOwnIsSharedWithNobody() {
    try (Blob one = new MemoryBlob();
        Blob two = new MemoryBlob()) {
      one.set("k", new byte[1]);
      assertThat(two.get("k")).isEmpty();
    }
  }
}
