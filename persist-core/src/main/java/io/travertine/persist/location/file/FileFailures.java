package io.travertine.persist.location.file;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says what a failed file operation means, to which object, and what helps. */
public final class FileFailures {

  private FileFailures() {}

  /** For what surely had no visible effect: anything before the rename, and every read. */
  public static PersistException withoutEffect(String doing, Path path, IOException failure) {
    return failure instanceof ClosedByInterruptException
        ? cancelled(doing, path, failure)
        : isLasting(failure)
            ? DeterminateException.lasting(message(doing, path, failure), failure)
            : new DeterminateException(message(doing, path, failure), failure);
  }

  /** For what may have had its effect. */
  public static PersistException maybeDone(String doing, Path path, IOException failure) {
    return failure instanceof ClosedByInterruptException
        ? cancelled(doing, path, failure)
        : new IndeterminateException(message(doing, path, failure), failure);
  }

  private static CancelledException cancelled(String doing, Path path, IOException failure) {
    return new CancelledException("interrupted during " + doing + " (" + path + ")", failure);
  }

  private static String message(String doing, Path path, IOException failure) {
    return "%s failed: %s (%s)".formatted(doing, reason(failure), path);
  }

  private static boolean isLasting(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    return isDenied(failure)
        || failure instanceof FileGoneException
        || text.contains("No space left")
        || text.contains("quota")
        || text.contains("File too large")
        || text.contains("Read-only file system");
  }

  /** Also as {@link java.io.RandomAccessFile} tells it. */
  private static boolean isDenied(IOException failure) {
    return failure instanceof AccessDeniedException
        || (failure instanceof FileNotFoundException
            && String.valueOf(failure.getMessage()).endsWith("(Permission denied)"));
  }

  private static String reason(IOException failure) {
    if (isDenied(failure)) {
      return "permission denied; let this user write there, or open for reading only";
    }
    if (failure instanceof NoSuchFileException || failure instanceof NotDirectoryException) {
      return "no such directory; was it moved or deleted?";
    }
    String text =
        failure instanceof FileSystemException named && named.getReason() != null
            ? named.getReason()
            : String.valueOf(failure.getMessage());
    if (text.contains("No space left") || text.contains("quota")) {
      return text + "; free some space";
    }
    if (text.contains("Read-only file system")) {
      return text + "; open for reading only";
    }
    return text;
  }
}
