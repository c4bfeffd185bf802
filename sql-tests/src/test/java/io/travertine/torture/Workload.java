package io.travertine.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.calcite.schema.Database;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What runs in a victim: workers that commit, and tell of each commit before they go on, until the
 * process is killed or its input ends.
 */
final class Workload {

  /** Longer than anybody needs to kill it. */
  private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Orders orders;
  private final AtomicLong works;
  private final AtomicInteger occurrences = new AtomicInteger();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final OutputStream out = new FileOutputStream(FileDescriptor.out);

  private Workload(Orders orders) {
    this.orders = orders;
    this.works = new AtomicLong(orders.victim() * Work.PER_VICTIM);
  }

  public static void main(String[] words) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    new Workload(Orders.parse(words)).run();
  }

  private void run() throws Exception {
    try (Database database = Books.open(orders.url(), new Moments(this::passed))) {
      tell(new Telling.Opened());
      if (orders.creates()) {
        try (Connection connection = DriverManager.getConnection(orders.url())) {
          Books.create(connection);
        }
        tell(new Telling.Created());
      }
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < orders.workers(); i++) {
        workers.add(new Thread(new Worker(this, i), "worker-" + i));
      }
      workers.forEach(Thread::start);
      while (System.in.read() >= 0) {
        // nobody says anything
      }
      stopped.set(true);
      for (Thread worker : workers) {
        worker.join();
      }
    }
  }

  private void passed(String moment) {
    if (moment.equals(orders.moment()) && occurrences.incrementAndGet() == orders.occurrence()) {
      tell(new Telling.Sprung());
      if (orders.holds()) {
        LockSupport.parkNanos(HOLD_NANOS);
      }
    }
  }

  Orders orders() {
    return orders;
  }

  boolean isStopped() {
    return stopped.get();
  }

  long nextWork() {
    return works.getAndIncrement();
  }

  /** In one write, which a kill does not cut. */
  void tell(Telling telling) {
    try {
      out.write((telling.line() + "\n").getBytes(UTF_8));
    } catch (IOException orphaned) {
      Runtime.getRuntime().halt(1);
    }
  }
}
