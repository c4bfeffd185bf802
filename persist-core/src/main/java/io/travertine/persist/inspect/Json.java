package io.travertine.persist.inspect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JSON value, for what is to be looked at rather than computed with. Immutable. Prints as compact
 * JSON; {@link #pretty} prints for people.
 */
public sealed interface Json {

  /** A string. */
  record Text(String value) implements Json {
    @Override
    public String toString() {
      return JsonText.of(this);
    }
  }

  /** A number, {@code true}, {@code false} or {@code null}, as JSON writes it. */
  record Literal(String written) implements Json {
    @Override
    public String toString() {
      return written;
    }
  }

  /** An array. */
  record Items(List<Json> items) implements Json {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return JsonText.of(this);
    }
  }

  /** An object; its fields keep their order. */
  record Fields(Map<String, Json> fields) implements Json {
    public Fields {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The value of a field that is there. */
    public Json field(String name) {
      Json value = fields.get(name);
      if (value == null) {
        throw new IllegalArgumentException("no field " + name + " among " + fields.keySet());
      }
      return value;
    }

    @Override
    public String toString() {
      return JsonText.of(this);
    }
  }

  /** The value in lines, indented by two spaces, without a line break at its end. */
  default String pretty() {
    return JsonText.pretty(this);
  }

  static Json of(String value) {
    return new Text(value);
  }

  static Json of(long value) {
    return new Literal(Long.toString(value));
  }

  static Json of(boolean value) {
    return new Literal(Boolean.toString(value));
  }

  /** A number; JSON has no infinities and no NaN, which become strings. */
  static Json of(double value) {
    String text = Double.toString(value);
    return Double.isFinite(value) ? new Literal(text) : new Text(text);
  }

  static Json nothing() {
    return new Literal("null");
  }

  static Json of(Collection<? extends Json> items) {
    return new Items(new ArrayList<>(items));
  }

  /** An array of strings. */
  static Json texts(Collection<?> values) {
    return new Items(values.stream().map(value -> of(String.valueOf(value))).toList());
  }

  /** Starts an object. */
  static Builder object() {
    return new Builder();
  }

  /** Collects the fields of an object. Not thread-safe. */
  final class Builder {
    private final Map<String, Json> fields = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, Json value) {
      fields.put(name, value);
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, of(value));
    }

    public Builder put(String name, long value) {
      return put(name, of(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, of(value));
    }

    /** The number, or null where there is none. */
    public Builder put(String name, OptionalLong value) {
      return put(name, value.isPresent() ? of(value.getAsLong()) : nothing());
    }

    /** The value, or null where there is none. */
    public Builder put(String name, Optional<? extends Json> value) {
      return put(name, value.isPresent() ? value.get() : nothing());
    }

    /** The fields put so far, in that order. */
    public Fields build() {
      return new Fields(fields);
    }
  }
}
