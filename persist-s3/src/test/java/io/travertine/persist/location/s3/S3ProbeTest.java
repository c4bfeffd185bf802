package io.travertine.persist.location.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.LocationUnusableException;
import io.travertine.persist.error.UnsafeLocationException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Diagnosis;
import io.travertine.persist.location.probe.Verdict;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A bucket is tried out before anything is entrusted to it, and whenever somebody asks. */
class S3ProbeTest {

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

  private static Diagnosis diagnose(PersistLocation location) {
    return Locations.standard().diagnose(location, OpenOptions.readWrite());
  }

  private static OpenLocation open(PersistLocation location) {
    return Locations.standard().open(location, OpenOptions.readWrite());
  }

  /** By who asks, and by who wants to create a database there. */
  private void assertUnsafe(String guarantee, String seen) {
    Check check =
        diagnose(at("db")).checks().stream()
            .filter(each -> each.guarantee().equals(guarantee))
            .findFirst()
            .orElseThrow();
    assertThat(check.verdict()).as(check.toString()).isInstanceOf(Verdict.Unsafe.class);
    assertThat(check.seen()).contains(seen);
    assertThatThrownBy(() -> open(at("db")))
        .isInstanceOf(UnsafeLocationException.class)
        .hasMessageContaining(guarantee)
        .hasMessageContaining(seen)
        .hasMessageNotContaining("secret-of-tests");
    assertThat(server.names()).isEmpty();
  }

  @Test
  void whatKeepsItsPromisesIsSafeAndStaysEmpty() {
    Diagnosis diagnosis = diagnose(at("db"));
    assertThat(diagnosis.checks())
        .allMatch(check -> check.verdict() instanceof Verdict.Safe)
        .extracting(Check::guarantee)
        .containsExactly(
            "database",
            "permissions",
            "read after write",
            "list after write",
            "large objects",
            "one winner",
            "store's clock",
            "machine's clock",
            "commit rate");
    assertThat(server.names()).isEmpty();
    assertThat(server.openUploads()).isZero();
  }

  @ParameterizedTest
  @ArgumentsSource(S3Servers.class)
  void whatTheTestsRunOnIsSafe(S3Server real) {
    Diagnosis diagnosis = diagnose(PersistLocation.of(real.uri("doctor")));
    assertThat(diagnosis.checks()).allMatch(check -> check.verdict() instanceof Verdict.Safe);
  }

  @Test
  void aDatabaseIsLeftAlone() {
    open(at("db")).close();
    List<String> names = server.names();
    assertThat(diagnose(at("db")).isSafe()).isTrue();
    assertThat(server.names()).isEqualTo(names);
  }

  /** What a database costs when it is created, and not later. */
  @Test
  void aPlaceIsTriedOutOnceAndByFewRequests() {
    open(at("db")).close();
    Map<String, Integer> created = server.takeCounts();
    open(at("db")).close();
    Map<String, Integer> again = server.takeCounts();
    assertThat(again).isEqualTo(Map.of("get", 4));
    assertThat(created.values().stream().mapToInt(Integer::intValue).sum())
        .as(created.toString())
        .isBetween(30, 60);
    assertThat(server.names())
        .contains("db/travertine-blob.properties", "db/travertine-consensus.properties");
  }

  @Test
  void aStoreThatIgnoresConditionsIsRefused() {
    server.ignoringConditions();
    assertUnsafe("one winner", "who raced for one name were told that they had won");
  }

