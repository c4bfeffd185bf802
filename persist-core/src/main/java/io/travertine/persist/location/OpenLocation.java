package io.travertine.persist.location;

/**
 * A location that was opened. Whoever opened it closes it.
 *
 * @param location what was asked for
 */
public record OpenLocation(PersistLocation location, Blob blob, Consensus consensus)
    implements AutoCloseable {

  @Override
  public void close() {
    try (blob) {
      consensus.close();
    }
  }
}
