package io.travertine.persist.id;

/**
 * A registered schema of a shard, dense from 0. Prints as {@code h<n>}.
 *
 * @param value not negative
 */
public record SchemaId(int value) implements Comparable<SchemaId> {

  public SchemaId {
    if (value < 0) {
      throw new IllegalArgumentException("schema id out of range: " + value);
    }
  }

  @Override
  public int compareTo(SchemaId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "h" + value;
  }
}
