package io.travertine.persist.location.decorators;

import io.travertine.persist.time.Clock;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Measures calls and tells the listener. */
final class Meter {

  private final Clock clock;
  private final OperationListener listener;

  Meter(Clock clock, OperationListener listener) {
    this.clock = clock;
    this.listener = listener;
  }

  <T> T measure(ExternalOperation operation, Supplier<T> call, ToLongFunction<T> bytes) {
    listener.started(operation);
    long start = clock.monotonicNanos();
    T result;
    try {
      result = call.get();
    } catch (RuntimeException e) {
      listener.failed(operation, clock.monotonicNanos() - start, e);
      throw e;
    }
    listener.succeeded(operation, bytes.applyAsLong(result), clock.monotonicNanos() - start);
    return result;
  }

  void measure(ExternalOperation operation, Runnable call, long bytes) {
    measure(
        operation,
        () -> {
          call.run();
          return bytes;
        },
        Long::longValue);
  }
}
