package io.travertine.persist.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Parts that nobody wants any more. */
class PartUploadsTest {

  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private final ExecutorService transfers =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "transfer");
            thread.setUncaughtExceptionHandler((dying, failure) -> uncaught.add(failure));
            return thread;
          });
  private final Seed seed = Seed.of(1);

  @Test
  void whatCannotBeDeletedKeepsNothingElseFromIt() throws Exception {
    OnceInterrupted blob = new OnceInterrupted();
    PartUploader uploader =
        new PartUploader(
            blob, new Retry(Clock.system(), seed), seed, BuildVersion.CURRENT, transfers);
    ShardData data =
        new ShardData(ShardId.generate(seed), Codec.string().schema(), Codec.unit().schema());
    Frontier minimum = Frontier.minimum(TimeDomain.U64);
    PartUploads uploads =
        uploader.uploads(data, new Description(minimum, Frontier.at(9), minimum), 2, 0);
    for (int part = 0; part < 4; part++) {
      UpdatesBuilder rows = new UpdatesBuilder(data.key(), data.value());
      rows.add(Codec.string(), "row" + part, Codec.unit(), Unit.UNIT, part, 1);
      uploads.submit(rows.build());
    }
    uploads.abandon();
    transfers.shutdown();
    assertThat(transfers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

    assertThat(uncaught).isEmpty();
    List<String> left = new ArrayList<>();
    blob.listKeysAndMetadata("", (key, size) -> left.add(key));
    assertThat(left).as("the one that was not deleted").hasSize(1);
  }

  @Test
  void whoIsInterruptedWhileDeletingLeavesNothingBehind() throws Exception {
    MemoryBlob blob = new MemoryBlob();
    PartUploader uploader =
        new PartUploader(
            blob, new Retry(Clock.system(), seed), seed, BuildVersion.CURRENT, transfers);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      keys.add("key" + i);
      blob.set(keys.get(i), new byte[0]);
    }
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> uploader.deleteAll(keys)).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    transfers.shutdown();
    assertThat(transfers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    List<String> left = new ArrayList<>();
    blob.listKeysAndMetadata("", (key, size) -> left.add(key));
    assertThat(left).isEmpty();
  }

  /** Somebody closes everything just as the first deletion begins. */
  private static final class OnceInterrupted implements Blob {

    private final Blob blob = new MemoryBlob();
    private boolean interrupted;

    @Override
    public OptionalLong delete(String key) {
      if (!interrupted) {
        interrupted = true;
        throw new CancelledException("interrupted before delete of " + key);
      }
      return blob.delete(key);
    }

    @Override
    public Optional<byte[]> get(String key) {
      return blob.get(key);
    }

    @Override
    public void listKeysAndMetadata(String prefix, Visitor visitor) {
      blob.listKeysAndMetadata(prefix, visitor);
    }

    @Override
    public void set(String key, byte[] value) {
      blob.set(key, value);
    }

    @Override
    public void restore(String key) {
      blob.restore(key);
    }

    @Override
    public void close() {
      blob.close();
    }
  }
}
