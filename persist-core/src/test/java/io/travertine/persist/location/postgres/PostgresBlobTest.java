package io.travertine.persist.location.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.BlobContract;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.Racers;
import io.travertine.persist.time.Clock;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(PostgresServers.class)
class PostgresBlobTest extends BlobContract {

  private static final int CHUNK = PostgresBlob.CHUNK_BYTES;

  private final PostgresServer server;
  private final Map<String, String> schemas = new HashMap<>();

  PostgresBlobTest(PostgresServer server) {
    this.server = server;
  }

  @Override
  protected Blob open(String place) {
    String schema = schemas.computeIfAbsent(place, name -> server.newSchema());
    return PostgresBlob.open(
        PostgresPlace.parse(LocationUri.parse(server.database(schema)), Map.of()),
        Access.READ_WRITE,
        Clock.system());
  }

  @Test
  void holdsObjectsOfAnyNumberOfChunks() {
    try (Blob blob = open("path0")) {
      int[] sizes = {
        CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 64 << 20, 3 * CHUNK - 1, 0, CHUNK + 5, 7
      };
      for (int size : sizes) {
        byte[] value = new byte[size];
        new Random(size).nextBytes(value);
        blob.set("large", value);
        assertThat(Arrays.equals(blob.get("large").orElseThrow(), value)).as("%s", size).isTrue();
        assertThat(keys(blob, "")).isEqualTo(Map.of("large", (long) size));
      }
      blob.set("large", new byte[2 * CHUNK]);
      assertThat(blob.delete("large")).isEqualTo(OptionalLong.of(2 * CHUNK));
      assertThat(blob.get("large")).isEmpty();
      assertThat(blob.delete("large")).isEmpty();
      blob.set("large", new byte[3]);
      assertThat(blob.get("large")).contains(new byte[3]);
    }
  }

  @Test
  void aReaderSeesOneWholeObjectOfSeveralChunksWhileWritersReplaceAndDeleteIt() throws Exception {
    try (Blob blob = open("path0")) {
      AtomicBoolean done = new AtomicBoolean();
      Racers.race(
          4,
          racer -> {
            if (racer < 2) {
              for (int i = 0; i < 6; i++) {
                byte[] value = new byte[CHUNK * (1 + (i + racer) % 3) + racer];
                Arrays.fill(value, (byte) i);
                blob.set("k0", value);
                if (i % 3 == 2) {
                  blob.delete("k0");
                }
              }
              done.set(true);
              return 0;
            }
            while (!done.get()) {
              byte[] value = blob.get("k0").orElse(new byte[1]);
              for (byte b : value) {
                if (b != value[0]) {
                  throw new AssertionError("torn: " + b + " after " + value[0]);
                }
              }
            }
            return 0;
          });
    }
  }

  @Test
  void aLostChunkIsMissed() throws SQLException {
    try (Blob blob = open("path0")) {
      blob.set("large", new byte[3 * CHUNK]);
      server.run("DELETE FROM " + schemas.get("path0") + ".object WHERE chunk = 1");
      assertThatThrownBy(() -> blob.get("large"))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("blob large");
    }
  }

  @Test
  void listsMoreThanOnePage() {
    try (Blob blob = open("path0")) {
      for (int i = 0; i < 1_005; i++) {
        blob.set("a/" + i, new byte[1]);
      }
      blob.set("b", new byte[1]);
      assertThat(keys(blob, "a/")).hasSize(1_005);
      assertThat(keys(blob, "")).hasSize(1_006);
      assertThat(keys(blob, "b")).hasSize(1);
      assertThat(keys(blob, "c")).isEmpty();
    }
  }

  @Test
  void tellsWhenAnObjectWasSet() {
    try (Blob blob = open("path0")) {
      long before = Clock.system().epochMillis();
      blob.set("k", new byte[1]);
      assertThat(blob.lastSetMillis("k").orElseThrow())
          .isBetween(before - 60_000, Clock.system().epochMillis() + 60_000);
      assertThat(blob.lastSetMillis("other")).isEmpty();
    }
  }
}
