package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.sums;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A broken invariant stops every handle of the shard in this process, with the evidence, and
 * nothing else (spec §9).
 */
class PoisoningTest {

  private static final PersistConfig QUIET = PersistConfig.defaults().withCompaction(false);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final FickleConsensus consensus = new FickleConsensus(place.consensus());
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final OneProcess process = new OneProcess(QUIET);
  private final PersistClient client = open(process);
  private final WriteHandle<String, Unit> writer = writer(client, shard);
  private final ReadHandle<String, Unit> reader = reader(client, shard);
  private final Listen<String, Unit> listen = reader.listen(at(0));
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private PersistClient open(OneProcess process) {
    return process.open(
        new OpenLocation(PersistLocation.of("mem:unused"), place.blob(), consensus));
  }

  @AfterEach
  void closesAllTheSame() {
    threads.shutdownNow();
    listen.close();
    reader.close();
    writer.close();
    client.close();
  }

  private List<Versioned> versions() {
    return consensus.scan(shard.toString(), SeqNo.ZERO, Integer.MAX_VALUE);
  }

  private Versioned newest() {
    return consensus.head(shard.toString()).orElseThrow();
  }

  /** Appends to the log what no process of ours would. */
  private void forge(byte[] diff) {
    SeqNo last = newest().seqNo();
    consensus.compareAndSet(shard.toString(), Optional.of(last), new Versioned(last.next(), diff));
  }

  private void append(long lower, long upper) {
    assertThat(writer.compareAndAppend(keys(lower, upper), at(lower), at(upper)))
        .isEqualTo(new Appended(at(upper)));
  }

