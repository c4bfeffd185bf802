package io.travertine.persist.location.decorators;

/**
 * Is told of every call to the outside world, on the calling thread: it must be quick, thread-safe,
 * and not throw. Each {@link #started} is followed by one {@link #succeeded} or {@link #failed}.
 */
public interface OperationListener {

  void started(ExternalOperation operation);

  /**
   * @param bytes of values moved, or of what was deleted where the store tells
   * @param nanos how long it took
   */
  void succeeded(ExternalOperation operation, long bytes, long nanos);

  /**
   * @param nanos how long it took
   */
  void failed(ExternalOperation operation, long nanos, RuntimeException failure);
}
