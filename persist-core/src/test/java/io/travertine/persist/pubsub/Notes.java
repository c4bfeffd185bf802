package io.travertine.persist.pubsub;

import io.travertine.persist.id.SeqNo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Writes down what it is told. Thread-safe. */
final class Notes implements DiffReceiver {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final List<String> notes = new ArrayList<>();

  @Override
  public void pushed(SeqNo seqNo, byte[] diff) {
    note(seqNo + "=" + new String(diff, StandardCharsets.US_ASCII));
  }

  @Override
  public void announced(SeqNo seqNo) {
    note(seqNo + "?");
  }

  @Override
  public void subscribed() {
    note("subscribed");
  }

  private synchronized void note(String note) {
    notes.add(note);
    notifyAll();
  }

  synchronized List<String> all() {
    return List.copyOf(notes);
  }

  /** The diffs it was told of. */
  List<String> diffs() {
    return all().stream().filter(note -> note.contains("=")).toList();
  }

  /** Waits until {@code note} has been written down. */
  void await(String note) throws InterruptedException {
    await(all -> all.contains(note));
  }

  synchronized void await(Predicate<List<String>> enough) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!enough.test(notes)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("only told " + notes);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
