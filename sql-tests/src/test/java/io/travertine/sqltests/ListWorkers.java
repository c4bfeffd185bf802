package io.travertine.sqltests;

import io.travertine.sqltests.history.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Threads with a {@link ListSession} each. */
final class ListWorkers implements AutoCloseable {

  private final ExecutorService threads;
  private final Disturbance disturbance;
  private final List<ListSession> sessions = new ArrayList<>();

  /**
   * @param urls one for each session; what is the same in all of them is shared by them
   * @param first the number of the first session
   * @param interrupts one in so many commits; 0 for none
   */
  ListWorkers(List<String> urls, int first, int interrupts, Consumer<Transaction> history) {
    this.threads = Executors.newCachedThreadPool();
    this.disturbance = new Disturbance(interrupts);
    for (int i = 0; i < urls.size(); i++) {
      sessions.add(new ListSession(urls.get(i), first + i, history, disturbance));
    }
  }

  /** Opens the connections of all. */
  void connect() throws SQLException {
    for (ListSession session : sessions) {
      session.connect();
    }
  }

  /** Begins a round. */
  List<Future<Boolean>> begin(Round round) {
    List<Future<Boolean>> running = new ArrayList<>();
    for (ListSession session : sessions) {
      Callable<Boolean> work =
          () -> {
            session.run(round);
            return true;
          };
      running.add(threads.submit(work));
    }
    return running;
  }

  /** Waits until a round is done. */
  static void await(List<Future<Boolean>> running) throws InterruptedException, ExecutionException {
    for (Future<Boolean> each : running) {
      each.get();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    sessions.forEach(ListSession::close);
    disturbance.close();
  }
}
