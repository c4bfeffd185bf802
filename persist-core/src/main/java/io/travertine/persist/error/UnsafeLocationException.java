package io.travertine.persist.error;

/**
 * A location lacks a guarantee that every database needs, so none was created there: use another
 * one, or mend it. The message names the guarantee, and a way out.
 */
public final class UnsafeLocationException extends PersistException {

  private static final long serialVersionUID = 1L;

  public UnsafeLocationException(String message) {
    super(message);
  }
}
