package io.travertine.persist.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which columns a reader wants. Times and diffs are always read.
 *
 * @param key positions in the key schema, or all of them if absent
 * @param value positions in the value schema, or all of them if absent
 */
public record Projection(Optional<List<Integer>> key, Optional<List<Integer>> value) {

  private static final Projection ALL = new Projection(Optional.empty(), Optional.empty());

  public Projection {
    key = key.map(List::copyOf);
    value = value.map(List::copyOf);
  }

  /** Every column. */
  public static Projection all() {
    return ALL;
  }

  /** The columns at these positions, in that order. */
  public static Projection of(List<Integer> key, List<Integer> value) {
    return new Projection(Optional.of(key), Optional.of(value));
  }

  /** These key columns, and all value columns. */
  public static Projection ofKey(List<Integer> key) {
    return new Projection(Optional.of(key), Optional.empty());
  }

  /** The positions wanted of a key schema. */
  public List<Integer> keyPositions(Schema schema) {
    return key.orElseGet(() -> all(schema));
  }

  /** The positions wanted of a value schema. */
  public List<Integer> valuePositions(Schema schema) {
    return value.orElseGet(() -> all(schema));
  }

  /** What is left of a key schema. */
  public Schema keyOf(Schema schema) {
    return schema.project(keyPositions(schema));
  }

  /** What is left of a value schema. */
  public Schema valueOf(Schema schema) {
    return schema.project(valuePositions(schema));
  }

  private static List<Integer> all(Schema schema) {
    return IntStream.range(0, schema.width()).boxed().toList();
  }
}
