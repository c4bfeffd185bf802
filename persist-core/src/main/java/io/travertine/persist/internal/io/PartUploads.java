package io.travertine.persist.internal.io;

import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.RunId;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.batch.RunOrder;
import io.travertine.persist.internal.part.Crew;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one batch on their way to Blob, in order, with a bound on those in flight. Not
 * thread-safe.
 */
public final class PartUploads {

  private static final Logger LOG = LoggerFactory.getLogger(PartUploads.class);

  private final PartUploader writer;
  private final ShardData data;
  private final Description desc;
  private final int outstandingMax;
  private final int inlineBytesMax;
  private final Deadline deadline;
  private final Crew crew;
  private final Deque<Future<Optional<Part>>> inFlight = new ArrayDeque<>();
  private final List<Part> written = new ArrayList<>();

  PartUploads(
      PartUploader writer,
      ShardData data,
      Description desc,
      int outstandingMax,
      int inlineBytesMax,
      Deadline deadline,
      Crew crew) {
    this.writer = writer;
    this.data = data;
    this.desc = desc;
    this.outstandingMax = outstandingMax;
    this.inlineBytesMax = inlineBytesMax;
    this.deadline = deadline;
    this.crew = crew;
  }

  /** Consolidates {@code updates} and uploads them as one part; waits while too many are on it. */
  public void submit(Updates updates) {
    if (PartUploader.mayBeInline(updates.length(), inlineBytesMax)) {
      // Probably travels inside the state: not worth a change of thread.
      drain(0);
      write(updates).ifPresent(written::add);
      return;
    }
    drain(outstandingMax - 1);
    inFlight.add(writer.transfers().submit(() -> write(updates)));
  }

  /** The same for the last part, by the thread that waits for all of them anyhow. */
  public void submitLast(Updates updates) {
    FutureTask<Optional<Part>> last = new FutureTask<>(() -> write(updates));
    inFlight.add(last);
    last.run();
    drain(0);
  }

  private Optional<Part> write(Updates updates) {
    return writer.write(data, desc, updates, inlineBytesMax, deadline, crew);
  }

  /** Waits until at most {@code atMost} uploads are in flight. */
  private void drain(int atMost) {
    while (inFlight.size() > atMost) {
      Future<Optional<Part>> oldest = inFlight.element();
      if (oldest instanceof RunnableFuture<?> upload) {
        upload.run(); // here, unless another thread has begun with it
      }
      await(oldest).ifPresent(written::add);
      inFlight.remove();
    }
  }

  private Optional<Part> await(Future<Optional<Part>> upload) {
    try {
      return upload.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while uploading a part of " + data.shardId(), e);
    } catch (ExecutionException e) {
      throw TransferFailure.of("could not write a part of " + data.shardId(), e);
    }
  }

  /** Waits for all uploads; each part is a sorted run of its own. */
  public List<Run> finish() {
    drain(0);
    List<Run> runs = new ArrayList<>();
    for (Part part : written) {
      runs.add(run(List.of(part)));
    }
    return runs;
  }

  /** Waits for all uploads; they are one sorted run, if there are any. */
  public Optional<Run> finishAsOneRun() {
    drain(0);
    return written.isEmpty() ? Optional.empty() : Optional.of(run(written));
  }

  /** Waits for all uploads; they are one sorted run of closed history, if there are any. */
  public Optional<Run> finishAsHistory() {
    drain(0);
    TimeDomain domain = desc.lower().domain();
    OptionalLong last = OptionalLong.empty();
    for (Part part : written) {
      long time = part.summary().maxTime();
      last = OptionalLong.of(last.isEmpty() ? time : later(domain, last.getAsLong(), time));
    }
    return written.isEmpty() ? Optional.empty() : Optional.of(run(written, last));
  }

  private static long later(TimeDomain domain, long a, long b) {
    return domain.compare(a, b) >= 0 ? a : b;
  }

  private Run run(List<Part> parts) {
    return run(parts, OptionalLong.empty());
  }

  private Run run(List<Part> parts, OptionalLong closedAt) {
    return new Run(
        RunId.generate(writer.seed()), RunOrder.SORTED, Optional.empty(), false, closedAt, parts);
  }

  /** Deletes what was uploaded, best effort, in the background. */
  public void abandon() {
    List<Future<Optional<Part>>> pending = List.copyOf(inFlight);
    List<Part> parts = List.copyOf(written);
    inFlight.clear();
    if (pending.isEmpty() && parts.stream().allMatch(part -> part.blob().isEmpty())) {
      return;
    }
    try {
      writer.transfers().execute(() -> delete(parts, pending));
    } catch (RejectedExecutionException e) {
      LOG.info("{}: parts of a batch {} stay behind: closing", data.shardId(), desc);
    }
  }

  /** Waits only for uploads that were queued before. */
  private void delete(List<Part> parts, List<Future<Optional<Part>>> pending) {
    writer.deleteHere(data.shardId(), parts);
    for (Future<Optional<Part>> upload : pending) {
      try {
        await(upload).ifPresent(part -> writer.deleteHere(data.shardId(), List.of(part)));
      } catch (PersistException e) {
        LOG.info("{}: a part may stay behind: {}", data.shardId(), e.toString());
      }
    }
  }
}
