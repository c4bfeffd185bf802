package io.travertine.persist.internal.io;

/**
 * A run was sorted by columns that its reader does not know. Found with its first part, as all of
 * its parts have the same columns.
 */
final class UnsortedRunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsortedRunException(String name) {
    super("part " + name + " was sorted by columns that are not known here");
  }
}
