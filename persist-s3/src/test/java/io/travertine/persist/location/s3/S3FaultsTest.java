package io.travertine.persist.location.s3;

import static io.travertine.persist.location.Consensus.CasOutcome.COMMITTED;
import static io.travertine.persist.location.Consensus.CasOutcome.MISMATCH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.LocationException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What S3 and the network can do wrong, one thing at a time. */
class S3FaultsTest {

  private static final String KEY = "log";

  private LoopbackS3 server;
  private ObjectStore store;
  private S3Consensus consensus;
  private S3Blob blob;

  @BeforeEach
  void start() throws IOException {
    server = new LoopbackS3();
    store = Buckets.store(server.uri("db"));
    consensus = Buckets.consensus(store);
    blob = new S3Blob(store);
    assertThat(append(consensus, -1, "first")).isEqualTo(COMMITTED);
  }

  @AfterEach
  void stop() throws IOException {
    Thread.interrupted();
    store.close();
    server.close();
  }

  private static CasOutcome append(S3Consensus to, long after, String text) {
    return to.compareAndSet(
        KEY,
        after < 0 ? Optional.empty() : Optional.of(new SeqNo(after)),
        version(after + 1, text));
  }

  private static Versioned version(long seqNo, String text) {
    return new Versioned(new SeqNo(seqNo), text.getBytes(UTF_8));
  }

  /** What another process sees. */
  private Optional<Versioned> seen() {
    try (S3Consensus another = Buckets.consensus(Buckets.store(server.uri("db")))) {
      return another.head(KEY);
    }
  }

  private void creationsMeet(Fault fault) {
    server.faults(request -> request.kind().equals("create") ? fault : Fault.NONE);
  }

  /** Ceph is one. */
  @Test
  void aStoreMayRefuseEmptyObjects() {
    server.faults(
        request ->
            request.method().equals("PUT") && request.body().length == 0
                ? new Fault.Refused(400, "XAmzContentSHA256Mismatch")
                : Fault.NONE);
    assertThat(append(consensus, 0, "second")).isEqualTo(COMMITTED);
    assertThat(consensus.truncate(KEY, new SeqNo(1))).isEqualTo(1);
    assertThat(consensus.scan(KEY, SeqNo.ZERO, 10)).containsExactly(version(1, "second"));
  }

  @Test
  void aConflictIsTriedAgain() {
    AtomicInteger conflicts = new AtomicInteger(3);
    server.faults(
        request ->
            request.kind().equals("create") && conflicts.getAndDecrement() > 0
                ? new Fault.Refused(409, "ConditionalRequestConflict")
                : Fault.NONE);
    assertThat(append(consensus, 0, "second")).isEqualTo(COMMITTED);
    assertThat(seen()).contains(version(1, "second"));
  }

  @Test
  void whatIsRefusedHadNoEffect() {
    for (Fault fault :
        List.of(
            new Fault.Refused(409, "ConditionalRequestConflict"),
            new Fault.Refused(429, "TooManyRequests"),
            new Fault.Refused(403, "AccessDenied"),
            new Fault.Refused(404, "NoSuchBucket"),
            new Fault.Refused(400, "RequestTimeout"))) {
      creationsMeet(fault);
      assertThatThrownBy(() -> append(consensus, 0, "refused"))
          .as(fault.toString())
          .isInstanceOf(DeterminateException.class)
          .hasMessageNotContaining("secret-of-tests");
    }
    server.faults(request -> Fault.NONE);
    assertThat(seen()).contains(version(0, "first"));
    assertThat(append(consensus, 0, "second")).isEqualTo(COMMITTED);
  }

  @Test
  void onlyWhatAPersonMustMendIsLasting() {
    creationsMeet(new Fault.Refused(403, "AccessDenied"));
    assertThatThrownBy(() -> append(consensus, 0, "refused"))
        .hasMessageContaining("403 AccessDenied")
        .hasMessageContaining("s3://bucket/db/")
        .satisfies(e -> assertThat(((DeterminateException) e).isLasting()).isTrue());
    creationsMeet(new Fault.Refused(429, "TooManyRequests"));
    assertThatThrownBy(() -> append(consensus, 0, "refused"))
        .satisfies(e -> assertThat(((DeterminateException) e).isLasting()).isFalse());
  }

  /** The creation has happened, and is refused nevertheless; why, cannot be asked either. */
  @Test
  void whatCannotBeToldAfterACreationIsInDoubt() {
    for (Fault fault :
        List.of(
            new Fault.Refused(409, "OperationAborted"),
            new Fault.Refused(429, "TooManyRequests"),
            new Fault.Refused(400, "RequestTimeout"))) {
      AtomicBoolean done = new AtomicBoolean();
      server.faults(
          request -> {
            if (request.kind().equals("create")) {
              done.set(true);
              return new Fault.DoneButRefused(412, "PreconditionFailed");
            }
            return done.get() ? fault : Fault.NONE;
          });
      long head = seen().orElseThrow().seqNo().value();
      assertThatThrownBy(() -> append(consensus, head, "in doubt by " + fault))
          .as(fault.toString())
          .isInstanceOf(IndeterminateException.class);
      server.faults(request -> Fault.NONE);
      assertThat(seen()).contains(version(head + 1, "in doubt by " + fault));
    }
  }

