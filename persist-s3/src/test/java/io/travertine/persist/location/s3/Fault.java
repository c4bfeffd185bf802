package io.travertine.persist.location.s3;

/** What goes wrong with a request. */
public sealed interface Fault {

  /** Nothing. */
  record None() implements Fault {}

  /** The request is refused and has no effect. */
  record Refused(int status, String code) implements Fault {}

  /** The request has its effect, and the answer is an error. */
  record DoneButRefused(int status, String code) implements Fault {}

  /** The request has its effect, and the connection breaks before there is an answer. */
  record AnswerLost() implements Fault {}

  /** The connection breaks before the request has its effect. */
  record RequestLost() implements Fault {}

  /** Half of the answer's body arrives. */
  record AnswerCut() implements Fault {}

  /** The answer comes late. */
  record Slow(long millis) implements Fault {}

  Fault NONE = new None();
}
