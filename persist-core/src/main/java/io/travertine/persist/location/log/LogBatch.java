package io.travertine.persist.location.log;

import io.travertine.persist.id.SeqNo;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries that go to disk together. Guarded by the mutex of their session. */
final class LogBatch {

  final LogFrames frames;
  final Map<String, SeqNo> latest = new HashMap<>();
  boolean ended;
  @Nullable Throwable failure;

  /** Whether it was given up before anything of it was written. */
  boolean dropped;

  LogBatch(long position, int chain) {
    this.frames = new LogFrames(position, chain);
  }

  boolean isEmpty() {
    return frames.length() == 0;
  }
}
