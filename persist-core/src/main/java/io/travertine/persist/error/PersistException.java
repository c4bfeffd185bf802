package io.travertine.persist.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of every failure the storage core reports. Unchecked; the subtypes say what the caller
 * should do.
 */
public abstract class PersistException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  protected PersistException(String message) {
    super(message);
  }

  protected PersistException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
