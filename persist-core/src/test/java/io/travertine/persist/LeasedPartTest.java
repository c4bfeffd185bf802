package io.travertine.persist;

import static io.travertine.persist.OneProcess.TESTING;
import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.keys;
import static io.travertine.persist.OneProcess.sums;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.LongVector;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parts handed out one by one, here and elsewhere. */
class LeasedPartTest {

  private static final PersistConfig SMALL_PARTS =
      PersistConfig.defaults().withInline(0, 0).withParts(10, 1);

  private static final PersistConfig BY_HAND = SMALL_PARTS.withCompaction(false);

  /** Compacts and collects whatever it can. */
  private static final PersistConfig BUSY =
      SMALL_PARTS
          .withReaderLease(Duration.ofSeconds(2))
          .withUpkeep(new Upkeep(true, 4, 2, 2, 2, 2, 1 << 20, 20));

  private static List<Update<String, Unit>> fetch(
      BatchFetcher<String, Unit> fetcher, List<PartTicket> tickets) {
    List<Update<String, Unit>> updates = new ArrayList<>();
    for (PartTicket ticket : tickets) {
      updates.addAll(fetcher.fetch(PartTicket.parse(ticket.toBytes())).updates());
    }
    return updates;
  }

  @Test
  void anotherProcessFetchesWhatThisOneLeases() {
    try (OneShard here = new OneShard(SMALL_PARTS);
        OneShard there = here.elsewhere(SMALL_PARTS);
        ReadHandle<String, Unit> reader = here.reader();
        WriteHandle<String, Unit> writer = here.writer();
        BatchFetcher<String, Unit> fetcher = there.fetcher()) {
      writer.append(keys(0, 20), at(0), at(20));
      Snapshot<String, Unit> snapshot = reader.snapshot(at(9));
      List<LeasedPart> parts = snapshot.parts();
      snapshot.close();
      assertThat(parts).hasSizeGreaterThan(5);
      List<Update<String, Unit>> fetched =
          fetch(fetcher, parts.stream().map(LeasedPart::ticket).toList());
      assertThat(fetched).allMatch(update -> update.time() == 9);
      assertThat(sums(fetched)).isEqualTo(sums(keys(0, 10)));
      assertThat(fetcher.fetch(parts.get(0)).columns().length()).isPositive();
      parts.forEach(LeasedPart::close);
    }
  }

  @Test
  void partsInsideTheStateTravelInTheirTickets() {
    PersistConfig inline = PersistConfig.defaults().withInline(4_096, 1 << 20);
    try (OneShard here = new OneShard(inline);
        OneShard there = here.elsewhere(inline);
        ReadHandle<String, Unit> reader = here.reader();
        WriteHandle<String, Unit> writer = here.writer();
        BatchFetcher<String, Unit> fetcher = there.fetcher();
        Listen<String, Unit> listen = reader.listen(at(0))) {
      writer.append(keys(0, 4), at(0), at(4));
      try (PartEvent.Parts parts = (PartEvent.Parts) listen.nextParts(Deadline.none())) {
        assertThat(fetch(fetcher, parts.parts().stream().map(LeasedPart::ticket).toList()))
            .isEqualTo(keys(1, 4));
      }
    }
  }

  @Test
  void aPartOfAnotherShardIsRefusedAndStaysLeased() {
    try (OneShard shard = new OneShard(SMALL_PARTS);
        OneShard other = new OneShard(SMALL_PARTS);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer();
        BatchFetcher<String, Unit> wrong = other.fetcher();
        BatchFetcher<String, Unit> right = shard.fetcher()) {
      writer.append(keys(0, 1), at(0), at(1));
      try (Snapshot<String, Unit> snapshot = reader.snapshot(at(0));
          LeasedPart part = snapshot.parts().get(0)) {
        assertThatThrownBy(() -> wrong.fetch(part))
            .isInstanceOfSatisfying(
                InvalidUsageException.class,
                e ->
                    assertThat(e.usage())
                        .isEqualTo(
                            new InvalidUsage.BatchNotFromThisShard(
                                reader.shardId(), other.open().data().shardId())));
        assertThat(right.fetch(part).updates()).isEqualTo(keys(0, 1));
      }
    }
  }