  /** Every handle of the shard in this process, also a new one, refuses with the same evidence. */
  private void assertPoisoned(String evidence) {
    List<ThrowingCallable> calls = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      calls.add(writer::fetchRecentUpper);
      calls.add(() -> writer.compareAndAppend(keys(9, 10), at(9), at(10)));
      calls.add(() -> writer.compareAndAppend(List.of(), at(9), at(10)));
      calls.add(() -> writer.waitForUpperPast(at(0), Deadline.none()));
      calls.add(() -> reader.snapshot(at(0)));
      calls.add(reader::fetchRecentUpper);
      calls.add(() -> reader.downgradeSince(at(1)));
      calls.add(() -> reader.listen(at(0)));
      calls.add(listen::next);
      calls.add(() -> writer(client, shard).upper());
      calls.add(() -> reader(client, shard));
    }
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(PoisonedException.class)
          .hasMessageContaining(shard.toString())
          .hasMessageContaining(evidence);
    }
  }

  private void assertOtherShardsGoOn() {
    ShardId other = ShardId.generate(Seed.secure());
    try (WriteHandle<String, Unit> fine = writer(client, other);
        ReadHandle<String, Unit> read = reader(client, other)) {
      assertThat(fine.compareAndAppend(keys(0, 2), at(0), at(2))).isEqualTo(new Appended(at(2)));
      assertThat(contents(read, 1)).isEqualTo(sums(keys(0, 2)));
    }
  }

  @Test
  void byADiffThatCannotBeRead() {
    append(0, 2);
    forge(new byte[] {1, 2, 3});
    assertThatThrownBy(reader::fetchRecentUpper).isInstanceOf(PoisonedException.class);
    assertPoisoned("only 3 bytes");
    assertOtherShardsGoOn();
  }

  @Test
  void byADiffOfAnEarlierVersion() {
    append(0, 2);
    Versioned older = versions().get(versions().size() - 2);
    append(2, 3);
    forge(older.data());
    assertThatThrownBy(writer::fetchRecentUpper).isInstanceOf(PoisonedException.class);
    assertPoisoned("does not apply");
    assertOtherShardsGoOn();
  }

  @Test
  void byADiffThatIsThereTwice() {
    append(0, 2);
    forge(newest().data());
    assertThatThrownBy(writer::fetchRecentUpper).isInstanceOf(PoisonedException.class);
    SeqNo forged = newest().seqNo();
    assertPoisoned("holds v" + (forged.value() - 1));
  }

  @Test
  void byADiffOfAnotherShard() {
    append(0, 2);
    ShardId other = ShardId.generate(Seed.secure());
    try (WriteHandle<String, Unit> theirs = writer(client, other)) {
      while (theirs.upper().only() == 0
          || consensus.head(other.toString()).orElseThrow().seqNo().compareTo(newest().seqNo())
              <= 0) {
        long upper = theirs.upper().only();
        theirs.compareAndAppend(keys(upper, upper + 1), at(upper), at(upper + 1));
      }
    }
    SeqNo next = newest().seqNo().next();
    forge(consensus.scan(other.toString(), next, 1).get(0).data());
    assertThatThrownBy(writer::fetchRecentUpper).isInstanceOf(PoisonedException.class);
    assertPoisoned("");
    assertOtherShardsGoOn();
  }

  /** As when an old copy of the Consensus was put in its place. */
  @Test
  void byALogThatStepsBack() {
    MemoryPlace old = MemoryPlace.unnamed();
    append(0, 2);
    for (Versioned version : versions()) {
      Optional<SeqNo> before = old.consensus().head(shard.toString()).map(Versioned::seqNo);
      old.consensus().compareAndSet(shard.toString(), before, version);
    }
    append(2, 3);
    consensus.use(old.consensus());
    assertThatThrownBy(() -> writer.compareAndAppend(keys(3, 4), at(3), at(4)))
        .isInstanceOf(PoisonedException.class);
    assertPoisoned("stepped back");
    assertOtherShardsGoOn();
  }

  /** What is left is not taken for an old state. */
  @Test
  void byALogThatLacksAVersion() {
    append(0, 2);
    SeqNo lost = newest().seqNo().next();
    try (PersistClient elsewhere =
            new OneProcess(QUIET)
                .open(
                    new OpenLocation(
                        PersistLocation.of("mem:unused"), place.blob(), place.consensus()));
        WriteHandle<String, Unit> theirs = writer(elsewhere, shard)) {
      theirs.compareAndAppend(keys(2, 3), at(2), at(3));
      theirs.compareAndAppend(keys(3, 4), at(3), at(4));
    }
    consensus.lose(lost);
    String evidence = "has no " + lost + " between " + new SeqNo(lost.value() - 1) + " and ";
    assertThatThrownBy(writer::fetchRecentUpper).isInstanceOf(PoisonedException.class);
    assertPoisoned(evidence);
    assertThatThrownBy(() -> open(new OneProcess(QUIET)).inspectShard(shard))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(evidence);
    assertOtherShardsGoOn();
  }

  @Test
  void wakesThoseWhoWait() throws Exception {
    append(0, 2);
    while (!listen.next().equals(new ListenEvent.Progress<String, Unit>(at(2)))) {
      // there is more to tell
    }
    Future<?> listening = threads.submit(() -> listen.next());
    Future<?> waiting = threads.submit(() -> writer.waitForUpperPast(at(7), Deadline.none()));
    Future<?> reading = threads.submit(() -> reader.snapshot(at(7)));
    forge(new byte[] {1, 2, 3});
    for (Future<?> each : List.of(listening, waiting, reading)) {
      assertThatThrownBy(() -> each.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(PoisonedException.class);
    }
    assertPoisoned("only 3 bytes");
  }

  /** A rollup that garbage collection needs is gone, though the state knows it. */
  @Test
  void byGarbageCollectionThatFindsTheLogBroken() {
    append(0, 2);
    place.blob().listKeysAndMetadata(shard + "/v1/", (key, size) -> place.blob().delete(key));
    Deadline patience = Deadline.after(Duration.ofSeconds(60));
    assertThatThrownBy(
            () -> {
              for (long at = 2; !patience.hasPassed(); at++) {
                append(at, at + 1);
              }
            })
        .isInstanceOf(PoisonedException.class);
    assertPoisoned("no rollup of v1");
    assertOtherShardsGoOn();
  }

  /** What this process misread is still there for others. */
  @Test
  void isOfThisProcessNotOfTheShard() {
    append(0, 2);
    consensus.garbleNextScan();
    assertThatThrownBy(reader::fetchRecentUpper).isInstanceOf(PoisonedException.class);
    assertPoisoned("only 3 bytes");
    try (PersistClient fresh = open(new OneProcess(QUIET));
        WriteHandle<String, Unit> theirs = writer(fresh, shard);
        ReadHandle<String, Unit> read = reader(fresh, shard)) {
      assertThat(theirs.compareAndAppend(keys(2, 3), at(2), at(3))).isEqualTo(new Appended(at(3)));
      assertThat(contents(read, 2)).isEqualTo(sums(keys(0, 3)));
    }
  }

  /** Reads what is there, unless told otherwise. */
  private static final class FickleConsensus implements Consensus {

    private volatile Consensus backing;
    private volatile boolean garbles;
    private volatile SeqNo lost = SeqNo.ZERO;

    FickleConsensus(Consensus backing) {
      this.backing = backing;
    }

    void use(Consensus another) {
      backing = another;
    }

    /** There is no such version any more. */
    void lose(SeqNo version) {
      lost = version;
    }

    void garbleNextScan() {
      garbles = true;
    }

    @Override
    public List<Versioned> scan(String key, SeqNo from, int limit) {
      if (garbles) {
        garbles = false;
        return List.of(new Versioned(from, new byte[] {1, 2, 3}));
      }
      return backing.scan(key, from, limit).stream()
          .filter(version -> !version.seqNo().equals(lost))
          .toList();
    }

    @Override
    public List<String> listKeys() {
      return backing.listKeys();
    }

    @Override
    public Optional<Versioned> head(String key) {
      return backing.head(key);
    }

    @Override
    public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
      return backing.compareAndSet(key, expected, next);
    }

    @Override
    public int truncate(String key, SeqNo seqNo) {
      return backing.truncate(key, seqNo);
    }

    @Override
    public void close() {
      // Used by several clients.
    }
  }
}
