package io.travertine.persist.internal.io;

import io.travertine.persist.data.Updates;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Fetches the parts of several runs that are merged (spec §7.2). A part is fetched when its run is
 * asked for it, or before, as long as a budget lasts: first the next part of every run, then the
 * one after that of every run, and so on. Not thread-safe; close it early to stop fetching.
 */
final class RunFetches implements AutoCloseable {

  private final ExecutorService transfers;
  private final Function<RegisteredPart, Updates> fetch;
  private final long bytesAhead;
  private final List<Pulled> runs = new ArrayList<>();
  private long bytes;

  /**
   * @param fetch gives the updates of one part; runs on the transfer threads
   * @param bytesAhead encoded bytes to have fetched, or on their way, without having been asked for
   */
  RunFetches(
      ExecutorService transfers,
      List<List<RegisteredPart>> runs,
      Function<RegisteredPart, Updates> fetch,
      long bytesAhead) {
    this.transfers = transfers;
    this.fetch = fetch;
    this.bytesAhead = bytesAhead;
    runs.forEach(parts -> this.runs.add(new Pulled(parts)));
  }

  /** The updates of each run, part by part; each to be pulled by one and the same thread. */
  List<Iterator<Updates>> runs() {
    return List.copyOf(runs);
  }

  private void fetchAhead() {
    int deepest =
        runs.stream().mapToInt(run -> run.started.size() + run.left.size()).max().orElse(0);
    for (int depth = 0; depth < deepest; depth++) {
      for (Pulled run : runs) {
        if (run.started.size() == depth && !run.left.isEmpty()) {
          long wanted = run.left.element().part().encodedBytes();
          if (bytes + wanted > bytesAhead) {
            return;
          }
          run.start();
        }
      }
    }
  }

  @Override
  public void close() {
    for (Pulled run : runs) {
      run.left.clear();
      run.started.forEach(fetching -> fetching.updates.cancel(true));
      run.started.clear();
    }
  }

  private final class Pulled implements Iterator<Updates> {
    private final Deque<RegisteredPart> left;
    private final Deque<Fetching> started = new ArrayDeque<>();

    Pulled(List<RegisteredPart> parts) {
      this.left = new ArrayDeque<>(parts);
    }

    @Override
    public boolean hasNext() {
      return !started.isEmpty() || !left.isEmpty();
    }

    @Override
    public Updates next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the run is exhausted");
      }
      if (started.isEmpty()) {
        start();
      }
      fetchAhead();
      Fetching first = started.remove();
      bytes -= first.bytes;
      Updates updates = PartFetches.await(first.updates);
      fetchAhead();
      return updates;
    }

    private void start() {
      RegisteredPart part = left.remove();
      long size = part.part().encodedBytes();
      bytes += size;
      started.add(new Fetching(transfers.submit(() -> fetch.apply(part)), size));
    }
  }

  private record Fetching(Future<Updates> updates, long bytes) {}
}
