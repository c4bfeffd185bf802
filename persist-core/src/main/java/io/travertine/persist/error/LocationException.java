package io.travertine.persist.error;

import org.jspecify.annotations.Nullable;

/**
 * Blob or Consensus failed. The subtype says whether the operation surely had no effect or may have
 * had one (spec §2.3).
 */
public abstract sealed class LocationException extends PersistException
    permits DeterminateException, IndeterminateException {

  private static final long serialVersionUID = 1L;

  LocationException(String message) {
    super(message);
  }

  LocationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