  /** Two at a time look, find nothing, and write. */
  @Test
  void aStoreThatLooksBeforeItWritesIsRefused() {
    AtomicInteger looking = new AtomicInteger();
    CyclicBarrier both = new CyclicBarrier(2);
    server.lying(
        (request, honest) -> {
          if (!request.kind().equals("create") || !request.path().contains("/consensus/race/")) {
            return honest.handle(request);
          }
          String name = request.path().substring("/bucket/".length());
          boolean free = server.bucket().get(name).isEmpty();
          if (free && looking.getAndIncrement() < 2) {
            try {
              both.await(10, TimeUnit.SECONDS);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
          return free
              ? honest.handle(request.without("if-none-match"))
              : S3Protocol.error(412, "PreconditionFailed");
        });
    Check check = find(diagnose(at("db")), "one winner");
    assertThat(check.verdict()).isInstanceOf(Verdict.Unsafe.class);
    assertThat(check.seen()).contains("of 8 writers");
  }

  private static Check find(Diagnosis diagnosis, String guarantee) {
    return diagnosis.checks().stream()
        .filter(each -> each.guarantee().equals(guarantee))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStoreWhoseListsLoseEntriesIsRefused() {
    server.lying(
        (request, honest) -> {
          S3Protocol.Reply reply = honest.handle(request);
          String text = new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8);
          return request.kind().equals("list") && request.query().toString().contains("/blob/list")
              ? new S3Protocol.Reply(
                  reply.status(),
                  reply.headers(),
                  text.replaceFirst("<Contents>.*?</Contents>", "")
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8))
              : reply;
        });
    assertUnsafe("list after write", "what had just been written was not listed");
  }

  /** A directory bucket: an old entry comes first. */
  @Test
  void aStoreThatListsInNoOrderIsRefused() {
    server.lying(
        (request, honest) -> {
          if (!request.kind().equals("list")
              || !request.query().getOrDefault("prefix", "").contains("/consensus/race")) {
            return honest.handle(request);
          }
          String prefix = request.query().getOrDefault("prefix", "");
          List<String> all =
              server.names().stream().filter(name -> name.startsWith(prefix)).toList();
          if (all.isEmpty()) {
            return honest.handle(request);
          }
          Map<String, String> query = new java.util.HashMap<>(request.query());
          if (all.size() > 1) {
            query.put("start-after", all.get(all.size() - 2));
          }
          return honest.handle(
              new S3Exchange(
                  request.method(), request.path(), query, request.headers(), request.body()));
        });
    Check check = find(diagnose(at("db")), "one winner");
    assertThat(check.verdict()).as(check.toString()).isInstanceOf(Verdict.Unsafe.class);
  }

  @Test
  void aCacheBeforeTheStoreIsRefused() {
    Map<String, S3Protocol.Reply> cache = new ConcurrentHashMap<>();
    server.lying(
        (request, honest) ->
            request.kind().equals("get") && request.path().contains("/blob/read/")
                ? cache.computeIfAbsent(request.path(), path -> honest.handle(request))
                : honest.handle(request));
    assertUnsafe("read after write", "what had just been written was not there");
  }

  @Test
  void aStoreWhoseServersDisagreeAboutTheTimeIsRefused() {
    server.datedAhead(
        request -> request.kind().equals("head") ? 0 : Duration.ofMinutes(14).toMillis());
    assertUnsafe("store's clock", "its answers differ about the time by 14.0 min");
  }

  /** It is no fault of the place: a database is created, and only who asks is told. */
  @Test
  void aMachineWithTheWrongTimeIsTold() {
    server.advanceClock(Duration.ofMinutes(20).toMillis());
    Check check = find(diagnose(at("db")), "machine's clock");
    assertThat(check.verdict()).isInstanceOf(Verdict.Unsafe.class);
    assertThat(check.seen()).contains("behind the store's");
    open(at("db")).close();
  }

  @Test
  void whoMayNotWriteIsTold() {
    server.faults(
        request ->
            request.method().equals("PUT") ? new Fault.Refused(403, "AccessDenied") : Fault.NONE);
    Check check = find(diagnose(at("db")), "read after write");
    assertThat(check.verdict()).isInstanceOf(Verdict.Unsafe.class);
    assertThat(check.seen()).contains("403", "let these credentials read, list, write and delete");
    assertThatThrownBy(() -> open(at("db"))).isInstanceOf(LocationUnusableException.class);
    server.faults(request -> Fault.NONE);
    open(at("db")).close();

    server.faults(
        request ->
            request.kind().equals("create") ? new Fault.Refused(403, "AccessDenied") : Fault.NONE);
    Diagnosis reading = diagnose(at("db"));
    assertThat(reading.isSafe()).isFalse();
    assertThat(find(reading, "permissions").seen()).contains("may only read");
  }

  /** A killed probe's objects are in nobody's way, and removed after an hour. */
  @Test
  void whatAKilledProbeLeftIsOverlookedAndRemovedLater() {
    String left = "db/probe/00000000-0000-4000-8000-000000000000/consensus/race/7fffffffffffffff";
    server.bucket().put(left, new byte[3]);
    open(at("db")).close();
    assertThat(diagnose(at("db")).isSafe()).isTrue();
    assertThat(server.names()).contains(left);
    try (OpenLocation opened = open(at("db"))) {
      assertThat(opened.consensus().listKeys()).isEmpty();
      opened.blob().listKeysAndMetadata("", (key, size) -> assertThat(key).isNull());
    }
    server.bucket().age(left, Duration.ofHours(2).toMillis());
    assertThat(diagnose(at("db")).isSafe()).isTrue();
    assertThat(server.names()).doesNotContain(left);
  }

  @Test
  void faultsOfTheMomentAreNoVerdict() {
    AtomicInteger count = new AtomicInteger();
    server.faults(
        request ->
            count.incrementAndGet() % 7 == 0 && !request.method().equals("POST")
                ? new Fault.Refused(503, "SlowDown")
                : Fault.NONE);
    Diagnosis diagnosis = diagnose(at("db"));
    assertThat(diagnosis.checks()).allMatch(check -> check.verdict() instanceof Verdict.Safe);
    open(at("db")).close();
  }

  @Test
  void anUnreachableStoreIsNotSafe() throws IOException {
    server.close();
    OpenOptions unwaited =
        new OpenOptions(Access.READ_WRITE, ManualClock.hurrying(), Seed.secure());
    Diagnosis diagnosis = Locations.standard().diagnose(at("db"), unwaited);
    assertThat(diagnosis.isSafe()).isFalse();
    assertThat(diagnosis.checks().toString()).doesNotContain("secret-of-tests");
    assertThat(diagnosis.checks()).extracting(Check::guarantee).containsExactly("database");
  }
}
