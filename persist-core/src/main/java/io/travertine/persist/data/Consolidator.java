package io.travertine.persist.data;

import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Merges sorted runs into one sorted, consolidated sequence, holding one chunk a run and one chunk
 * of output (spec §7.2). Not thread-safe. Chunks are asked for as late as possible; what the runs
 * throw passes through.
 */
public final class Consolidator implements Iterator<Updates> {

  private final Schema key;
  private final Schema value;
  private final long chunkBytes;
  private final List<RunCursor> heap = new ArrayList<>();
  private Optional<Updates> ahead = Optional.empty();

  /**
   * @param domain totally ordered, unless {@code advance} is the identity
   * @param runs each sorted by {@link RowOrder}, within and across its chunks, also after {@code
   *     advance}
   * @param advance applied to every time first; monotone
   * @param chunkBytes how many bytes to give out at once, counted as in spec §6.2; positive
   */
  public Consolidator(
      TimeDomain domain,
      Schema key,
      Schema value,
      List<Iterator<Updates>> runs,
      LongUnaryOperator advance,
      long chunkBytes) {
    if (chunkBytes <= 0) {
      throw new IllegalArgumentException("chunks of " + chunkBytes + " bytes");
    }
    this.key = key;
    this.value = value;
    this.chunkBytes = chunkBytes;
    for (Iterator<Updates> run : runs) {
      RunCursor cursor = new RunCursor(domain, run, advance);
      if (cursor.start()) {
        heap.add(cursor);
      }
    }
    for (int i = heap.size() / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  @Override
  public boolean hasNext() {
    if (ahead.isEmpty() && !heap.isEmpty()) {
      Updates chunk = merge();
      ahead = chunk.isEmpty() ? Optional.empty() : Optional.of(chunk);
    }
    return ahead.isPresent();
  }

  /**
   * The next updates, not empty.
   *
   * @throws IllegalStateException if a run is not sorted
   */
  @Override
  public Updates next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the runs are exhausted");
    }
    Updates chunk = ahead.orElseThrow();
    ahead = Optional.empty();
    return chunk;
  }

  private Updates merge() {
    UpdatesBuilder merged = new UpdatesBuilder(key, value);
    while (!heap.isEmpty() && merged.bytes() < chunkBytes) {
      RunCursor top = heap.get(0);
      Updates chunk = top.chunk();
      int row = top.row();
      long sum = top.diff();
      pop();
      while (!heap.isEmpty() && heap.get(0).isAt(chunk, row)) {
        sum += heap.get(0).diff();
        pop();
      }
      if (sum != 0) {
        merged.add(chunk, row, chunk.times()[row], sum);
      }
    }
    return merged.build();
  }

  /** Moves the top run to its next update. */
  private void pop() {
    if (!heap.get(0).advance()) {
      RunCursor last = heap.remove(heap.size() - 1);
      if (heap.isEmpty()) {
        return;
      }
      heap.set(0, last);
    }
    siftDown(0);
  }

  private void siftDown(int from) {
    RunCursor cursor = heap.get(from);
    int at = from;
    while (true) {
      int child = 2 * at + 1;
      if (child >= heap.size()) {
        break;
      }
      if (child + 1 < heap.size() && heap.get(child + 1).compare(heap.get(child)) < 0) {
        child++;
      }
      if (cursor.compare(heap.get(child)) <= 0) {
        break;
      }
      heap.set(at, heap.get(child));
      at = child;
    }
    heap.set(at, cursor);
  }
}
