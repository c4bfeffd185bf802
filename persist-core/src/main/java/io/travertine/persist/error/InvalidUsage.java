package io.travertine.persist.error;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Frontier;
import java.util.Optional;

/**
 * What a caller did wrong, carried by {@link InvalidUsageException}. Deterministic: nothing was
 * written (spec §9).
 */
public sealed interface InvalidUsage {

  /** The message of the exception. */
  String message();

  /** An append or a finished batch ends before it begins. */
  record InvalidBounds(Frontier lower, Frontier upper) implements InvalidUsage {
    @Override
    public String message() {
      return "invalid bounds: upper " + upper + " is before lower " + lower;
    }
  }

  /** Updates over an empty interval. */
  record InvalidEmptyTimeInterval(Frontier lower, Frontier upper, int parts)
      implements InvalidUsage {
    @Override
    public String message() {
      return "updates in " + parts + " parts over the empty interval " + lower + upper;
    }
  }

  /** The interval of an append is not inside that of its batch. */
  record InvalidBatchBounds(
      Frontier batchLower, Frontier batchUpper, Frontier appendLower, Frontier appendUpper)
      implements InvalidUsage {
    @Override
    public String message() {
      return "cannot append a batch of "
          + batchLower
          + batchUpper
          + " as "
          + appendLower
          + appendUpper;
    }
  }

  /** An update is earlier than its batch. */
  record UpdateNotBeyondLower(Frontier time, Frontier lower) implements InvalidUsage {
    @Override
    public String message() {
      return "update at " + time + " is before the batch's lower " + lower;
    }
  }

  /** An update is not earlier than the end of its batch. */
  record UpdateBeyondUpper(Frontier time, Frontier expectedUpper) implements InvalidUsage {
    @Override
    public String message() {
      return "update at " + time + " is not before the batch's upper " + expectedUpper;
    }
  }

  /** A batch or a part of one shard was given to a handle of another. */
  record BatchNotFromThisShard(ShardId batchShard, ShardId handleShard) implements InvalidUsage {
    @Override
    public String message() {
      return "a batch of " + batchShard + " was given to a handle of " + handleShard;
    }
  }

  /** A shard was to be finalized while it can still be read or written. */
  record FinalizationError(Frontier since, Frontier upper) implements InvalidUsage {
    @Override
    public String message() {
      return "finalizing needs since and upper empty: they are " + since + " and " + upper;
    }
  }

  /** The shard was opened with other codecs than it was written with. */
  record CodecMismatch(Codecs requested, Codecs actual) implements InvalidUsage {
    @Override
    public String message() {
      return "shard has codecs " + actual + ", not " + requested;
    }
  }

  /** A critical since was opened with another meaning of its fencing token. */
  record OpaqueMismatch(String requested, String actual) implements InvalidUsage {
    @Override
    public String message() {
      return "the hold has tokens " + actual + ", not " + requested;
    }
  }

  /** The times of a batch cannot be rewritten so. */
  record InvalidRewrite(String reason) implements InvalidUsage {
    @Override
    public String message() {
      return "invalid rewrite of times: " + reason;
    }
  }

  /**
   * The names of the codecs of keys, values, times and diffs.
   *
   * @param classes of the key and value codecs, where the names agree but these do not
   */
  record Codecs(String key, String value, String time, String diff, Optional<String> classes) {
    @Override
    public String toString() {
      return "(" + key + ", " + value + ", " + time + ", " + diff + ")" + classes.orElse("");
    }
  }
}
