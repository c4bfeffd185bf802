package io.travertine.persist.location.probe;

import java.util.Optional;

/** What is to be thought of one guarantee. */
public sealed interface Verdict {

  /** It holds, as far as could be seen. */
  record Safe() implements Verdict {
    @Override
    public String word() {
      return "safe";
    }

    @Override
    public Optional<String> advice() {
      return Optional.empty();
    }
  }

  /** It holds, but somebody should know of something. */
  record Warning(String wayOut) implements Verdict {
    @Override
    public String word() {
      return "warning";
    }

    @Override
    public Optional<String> advice() {
      return Optional.of(wayOut);
    }
  }

  /** It does not hold: a database there would lose data, sooner or later, or not work at all. */
  record Unsafe(String wayOut) implements Verdict {
    @Override
    public String word() {
      return "UNSAFE";
    }

    @Override
    public Optional<String> advice() {
      return Optional.of(wayOut);
    }
  }

  /** It could not be found out. */
  record Unknown(String wayOut) implements Verdict {
    @Override
    public String word() {
      return "unknown";
    }

    @Override
    public Optional<String> advice() {
      return Optional.of(wayOut);
    }
  }

  /** In one word. */
  String word();

  /** What can be done about it, where something should be. */
  Optional<String> advice();

  /** Whether a database may rely on the guarantee. */
  default boolean isReliable() {
    return this instanceof Safe || this instanceof Warning;
  }
}
