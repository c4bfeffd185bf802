package io.travertine.persist.id;

/**
 * A version of a shard's state: the first is 1, each transition adds one. Prints as {@code v<n>}.
 *
 * @param value between 0 and 2^63-1
 */
public record SeqNo(long value) implements Comparable<SeqNo> {

  /** Before the first version. */
  public static final SeqNo ZERO = new SeqNo(0);

  public SeqNo {
    if (value < 0) {
      throw new IllegalArgumentException("seqno out of range: " + Long.toUnsignedString(value));
    }
  }

  public SeqNo next() {
    return new SeqNo(value + 1);
  }

  public boolean isBefore(SeqNo other) {
    return value < other.value;
  }

  @Override
  public int compareTo(SeqNo other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "v" + value;
  }
}
