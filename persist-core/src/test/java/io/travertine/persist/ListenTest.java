package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.keys;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Following a shard, event by event. */
@Tag("B10")
class ListenTest {

  /** Nothing happens in the background. */
  private static final PersistConfig BY_HAND =
      PersistConfig.defaults()
          .withInline(0, 0)
          .withCompaction(false)
          .withRollupVersions(1_000_000)
          .withReaderLease(Duration.ofDays(100));

  private static final Frontier NEVER = Frontier.empty(TimeDomain.U64);

  private static ListenEvent<String, Unit> changes(List<Update<String, Unit>> updates) {
    return new ListenEvent.Changes<>(updates);
  }

  private static ListenEvent<String, Unit> progress(long frontier) {
    return new ListenEvent.Progress<>(at(frontier));
  }

  /** Golden vector B10. */
  @Test
  void aListenOverCompactionTellsOnlyWhatItHasNotTold() {
    try (OneShard shard = new OneShard(BY_HAND);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer();
        Listen<String, Unit> listen = reader.listen(at(0))) {
      writer.append(List.of(insert("one", 1)), at(0), at(2));
      assertThat(listen.next()).isEqualTo(changes(List.of(insert("one", 1))));
      assertThat(listen.next()).isEqualTo(progress(2));

      writer.append(List.of(insert("two", 2)), at(2), at(3));
      List<Update<String, Unit>> four = new ArrayList<>();
      for (String key : List.of("a", "b", "c", "d")) {
        four.add(insert(key, 3));
      }
      writer.append(four, at(3), at(4));
      MergeRequest fused = shard.due().get(0);
      assertThat(fused.desc().lower()).isEqualTo(at(0));
      assertThat(fused.desc().upper()).isEqualTo(at(3));
      assertThat(shard.compact(fused).isApplied()).isTrue();
      HollowBatch merged = shard.state().contents().trace().batches().get(0);
      assertThat(merged.desc().upper()).isEqualTo(at(3));
      assertThat(merged.updates()).isEqualTo(2);

      assertThat(listen.next()).isEqualTo(changes(List.of(insert("two", 2))));
      assertThat(listen.next()).isEqualTo(progress(3));
      assertThat(listen.next()).isEqualTo(changes(four));
      assertThat(listen.next()).isEqualTo(progress(4));
    }
  }

  @Test
  void partsTellTheSameAsUpdates() {
    try (OneShard shard = new OneShard(BY_HAND);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer();
        BatchFetcher<String, Unit> fetcher = shard.fetcher();
        Listen<String, Unit> listen = reader.listen(at(1))) {
      writer.append(keys(0, 3), at(0), at(3));
      writer.append(List.of(), at(3), at(4));
      writer.append(keys(4, 6), at(4), at(6));

      assertThat(fetch(fetcher, listen.nextParts(Deadline.none()))).isEqualTo(keys(2, 3));
      assertThat(listen.frontier()).isEqualTo(at(3));
      assertThat(listen.nextParts(Deadline.none())).isEqualTo(new PartEvent.Progress(at(3)));
      assertThat(listen.nextParts(Deadline.none())).isEqualTo(new PartEvent.Progress(at(4)));
      assertThat(listen.next()).isEqualTo(changes(keys(4, 6)));
      assertThat(listen.nextParts(Deadline.none())).isEqualTo(new PartEvent.Progress(at(6)));

      writer.append(List.of(), at(6), NEVER);
      assertThat(listen.nextParts(Deadline.none())).isEqualTo(new PartEvent.Progress(NEVER));
      assertThat(listen.nextParts(Deadline.none())).isEqualTo(new PartEvent.Closed());
      assertThat(listen.next(Deadline.after(Duration.ofSeconds(5))))
          .isEqualTo(new ListenEvent.Closed<>());
    }
  }

  private static List<Update<String, Unit>> fetch(
      BatchFetcher<String, Unit> fetcher, PartEvent event) {
    List<Update<String, Unit>> updates = new ArrayList<>();
    try (PartEvent.Parts parts = (PartEvent.Parts) event) {
      parts.parts().forEach(part -> updates.addAll(fetcher.fetch(part).updates()));
    }
    return updates;
  }

  @Test
  void catchingUpReadsNothingButParts() {
    int commits = 100;
    try (OneShard shard = new OneShard(BY_HAND);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer();
        Listen<String, Unit> listen = reader.listen(at(0))) {
      for (long time = 0; time < commits; time++) {
        writer.append(keys(time, time + 1), at(time), at(time + 1));
      }
      long before = shard.consensusCalls().started();
      List<Update<String, Unit>> told = new ArrayList<>();
      while (!listen.frontier().equals(at(commits))) {
        if (listen.next() instanceof ListenEvent.Changes<String, Unit> changes) {
          told.addAll(changes.updates());
        }
      }
      assertThat(shard.consensusCalls().started()).isEqualTo(before);
      assertThat(told).isEqualTo(keys(1, commits));
    }
  }
}
