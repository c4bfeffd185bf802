package io.travertine.persist;

import io.travertine.persist.time.Frontier;
import java.util.List;

/** What a listen or a subscription tells, with updates still to be fetched (spec §1.4). */
public sealed interface PartEvent {

  /**
   * Parts with updates at times not before the previous progress. Never empty, though perhaps
   * without any update that the listen is shown.
   *
   * @param parts each to be closed by who is told
   */
  record Parts(List<LeasedPart> parts) implements PartEvent, AutoCloseable {
    public Parts {
      parts = List.copyOf(parts);
    }

    /** Closes all of them. */
    @Override
    public void close() {
      parts.forEach(LeasedPart::close);
    }
  }

  /** All updates at times not at or beyond {@code frontier} have been told. */
  record Progress(Frontier frontier) implements PartEvent {}

  /** The shard is closed for writing and everything was told; the answer from now on. */
  record Closed() implements PartEvent {}
}
