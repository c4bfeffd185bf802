package io.travertine.persist.internal.io;

import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Fetches parts in order, a bounded number of bytes ahead, in parallel. Not thread-safe; close it
 * early to stop fetching.
 */
public final class PartFetches implements Iterator<Updates>, AutoCloseable {

  private final ExecutorService transfers;
  private final Deque<RegisteredPart> waiting;
  private final Predicate<RegisteredPart> isAtHand;
  private final Function<RegisteredPart, Updates> fetch;
  private final long bytesAhead;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private long bytes;

  /**
   * @param isAtHand whether getting the updates of a part takes no I/O
   * @param fetch gives the updates of one part; runs on the transfer threads
   * @param bytesAhead encoded bytes to have in flight; at least one part always is
   */
  PartFetches(
      ExecutorService transfers,
      List<RegisteredPart> parts,
      Predicate<RegisteredPart> isAtHand,
      Function<RegisteredPart, Updates> fetch,
      long bytesAhead) {
    this.transfers = transfers;
    this.waiting = new ArrayDeque<>(parts);
    this.isAtHand = isAtHand;
    this.fetch = fetch;
    this.bytesAhead = bytesAhead;
  }

  @Override
  public boolean hasNext() {
    return !inFlight.isEmpty() || !waiting.isEmpty();
  }

  /**
   * The updates of the next part; possibly none.
   *
   * @throws CancelledException if the thread is interrupted
   */
  @Override
  public Updates next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all parts were fetched");
    }
    if (inFlight.isEmpty() && isAtHand.test(waiting.element())) {
      return fetch.apply(waiting.remove());
    }
    fill();
    InFlight first = inFlight.remove();
    bytes -= first.bytes;
    Updates updates = await(first.updates);
    fill();
    return updates;
  }

  /** The next updates, not empty; absent after the last. */
  public Optional<Updates> nextUpdates() {
    while (hasNext()) {
      Updates updates = next();
      if (!updates.isEmpty()) {
        return Optional.of(updates);
      }
    }
    return Optional.empty();
  }

  /** The same updates, as what a read shows. */
  SnapshotRows asRows() {
    return new SnapshotRows() {
      @Override
      public Optional<Updates> next() {
        return nextUpdates();
      }

      @Override
      public void close() {
        PartFetches.this.close();
      }
    };
  }

  /** Starts fetching before anything is asked for. */
  void begin() {
    fill();
  }

  /** Waits for all updates, and forgets them. */
  void drain() {
    while (hasNext()) {
      next();
    }
  }

  private void fill() {
    while (!waiting.isEmpty() && (inFlight.isEmpty() || bytes < bytesAhead)) {
      RegisteredPart part = waiting.remove();
      bytes += part.part().encodedBytes();
      inFlight.add(
          new InFlight(transfers.submit(() -> fetch.apply(part)), part.part().encodedBytes()));
    }
  }

  /** The updates of a part on its way. */
  static Updates await(Future<Updates> fetching) {
    try {
      return fetching.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while fetching a part", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnsortedRunException unsorted) {
        throw unsorted;
      }
      throw TransferFailure.of("could not read a part", e);
    }
  }

  @Override
  public void close() {
    waiting.clear();
    for (InFlight fetching : inFlight) {
      fetching.updates.cancel(true);
    }
    inFlight.clear();
  }

  private record InFlight(Future<Updates> updates, long bytes) {}
}