  @Test
  void anErrorOfTheServersOwnOrSilenceIsInDoubtAndHappenedOrNot() {
    long head = 0;
    for (Fault fault :
        List.of(
            new Fault.Refused(500, "InternalError"),
            new Fault.Refused(503, "SlowDown"),
            new Fault.RequestLost(),
            new Fault.DoneButRefused(500, "InternalError"),
            new Fault.DoneButRefused(503, "ServiceUnavailable"),
            new Fault.AnswerLost(),
            new Fault.AnswerLost())) {
      boolean happens = !(fault instanceof Fault.Refused || fault instanceof Fault.RequestLost);
      String text = "in doubt by " + fault;
      long after = head;
      creationsMeet(fault);
      assertThatThrownBy(() -> append(consensus, after, text))
          .as(fault.toString())
          .isInstanceOf(IndeterminateException.class);
      server.faults(request -> Fault.NONE);
      if (happens) {
        assertThat(append(consensus, after, "mine")).as(fault.toString()).isEqualTo(MISMATCH);
        head++;
        assertThat(seen()).contains(version(head, text));
        assertThat(consensus.head(KEY)).contains(version(head, text));
      } else {
        assertThat(append(consensus, after, "mine")).as(fault.toString()).isEqualTo(COMMITTED);
        head++;
        assertThat(seen()).contains(version(head, "mine"));
      }
    }
  }

  /** What sits between us and the store may send a request again that had its effect. */
  @Test
  void aRefusalOfOurOwnSecondRequestIsNoMismatch() {
    creationsMeet(new Fault.DoneButRefused(412, "PreconditionFailed"));
    assertThat(append(consensus, 0, "second")).isEqualTo(COMMITTED);
    server.faults(request -> Fault.NONE);
    assertThat(seen()).contains(version(1, "second"));
  }

