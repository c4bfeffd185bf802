package io.travertine.persist.bench;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.Batch;
import io.travertine.persist.BatchBuilder;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.Listen;
import io.travertine.persist.PersistClient;
import io.travertine.persist.ReadHandle;
import io.travertine.persist.Snapshot;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import java.util.function.Consumer;

/** A new shard, written at one time after the other. Not thread-safe. */
final class BenchTable implements AutoCloseable {

  private static final Diagnostics BENCHMARK = new Diagnostics("benchmark", "benchmark");

  private final WriteHandle<String, Unit> writer;
  private final ReadHandle<String, Unit> reader;
  private long upper;

  BenchTable(PersistClient client) {
    ShardId shard = ShardId.generate(Seed.secure());
    this.writer = client.openWriter(shard, Codec.string(), Codec.unit(), BENCHMARK);
    this.reader = client.openLeasedReader(shard, Codec.string(), Codec.unit(), BENCHMARK);
  }

  /** Commits one row. */
  void commitRow() {
    Update<String, Unit> row = new Update<>("key of row " + upper, Unit.UNIT, upper, 1);
    Frontier next = Frontier.at(upper + 1);
    check(writer.compareAndAppend(List.of(row), Frontier.at(upper), next), next);
    upper++;
  }

  /** Commits what {@code rows} adds, at times before {@code newUpper}. */
  void commit(long newUpper, Consumer<BatchBuilder<String, Unit>> rows) {
    Frontier next = Frontier.at(newUpper);
    try (BatchBuilder<String, Unit> builder = writer.builder(Frontier.at(upper))) {
      rows.accept(builder);
      try (Batch batch = builder.finish(next)) {
        check(writer.compareAndAppendBatch(List.of(batch), Frontier.at(upper), next), next);
      }
    }
    upper = newUpper;
  }

  /** Nothing can be written any more: whoever listens is told the end. */
  void end() {
    Frontier never = Frontier.empty(TimeDomain.U64);
    check(writer.compareAndAppend(List.of(), Frontier.at(upper), never), never);
  }

  private static void check(Object result, Frontier upper) {
    if (!result.equals(new Appended(upper))) {
      throw new IllegalStateException("nobody else writes: " + result);
    }
  }

  long upper() {
    return upper;
  }

  /** What comes after what has been committed so far. */
  Listen<String, Unit> listen() {
    return reader.listen(Frontier.at(upper - 1));
  }

  /** Everything committed so far. */
  Snapshot<String, Unit> snapshot() {
    return reader.snapshot(Frontier.at(upper - 1));
  }

  @Override
  public void close() {
    try (reader;
        writer) {
      // closed in reverse order
    }
  }
}
