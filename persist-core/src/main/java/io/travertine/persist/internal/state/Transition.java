package io.travertine.persist.internal.state;

/** What a command makes of a state. */
public sealed interface Transition<R> {

  /** What the caller learns. */
  R result();

  /** A version to commit, even if nothing changed. */
  record Commit<R>(Contents next, R result) implements Transition<R> {}

  /** Nothing to commit. The result is as old as the state it was computed on. */
  record NoOp<R>(R result) implements Transition<R> {}
}