  @Test
  void readsThatFailCanBeRepeated() {
    blob.set("object", new byte[100_000]);
    for (Fault fault :
        List.of(
            new Fault.AnswerCut(),
            new Fault.AnswerLost(),
            new Fault.Refused(500, "InternalError"),
            new Fault.Refused(503, "SlowDown"))) {
      server.faults(request -> fault);
      assertThatThrownBy(() -> blob.get("object")).isInstanceOf(IndeterminateException.class);
      assertThatThrownBy(() -> blob.listKeysAndMetadata("", (key, size) -> {}))
          .isInstanceOf(IndeterminateException.class);
      assertThatThrownBy(() -> consensus.head(KEY)).isInstanceOf(LocationException.class);
      server.faults(request -> Fault.NONE);
      assertThat(blob.get("object"))
          .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(100_000));
      assertThat(consensus.head(KEY)).contains(version(0, "first"));
    }
  }

  @Test
  void aServerThatIsGoneWasNotReached() throws IOException {
    server.close();
    // The first finds that its connection is no more; nobody knows since when.
    assertThatThrownBy(() -> append(consensus, 0, "second"));
    assertThatThrownBy(() -> append(consensus, 0, "second"))
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining("s3://bucket/db/");
  }

  @Test
  void connectionsThatBrokeAreReplaced() {
    server.disconnectAll();
    assertThatThrownByOrFine(() -> consensus.head(KEY));
    assertThat(consensus.head(KEY)).contains(version(0, "first"));
  }

  private static void assertThatThrownByOrFine(Runnable call) {
    try {
      call.run();
    } catch (IndeterminateException broken) {
      assertThat(broken).hasMessageContaining("failed");
    }
  }

  @Test
  void aCallerIsNotHeldUpByAnAnswerThatIsSlow() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    server.faults(
        request -> {
          asked.countDown();
          return new Fault.Slow(8_000);
        });
    ExecutorService threads = Executors.newSingleThreadExecutor();
    Future<Long> cancelled =
        threads.submit(
            () -> {
              Thread caller = Thread.currentThread();
              Thread other =
                  new Thread(
                      () -> {
                        try {
                          asked.await();
                        } catch (InterruptedException e) {
                          return;
                        }
                        caller.interrupt();
                      });
              other.start();
              long start = System.nanoTime();
              assertThatThrownBy(() -> append(consensus, 0, "second"))
                  .isInstanceOf(CancelledException.class);
              assertThat(Thread.interrupted()).isTrue();
              return System.nanoTime() - start;
            });
    assertThat(cancelled.get(1, TimeUnit.MINUTES)).isLessThan(Duration.ofSeconds(5).toNanos());
    threads.shutdown();
    server.faults(request -> Fault.NONE);
    assertThat(append(consensus, 0, "another")).isEqualTo(MISMATCH);
    assertThat(seen()).contains(version(1, "second"));
  }

  // ---- large objects

  @Test
  void largeObjectsTravelInParts() {
    byte[] large = new byte[(20 << 20) + 17];
    new Random(1).nextBytes(large);
    server.takeRequests();
    blob.set("large", large);
    assertThat(server.takeCounts()).isEqualTo(java.util.Map.of("post", 2, "put", 3));
    assertThat(blob.get("large")).contains(large);
    assertThat(server.takeCounts()).isEqualTo(java.util.Map.of("get", 3));
    byte[] least = new byte[8 << 20];
    blob.set("least", least);
    assertThat(server.takeCounts()).isEqualTo(java.util.Map.of("put", 1));
    assertThat(blob.get("least")).contains(least);
  }

  @Test
  void aPartThatFailsLeavesNothingBehind() {
    byte[] large = new byte[20 << 20];
    server.faults(
        request ->
            "2".equals(request.query().get("partNumber"))
                ? new Fault.Refused(500, "InternalError")
                : Fault.NONE);
    assertThatThrownBy(() -> blob.set("large", large)).isInstanceOf(IndeterminateException.class);
    assertThat(blob.get("large")).isEmpty();
    assertThat(server.names()).noneMatch(name -> name.contains("large"));
    assertThat(server.openUploads()).isZero();
  }

  @Test
  void aPartThatIsCutIsNotTakenForWhole() {
    byte[] large = new byte[20 << 20];
    blob.set("large", large);
    server.faults(
        request ->
            request.headers().getOrDefault("range", "").startsWith("bytes=8388608")
                ? new Fault.AnswerCut()
                : Fault.NONE);
    assertThatThrownBy(() -> blob.get("large")).isInstanceOf(IndeterminateException.class);
    server.faults(request -> Fault.NONE);
    assertThat(blob.get("large")).contains(large);
  }

  // ---- damage

  @Test
  void aFlippedBitOrALostEntryIsNamed() {
    assertThat(append(consensus, 0, "second")).isEqualTo(COMMITTED);
    assertThat(append(consensus, 1, "third")).isEqualTo(COMMITTED);
    String name = "db/" + LogNames.of(KEY).entry(0);
    byte[] bytes = server.bucket().get(name).orElseThrow().bytes();
    byte[] flipped = bytes.clone();
    flipped[60] ^= 4;
    server.bucket().change(name, Optional.of(flipped));
    try (S3Consensus another = Buckets.consensus(Buckets.store(server.uri("db")))) {
      assertThatThrownBy(() -> another.scan(KEY, SeqNo.ZERO, 10))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining(LogNames.of(KEY).entry(0));
      server.bucket().change(name, Optional.empty());
      assertThatThrownBy(() -> another.scan(KEY, SeqNo.ZERO, 10))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("missing");
      assertThat(another.head(KEY)).contains(version(2, "third"));
    }
  }

  // ---- the store's clock

  @Test
  void truncatedEntriesAreDeletedAnHourLater() {
    for (int i = 0; i < 5; i++) {
      append(consensus, i, "v" + (i + 1));
    }
    assertThat(consensus.truncate(KEY, new SeqNo(4))).isEqualTo(4);
    assertThat(consensus.scan(KEY, SeqNo.ZERO, 10)).hasSize(2);
    assertThat(server.names()).hasSize(7);
    server.advanceClock(TimeUnit.MINUTES.toMillis(61));
    assertThat(consensus.truncate(KEY, new SeqNo(5))).isEqualTo(1);
    // The entry behind the new floor counted until now; behind the older floor nothing is left.
    assertThat(server.names()).hasSize(4);
    assertThat(consensus.truncate(KEY, new SeqNo(5))).isZero();
    assertThat(server.names()).hasSize(2);
    assertThat(consensus.scan(KEY, SeqNo.ZERO, 10)).containsExactly(version(5, "v5"));
  }

  @Test
  void whoSleptLooksTwice() {
    try (S3Consensus sleeper = Buckets.consensus(Buckets.store(server.uri("db")))) {
      assertThat(sleeper.head(KEY)).contains(version(0, "first"));
      append(consensus, 0, "second");
      append(consensus, 1, "third");
      consensus.truncate(KEY, new SeqNo(2));
      server.advanceClock(TimeUnit.HOURS.toMillis(2));
      consensus.truncate(KEY, new SeqNo(2));
      consensus.truncate(KEY, new SeqNo(2));
      assertThat(server.names()).hasSize(2);
      assertThat(append(sleeper, 0, "too late")).isEqualTo(MISMATCH);
      assertThat(server.names()).as("the stray is removed").hasSize(2);
      assertThat(sleeper.head(KEY)).contains(version(2, "third"));
    }
    server.advanceClock(TimeUnit.HOURS.toMillis(2));
    assertThat(append(consensus, 2, "not too late")).isEqualTo(COMMITTED);
    assertThat(seen()).contains(version(3, "not too late"));
  }
}
