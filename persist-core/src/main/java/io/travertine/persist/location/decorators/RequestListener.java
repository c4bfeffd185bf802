package io.travertine.persist.location.decorators;

/**
 * Is told of every request to a store that asks for money, or time, by the request: one call to
 * Blob or Consensus may take none or several. Must be quick, thread-safe, and not throw.
 */
@FunctionalInterface
public interface RequestListener {

  /** Does nothing. */
  RequestListener NONE = (request, answered, sentBytes, receivedBytes, nanos) -> {};

  /**
   * @param request what kind, in lower case, as the store's protocol names it
   * @param answered whether there was an answer, be it a refusal
   * @param sentBytes of the body
   * @param receivedBytes of the body
   * @param nanos how long it took
   */
  void requested(String request, boolean answered, long sentBytes, long receivedBytes, long nanos);
}
