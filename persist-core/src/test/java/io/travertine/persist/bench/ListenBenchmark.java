package io.travertine.persist.bench;

import io.travertine.persist.Listen;
import io.travertine.persist.ListenEvent;
import io.travertine.persist.data.Unit;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From before a commit of one row until another thread of the process has been told of it. */
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ListenBenchmark {

  /** A shard with somebody listening. */
  @State(Scope.Benchmark)
  @NullUnmarked // JMH sets states up
  public static class Followed {
    private static final long ENDED = -1;

    private final LinkedBlockingQueue<Long> told = new LinkedBlockingQueue<>();
    private BenchTable table;
    private Thread listener;

    /** Creates the shard and starts to listen. */
    @Setup
    public void open(BenchPlace place) {
      table = new BenchTable(place.client());
      table.commitRow();
      Listen<String, Unit> listen = table.listen();
      listener = new Thread(() -> tell(listen), "listener");
      listener.start();
    }

    private void tell(Listen<String, Unit> listen) {
      try (listen) {
        ListenEvent<String, Unit> event = listen.next();
        while (!(event instanceof ListenEvent.Closed)) {
          if (event instanceof ListenEvent.Progress<String, Unit> progress
              && !progress.frontier().isEmpty()) {
            told.add(progress.frontier().only());
          }
          event = listen.next();
        }
      } finally {
        told.add(ENDED);
      }
    }

    void commitAndAwait() throws InterruptedException {
      table.commitRow();
      long upper = told.take();
      while (upper < table.upper()) {
        if (upper == ENDED) {
          throw new IllegalStateException("the listen has ended");
        }
        upper = told.take();
      }
    }

    /** Ends the listen. */
    @TearDown
    public void close() throws InterruptedException {
      table.end();
      listener.join();
      table.close();
    }
  }

  /** How long it takes. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public void writeToListen(Followed shard) throws InterruptedException {
    shard.commitAndAwait();
  }
}