  @Test
  void aFetcherNeedsTheCodecsOfItsShard() {
    PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());
    ShardId shard = ShardId.generate(Seed.secure());
    try (PersistClient client = new OneProcess(SMALL_PARTS).open(location)) {
      client.createBatchFetcher(shard, Codec.string(), Codec.unit(), TESTING).close();
      assertThatThrownBy(() -> client.createBatchFetcher(shard, Codec.i64(), Codec.unit(), TESTING))
          .isInstanceOfSatisfying(
              InvalidUsageException.class,
              e -> assertThat(e.usage()).isInstanceOf(InvalidUsage.CodecMismatch.class));
    }
  }

  @Test
  void garbledTicketsAreToldApart() {
    assertThatThrownBy(() -> PartTicket.parse(new byte[] {1, 2, 3}))
        .isInstanceOf(CorruptException.class);
    assertThatThrownBy(() -> PartTicket.parse(new byte[0])).isInstanceOf(CorruptException.class);
  }

  @Test
  void aLeasedPartSurvivesCompactionAndCollectionUntilItIsClosed() {
    try (OneShard shard = new OneShard(BUSY);
        WriteHandle<String, Unit> writer = shard.writer();
        OneShard elsewhere = shard.elsewhere(SMALL_PARTS);
        BatchFetcher<String, Unit> fetcher = elsewhere.fetcher()) {
      writer.append(keys(0, 20), at(0), at(20));
      ReadHandle<String, Unit> reader = shard.reader();
      List<LeasedPart> parts;
      try (Snapshot<String, Unit> snapshot = reader.snapshot(at(19))) {
        parts = snapshot.parts();
      }
      LeasedPart kept = parts.get(0);
      parts.subList(1, parts.size()).forEach(LeasedPart::close);
      reader.downgradeSince(at(19));
      reader.close();

      long time = 20;
      Deadline twoLeases = Deadline.after(Duration.ofSeconds(4));
      while (!twoLeases.hasPassed() && time < 2_000) {
        commit(writer, time++);
      }
      assertThat(refersTo(shard, kept.ticket())).isFalse();
      assertThat(fetch(fetcher, List.of(kept.ticket()))).hasSize(1);

      kept.close();
      Deadline patience = Deadline.after(Duration.ofSeconds(20));
      while (shard.has(kept.ticket())) {
        assertThat(patience.hasPassed()).as("the blob should be collected").isFalse();
        commit(writer, time++);
      }
    }
  }

  private static void commit(WriteHandle<String, Unit> writer, long time) {
    writer.append(List.of(insert("key" + time, time)), at(time), at(time + 1));
  }

  /** Whether the newest state needs the part. */
  private static boolean refersTo(OneShard shard, PartTicket ticket) {
    return shard.state().contents().trace().batches().stream()
        .flatMap(batch -> batch.parts().stream())
        .anyMatch(part -> part.blob().equals(ticket.held().part().part().blob()));
  }

  /** The version held follows the oldest part that is out, in whatever order they come back. */
  @Test
  void theHoldIsThatOfTheOldestPart() {
    try (OneShard shard = new OneShard(BY_HAND);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      List<LeasedPart> parts = new ArrayList<>();
      List<SeqNo> versions = new ArrayList<>();
      for (long time = 0; time < 4; time++) {
        commit(writer, time);
        try (Snapshot<String, Unit> snapshot = reader.snapshot(at(time))) {
          List<LeasedPart> taken = snapshot.parts();
          taken.subList(1, taken.size()).forEach(LeasedPart::close);
          parts.add(taken.get(0));
          versions.add(shard.state().seqNo());
        }
      }
      assertThat(held(shard, reader)).isEqualTo(versions.get(0));
      parts.get(1).close();
      assertThat(held(shard, reader)).isEqualTo(versions.get(0));
      parts.get(0).close();
      assertThat(held(shard, reader)).isEqualTo(versions.get(2));
      parts.get(3).close();
      assertThat(held(shard, reader)).isEqualTo(versions.get(2));
      parts.get(2).close();
      assertThat(held(shard, reader)).isGreaterThan(versions.get(3));
    }
  }

  private static SeqNo held(OneShard shard, ReadHandle<String, Unit> reader) {
    reader.downgradeSince(reader.since());
    return shard.known(reader.readerId()).orElseThrow().seqNo();
  }

  @Test
  void statisticsTellWhatAPartHoldsAndHowMuchThereIs() {
    try (OneShard shard = new OneShard(BY_HAND.withParts(1 << 20, 1));
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      writer.append(keys(0, 5), at(0), at(5));
      writer.append(keys(5, 7), at(5), at(7));
      assertThat(reader.snapshotStatistics())
          .isEqualTo(new SnapshotStatistics(reader.shardId(), 7));
      assertThat(reader.snapshotStatistics(at(4), Deadline.none()).updates()).isEqualTo(5);
      try (Snapshot<String, Unit> snapshot = reader.snapshot(at(6))) {
        assertThat(snapshot.partStatistics()).hasSize(2);
        PartStatistics first = snapshot.partStatistics().get(0);
        assertThat(first.updates()).isEqualTo(5);
        assertThat(first.encodedBytes()).isPositive();
        assertThat(first.mayRetract()).isFalse();
        assertThat(first.minTime()).isZero();
        assertThat(first.maxTime()).isEqualTo(4);
        assertThat(first.columns())
            .singleElement()
            .satisfies(column -> assertThat(column.nulls()).isZero())
            .satisfies(column -> assertThat(column.lower()).isPresent())
            .satisfies(
                column -> assertThat(column.lower().get()).isNotInstanceOf(LongVector.class));
      }
    }
  }

  @Test
  void theStreamOfASnapshotIsNotConsolidated() {
    try (OneShard shard = new OneShard(BY_HAND);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      writer.append(List.of(insert("a", 0)), at(0), at(1));
      writer.append(List.of(OneProcess.delete("a", 1)), at(1), at(2));
      writer.append(List.of(insert("a", 2)), at(2), at(3));
      try (Snapshot<String, Unit> snapshot = reader.snapshot(at(2));
          SnapshotCursor stream = snapshot.stream()) {
        List<Update<String, Unit>> told = new ArrayList<>();
        for (var chunk = stream.next(); chunk.isPresent(); chunk = stream.next()) {
          told.addAll(snapshot.decoded(chunk.get()));
        }
        assertThat(told)
            .containsExactlyInAnyOrder(insert("a", 2), OneProcess.delete("a", 2), insert("a", 2));
        assertThat(snapshot.fetch()).containsExactly(insert("a", 2));
      }
    }
  }

  // ---- parts that are gone

  @Test
  void aPartThatIsGoneAlthoughItIsHeldIsDamageThatIsOverOnceItIsRestored() {
    try (OneShard shard = new OneShard(BY_HAND);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      commit(writer, 0);
      try (Snapshot<String, Unit> snapshot = reader.snapshot(at(0));
          LeasedPart part = snapshot.parts().get(0)) {
        byte[] stored = shard.blob().get(shard.key(part.ticket())).orElseThrow();
        shard.blob().delete(shard.key(part.ticket()));
        assertThatThrownBy(snapshot::fetch)
            .isInstanceOf(CorruptException.class)
            .hasMessageContaining(shard.key(part.ticket()))
            .hasMessageContaining(reader.readerId().toString());
        commit(writer, 1);
        shard.blob().set(shard.key(part.ticket()), stored);
        assertThat(snapshot.fetch()).hasSize(1);
      }
    }
  }

  @Test
  void aPartThatIsGoneAfterItsLeaseIsAnError() {
    ManualClock inTwoHours =
        ManualClock.standingAt(Clock.system().epochMillis() + Duration.ofHours(2).toMillis());
    try (OneShard shard = new OneShard(BY_HAND);
        OneShard later = shard.elsewhere(BY_HAND.withClock(inTwoHours));
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer();
        WriteHandle<String, Unit> laterWriter = later.writer();
        BatchFetcher<String, Unit> fetcher = later.fetcher()) {
      commit(writer, 0);
      try (Snapshot<String, Unit> snapshot = reader.snapshot(at(0));
          Listen<String, Unit> listen = reader.listen(at(0));
          LeasedPart part = snapshot.parts().get(0)) {
        commit(laterWriter, 1);
        shard.blob().delete(shard.key(part.ticket()));
        assertThatThrownBy(snapshot::fetch)
            .isInstanceOf(LeaseExpiredException.class)
            .hasMessageContaining(shard.key(part.ticket()));
        assertThatThrownBy(() -> fetcher.fetch(part)).isInstanceOf(LeaseExpiredException.class);
        assertThat(listen.next()).isEqualTo(new ListenEvent.Progress<>(at(1)));
        assertThat(writer.fetchRecentUpper()).isEqualTo(at(2));
      }
    }
  }

  @Test
  void aPartGivenBackBeforeItWasFetchedIsTheSendersMistake() {
    try (OneShard shard = new OneShard(BY_HAND);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer();
        BatchFetcher<String, Unit> fetcher = shard.fetcher()) {
      commit(writer, 0);
      PartTicket ticket;
      try (Snapshot<String, Unit> snapshot = reader.snapshot(at(0))) {
        LeasedPart part = snapshot.parts().get(0);
        ticket = part.ticket();
        part.close();
      }
      commit(writer, 1);
      reader.downgradeSince(at(1));
      shard.blob().delete(shard.key(ticket));
      assertThatThrownBy(() -> fetcher.fetch(ticket))
          .isInstanceOf(LeaseExpiredException.class)
          .hasMessageContaining("has given back");
    }
  }
}
