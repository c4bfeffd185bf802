package io.travertine.persist.location.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Racers;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.decorators.RequestListener;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether what lies in a bucket is a database, and whose. */
class S3SchemeTest {

  private static final Locations LOCATIONS = Locations.standard();

  private LoopbackS3 server;

  @BeforeEach
  void start() throws IOException {
    server = new LoopbackS3();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private PersistLocation at(String prefix) {
    return PersistLocation.of(server.uri(prefix));
  }

  private void write(String prefix) {
    write(at(prefix));
  }

  private static void write(PersistLocation location) {
    try (OpenLocation open = LOCATIONS.open(location, OpenOptions.readWrite())) {
      open.blob().set("s1/p1", new byte[3]);
      open.consensus()
          .compareAndSet("s1", Optional.empty(), new Versioned(new SeqNo(1), new byte[1]));
    }
  }

  private void remove(String name) {
    server.bucket().delete(name);
  }

  @Test
  void isFoundByTheServiceLoaderAndOpensWhatItCreated() {
    write("a/b");
    assertThat(server.names())
        .containsExactlyInAnyOrder(
            "a/b/travertine-blob.properties",
            "a/b/travertine-consensus.properties",
            "a/b/blob/s1/p1",
            "a/b/consensus/s1/8000000000000000");
    try (OpenLocation open = LOCATIONS.open(at("a/b"), OpenOptions.readOnly())) {
      assertThat(open.blob().get("s1/p1")).isPresent();
      assertThat(open.consensus().listKeys()).containsExactly("s1");
    }
  }

  @Test
  void opensWhicheverRequestFailsOnce() {
    write("db");
    AtomicInteger requests = new AtomicInteger();
    for (int failing = 0; failing <= requests.getAndSet(0); failing++) {
      int which = failing;
      server.faults(
          request ->
              requests.getAndIncrement() == which
                  ? new Fault.Refused(500, "InternalError")
                  : Fault.NONE);
      LOCATIONS.open(at("db"), OpenOptions.readWrite()).close();
    }
  }

  @Test
  void aPrefixMayBeEmptyAndOneBelowAnotherIsNone() {
    write("");
    assertThatThrownBy(() -> LOCATIONS.open(at("blob"), OpenOptions.readWrite()))
        .isInstanceOf(NotADatabaseException.class);
    write("other");
    write("other2");
    assertThat(LOCATIONS.accessTo(at("other"))).isEqualTo(Access.READ_WRITE);
  }

  @Test
  void createsNothingToRead() {
    assertThat(LOCATIONS.accessTo(at("a"))).isEqualTo(Access.READ_ONLY);
    assertThatThrownBy(() -> LOCATIONS.open(at("a"), OpenOptions.readOnly()))
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageNotContaining("secret-of-tests");
    assertThat(server.names()).isEmpty();
  }

  @Test
  void whoMayNotWriteIsToldBeforehand() {
    write("a");
    server.faults(
        request ->
            request.kind().equals("create") ? new Fault.Refused(403, "AccessDenied") : Fault.NONE);
    assertThat(LOCATIONS.accessTo(at("a"))).isEqualTo(Access.READ_ONLY);
    LOCATIONS.open(at("a"), OpenOptions.readOnly()).close();
  }

  @Test
  void whatBelongsToSomebodyElseIsLeftAlone() {
    server.bucket().put("a/holiday.jpg", new byte[5]);
    assertThatThrownBy(() -> LOCATIONS.open(at("a"), OpenOptions.readWrite()))
        .isInstanceOf(NotADatabaseException.class)
        .hasMessageContaining("something else");
    assertThat(server.names()).containsExactly("a/holiday.jpg");
  }

  @Test
  void aLostHalfIsNoticed() {
    write("a");
    remove("a/travertine-blob.properties");
    assertCorrupt("travertine-blob.properties");
    write("b");
    remove("b/travertine-consensus.properties");
    assertThatThrownBy(() -> LOCATIONS.open(at("b"), OpenOptions.readWrite()))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("no consensus");
  }

  private void assertCorrupt(String names) {
    assertThatThrownBy(() -> LOCATIONS.open(at("a"), OpenOptions.readWrite()))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(names);
  }

  @Test
  void halvesOfTwoDatabasesDoNotOpenTogether() {
    write("a");
    write("b");
    PersistLocation mixed =
        new PersistLocation(LocationUri.parse(server.uri("a")), LocationUri.parse(server.uri("b")));
    assertThatThrownBy(() -> LOCATIONS.open(mixed, OpenOptions.readWrite()))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("another database");
  }

  @Test
  void halvesMayLieInDifferentKindsOfPlaces(@TempDir Path directory) {
    PersistLocation mixed =
        new PersistLocation(
            LocationUri.parse("file:" + directory.resolve("objects")),
            LocationUri.parse(server.uri("log")));
    for (int i = 0; i < 2; i++) {
      try (OpenLocation open = LOCATIONS.open(mixed, OpenOptions.readWrite())) {
        open.blob().set("s1/p" + i, new byte[3]);
        assertThat(open.blob().get("s1/p0")).isPresent();
      }
    }
    assertThat(server.names()).containsExactly("log/travertine-consensus.properties");
  }

  @Test
  void aNewerFormatIsRefused() {
    write("a");
    String marker = "a/travertine-consensus.properties";
    String text =
        new String(server.bucket().get(marker).orElseThrow().bytes(), StandardCharsets.ISO_8859_1);
    server
        .bucket()
        .put(marker, text.replace("format=1", "format=2").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> LOCATIONS.open(at("a"), OpenOptions.readWrite()))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("upgrade");
    server.bucket().put(marker, new byte[] {1, 2});
    assertCorrupt("damaged");
  }

  @Test
  void manyMayCreateOneAtOnce() throws Exception {
    for (int round = 0; round < 3; round++) {
      String prefix = "round" + round;
      Racers.race(
          4,
          racer -> {
            LOCATIONS.open(at(prefix), OpenOptions.readWrite()).close();
            return racer;
          });
      write(prefix);
    }
  }

  /** Whichever of its own requests another one comes after, but for those that try out. */
  @Test
  void whoIsOvertakenByAnotherCreatorFindsADatabase() {
    for (Access access : Access.values()) {
      int which = 0;
      while (isOvertaken(at(access + "-" + which), access, which)) {
        which++;
      }
      assertThat(which).isGreaterThan(access == Access.READ_WRITE ? 8 : 1);
    }
  }

  /** Opens a place, which another one creates and fills meanwhile; false if it was too late. */
  private boolean isOvertaken(PersistLocation place, Access access, int which) {
    AtomicInteger requests = new AtomicInteger();
    AtomicBoolean tryingOut = new AtomicBoolean();
    server.faults(
        request -> {
          tryingOut.set(request.toString().contains("probe/"));
          return Fault.NONE;
        });
    RequestListener another =
        (request, answered, sentBytes, receivedBytes, nanos) -> {
          if (!tryingOut.get() && requests.getAndIncrement() == which) {
            write(place);
          }
        };
    try {
      LOCATIONS
          .open(place, new OpenOptions(access, Clock.system(), Seed.secure(), another))
          .close();
    } catch (NotADatabaseException asFound) {
      assertThat(access).isEqualTo(Access.READ_ONLY);
      assertThat(asFound).hasMessageContaining("open it once for writing");
    }
    return requests.get() > which;
  }

  @Test
  void everyRequestIsToldOf() {
    Map<String, Integer> told = new ConcurrentHashMap<>();
    OpenOptions options =
        new OpenOptions(
            Access.READ_WRITE,
            Clock.system(),
            Seed.secure(),
            (request, answered, sentBytes, receivedBytes, nanos) ->
                told.merge(request, answered ? 1 : 1_000, Integer::sum));
    try (OpenLocation open = LOCATIONS.open(at("a"), options)) {
      open.blob().set("s1/p1", new byte[3]);
      open.consensus().head("s1");
    }
    assertThat(told).containsKeys("get", "list", "create", "put", "head", "delete", "delete_many");
    assertThat(told.values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(server.takeRequests().size());
  }

  @Test
  void secretsAreNotShown() {
    LocationUri uri = LocationUri.parse(server.uri("a") + "&sessionToken=hidden");
    assertThat(uri.toString()).doesNotContain("secret-of-tests").doesNotContain("hidden");
    assertThat(S3Location.parse(uri).toString()).isEqualTo("s3://bucket/a/");
    assertThat(S3Location.parse(uri).keys().toString()).doesNotContain("secret-of-tests");
  }
}
