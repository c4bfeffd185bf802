package io.travertine.persist.location.memory;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A Blob and a Consensus that live in this process. Every instance opened on one place sees the
 * same data. Thread-safe.
 *
 * <p>A named place keeps its data until it is {@linkplain #forget forgotten}, also while nobody has
 * it open: a connection pool that runs empty for a moment loses nothing.
 */
public final class MemoryPlace {

  private static final ConcurrentMap<String, MemoryPlace> PLACES = new ConcurrentHashMap<>();

  private final MemoryBlob.Objects objects = new MemoryBlob.Objects();
  private final MemoryConsensus.Logs logs = new MemoryConsensus.Logs();

  private MemoryPlace() {}

  /** The place of that name in this process, made when first asked for. */
  public static MemoryPlace named(String name) {
    return PLACES.computeIfAbsent(name, absent -> new MemoryPlace());
  }

  /** A place nobody else can find. */
  public static MemoryPlace unnamed() {
    return new MemoryPlace();
  }

  /** Lets the place of that name go; who has it open keeps it. Whether there was one. */
  public static boolean forget(String name) {
    return PLACES.remove(name) != null;
  }

  /** A Blob that cannot restore what was deleted. */
  public MemoryBlob blob() {
    return new MemoryBlob(objects, false);
  }

  /** A Blob whose deletions can be restored. */
  public MemoryBlob restorableBlob() {
    return new MemoryBlob(objects, true);
  }

  public MemoryConsensus consensus() {
    return new MemoryConsensus(logs);
  }
}
