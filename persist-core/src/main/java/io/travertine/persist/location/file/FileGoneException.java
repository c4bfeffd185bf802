package io.travertine.persist.location.file;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A file that is in use was deleted or replaced under our hands: whoever holds it holds nothing
 * that others know of, until somebody closes what uses it and opens it again.
 */
public final class FileGoneException extends FileSystemException {

  private static final long serialVersionUID = 1L;

  /**
   * The failure.
   *
   * @param reason what happened, and what helps
   */
  public FileGoneException(Path file, String reason) {
    super(file.toString(), null, reason);
  }
}
