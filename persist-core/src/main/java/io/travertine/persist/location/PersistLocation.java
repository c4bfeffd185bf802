package io.travertine.persist.location;

/**
 * Where a database is: its objects and its consensus, most often in one place. Where both keep the
 * id of their database, opening them verifies that they belong together (beyond spec §2.8).
 */
public record PersistLocation(LocationUri blob, LocationUri consensus) {

  /**
   * Both in one place.
   *
   * @throws IllegalArgumentException if {@code uri} is none
   */
  public static PersistLocation of(String uri) {
    LocationUri both = LocationUri.parse(uri);
    return new PersistLocation(both, both);
  }

  /**
   * The same objects with their consensus elsewhere.
   *
   * @throws IllegalArgumentException if {@code uri} is none
   */
  public PersistLocation withConsensus(String uri) {
    return new PersistLocation(blob, LocationUri.parse(uri));
  }

  @Override
  public String toString() {
    return blob.equals(consensus) ? blob.toString() : blob + ";consensus=" + consensus;
  }
}
