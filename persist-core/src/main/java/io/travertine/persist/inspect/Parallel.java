package io.travertine.persist.inspect;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.PersistException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;

/** The same work for many things, some of them at once. Stateless. */
public final class Parallel {

  private Parallel() {}

  /**
   * The results in the order of {@code inputs}.
   *
   * @param atOnce how many to work on at the same time
   */
  public static <A, B> List<B> map(
      ExecutorService executor,
      int atOnce,
      List<A> inputs,
      Function<A, B> work,
      ProgressListener progress) {
    List<B> results = new ArrayList<>(inputs.size());
    Deque<Future<B>> running = new ArrayDeque<>();
    try {
      for (A input : inputs) {
        if (running.size() >= atOnce) {
          results.add(await(running.remove()));
          progress.at(results.size(), inputs.size());
        }
        running.add(executor.submit(() -> work.apply(input)));
      }
      while (!running.isEmpty()) {
        results.add(await(running.remove()));
        progress.at(results.size(), inputs.size());
      }
      return results;
    } finally {
      running.forEach(future -> future.cancel(true));
    }
  }

  private static <B> B await(Future<B> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while working on shards", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PersistException failure) {
        throw failure;
      }
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    }
  }
}
