package io.travertine.persist.location.scheme;

import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.probe.ProbeGround;
import java.util.Optional;

/**
 * One kind of place. Before a database is created there, a scheme makes sure that the place is
 * safe, and fails with an {@link io.travertine.persist.error.UnsafeLocationException} if it is not.
 *
 * <p>Opening fails with a {@link io.travertine.persist.error.NotADatabaseException} where something
 * else lies, with a {@link io.travertine.persist.error.FormatTooNewException} where a newer release
 * has been, with a {@link io.travertine.persist.error.CorruptException} where a part of the
 * database is lost, with an {@link IllegalArgumentException} when the rest of the URI makes no
 * sense, and with a {@link io.travertine.persist.error.LocationException} when the place cannot be
 * reached.
 */
public interface LocationScheme {

  /** What its URIs start with, without the colon. */
  String name();

  /**
   * What could be done with what is there now: {@link Access#READ_ONLY} where nothing is, or this
   * process may not write.
   */
  default Access accessTo(LocationUri uri) {
    return Access.READ_WRITE;
  }

  /** The objects there. Need not mind {@link OpenOptions#access} beyond creating nothing. */
  Blob openBlob(LocationUri uri, OpenOptions options);

  /** The consensus there. Need not mind {@link OpenOptions#access} beyond creating nothing. */
  Consensus openConsensus(LocationUri uri, OpenOptions options);

  /**
   * Makes the objects at {@code blob} those of the database whose log {@code consensus} is, for
   * good. Called after both were opened and before they are used; may be called again.
   *
   * @throws io.travertine.persist.error.CorruptException if they are another database's
   */
  default void join(LocationUri blob, IdentifiedConsensus consensus, OpenOptions options) {}

  /**
   * Takes ground in that place to try things out, whether there is a database or not; empty where
   * nothing can be tried out. Whoever takes it closes it.
   */
  default Optional<ProbeGround> ground(LocationUri uri, OpenOptions options) {
    return Optional.empty();
  }
}
