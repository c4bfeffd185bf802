package io.travertine.persist.internal.io;

import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What to throw for what a transfer thread has thrown. */
final class TransferFailure {

  private TransferFailure() {}

  /**
   * The failure itself if it is one of ours, or tells of a broken invariant. Everything else, a
   * want of memory above all, is no evidence against the shard: it may go well the next time.
   *
   * @param what was not done, for the message
   */
  static RuntimeException of(String what, ExecutionException failed) {
    @Nullable Throwable cause = failed.getCause();
    if (cause instanceof PersistException failure) {
      return failure;
    }
    if (cause instanceof IllegalStateException || cause instanceof AssertionError) {
      return new IllegalStateException(what, cause);
    }
    return new IndeterminateException(what + ": " + cause, failed);
  }
}
