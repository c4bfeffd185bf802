package io.travertine.persist.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.PartId;
import io.travertine.persist.id.RunId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.PartSummary;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.batch.RunOrder;
import io.travertine.persist.internal.batch.WriterKey;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fetching what is merged: in which order, and how far ahead. */
class RunFetchesTest {

  private static final Description DESC =
      new Description(Frontier.at(0), Frontier.at(1), Frontier.minimum(TimeDomain.U64));

  /** One thread, so that what was queued before has been done. */
  private final ExecutorService transfers = Executors.newSingleThreadExecutor();

  private final Seed seed = Seed.of(5);
  private final List<RegisteredPart> fetched = new ArrayList<>();

  @AfterEach
  void end() {
    transfers.shutdownNow();
  }

  private List<RegisteredPart> run(long... sizes) {
    List<Part> parts = new ArrayList<>();
    for (long size : sizes) {
      parts.add(
          new Part.Stored(
              new PartKey(new WriterKey(BuildVersion.CURRENT), PartId.generate(seed)),
              new PartSummary(1, OptionalLong.of(1), 1, 0, 0),
              size,
              0,
              ByteString.EMPTY,
              ByteString.EMPTY,
              Optional.empty()));
    }
    Run run =
        new Run(
            RunId.generate(seed),
            RunOrder.SORTED,
            Optional.empty(),
            false,
            OptionalLong.empty(),
            parts);
    return parts.stream().map(part -> new RegisteredPart(DESC, run, part)).toList();
  }

  private RunFetches fetches(long bytesAhead, List<List<RegisteredPart>> runs) {
    return new RunFetches(transfers, runs, this::fetch, bytesAhead);
  }

  /** Its updates tell how big it was. */
  private Updates fetch(RegisteredPart part) {
    synchronized (fetched) {
      fetched.add(part);
    }
    UpdatesBuilder builder = new UpdatesBuilder(Codec.i64().schema(), Schema.EMPTY);
    builder.add(Codec.i64(), part.part().encodedBytes(), Codec.unit(), Unit.UNIT, 0, 1);
    return builder.build();
  }

  private static long size(Updates updates) {
    return Codec.i64().decode(updates.keys(), 0);
  }

  private List<RegisteredPart> fetchedSoFar() throws Exception {
    transfers.submit(() -> {}).get();
    synchronized (fetched) {
      return List.copyOf(fetched);
    }
  }

  @Test
  void withoutABudgetAPartIsFetchedWhenItIsAskedFor() throws Exception {
    List<RegisteredPart> a = run(10, 10);
    List<RegisteredPart> b = run(10, 10);
    try (RunFetches fetches = fetches(0, List.of(a, b))) {
      Iterator<Updates> second = fetches.runs().get(1);
      assertThat(fetchedSoFar()).isEmpty();
      second.next();
      assertThat(fetchedSoFar()).containsExactly(b.get(0));
      second.next();
      assertThat(fetchedSoFar()).containsExactly(b.get(0), b.get(1));
      assertThat(second.hasNext()).isFalse();
    }
  }

  @Test
  void theBudgetGoesToTheNextPartOfEveryRunFirst() throws Exception {
    List<RegisteredPart> a = run(10, 10, 10);
    List<RegisteredPart> b = run(10, 10, 10);
    try (RunFetches fetches = fetches(30, List.of(a, b))) {
      fetches.runs().get(0).next();
      // The first is told and makes room: for each run its next, and for one the one after it.
      assertThat(fetchedSoFar()).containsExactlyInAnyOrder(a.get(0), b.get(0), a.get(1), a.get(2));
    }
  }

  @Test
  void closingEarlyFetchesNoMore() throws Exception {
    RunFetches fetches = fetches(0, List.of(run(10, 10)));
    fetches.runs().get(0).next();
    fetches.close();
    assertThat(fetches.runs().get(0).hasNext()).isFalse();
    assertThat(fetchedSoFar()).hasSize(1);
  }

  /** Whatever is pulled: in order, each part once, and never more ahead than the budget. */
  @Test
  void neverFetchesFurtherAheadThanTheBudget() {
    for (long seedOfRun = 0; seedOfRun < 200; seedOfRun++) {
      pullAtRandom(new Random(seedOfRun));
    }
  }

  private void pullAtRandom(Random random) {
    fetched.clear();
    List<List<RegisteredPart>> runs = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      runs.add(run(random.longs(1 + random.nextInt(5), 1, 50).toArray()));
    }
    long budget = random.nextInt(120);
    try (RunFetches fetches = fetches(budget, runs)) {
      List<Iterator<Updates>> pulled = fetches.runs();
      int[] position = new int[runs.size()];
      long consumed = 0;
      long asked = 0;
      while (pulled.stream().anyMatch(Iterator::hasNext)) {
        int i = random.nextInt(pulled.size());
        if (pulled.get(i).hasNext()) {
          long size = size(pulled.get(i).next());
          assertThat(size).isEqualTo(runs.get(i).get(position[i]++).part().encodedBytes());
          consumed += size;
          asked = size;
        }
        synchronized (fetched) {
          long all = fetched.stream().mapToLong(part -> part.part().encodedBytes()).sum();
          assertThat(all - consumed).isLessThanOrEqualTo(Math.max(budget, asked));
        }
      }
      assertThat(fetched).hasSize(runs.stream().mapToInt(List::size).sum());
    }
  }
}
