package io.travertine.persist.location.decorators;

import static io.travertine.persist.location.decorators.ExternalOperation.BLOB_DELETE;
import static io.travertine.persist.location.decorators.ExternalOperation.BLOB_GET;
import static io.travertine.persist.location.decorators.ExternalOperation.BLOB_SET;
import static io.travertine.persist.location.decorators.ExternalOperation.CONSENSUS_COMPARE_AND_SET;
import static io.travertine.persist.location.decorators.ExternalOperation.CONSENSUS_SCAN;
import static io.travertine.persist.location.decorators.ExternalOperation.CONSENSUS_TRUNCATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.BlobContract;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.ConsensusContract;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.decorators.OperationCounts.Counts;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.ManualClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MeteredTest {

  private final OperationCounts counts = new OperationCounts();

  @Nested
  class KeepsTheBlobContract extends BlobContract {
    private final Map<String, MemoryPlace> places = new HashMap<>();

    @Override
    protected Blob open(String place) {
      Blob blob = places.computeIfAbsent(place, absent -> MemoryPlace.unnamed()).blob();
      return new MeteredBlob(blob, Clock.system(), counts);
    }
  }

  @Nested
  class KeepsTheConsensusContract extends ConsensusContract {
    private final MemoryPlace place = MemoryPlace.unnamed();

    @Override
    protected Consensus open() {
      return new MeteredConsensus(place.consensus(), Clock.system(), counts);
    }
  }

  @Test
  void countsCallsBytesAndTime() {
    ManualClock clock = ManualClock.standing();
    Blob blob = new MeteredBlob(new MemoryBlob(), clock, counts);
    blob.set("k", new byte[100]);
    blob.set("l", new byte[11]);
    blob.get("k");
    blob.get("absent");
    blob.delete("k");
    assertThat(counts.of(BLOB_SET)).isEqualTo(new Counts(2, 2, 0, 111, 0));
    assertThat(counts.of(BLOB_GET)).isEqualTo(new Counts(2, 2, 0, 100, 0));
    assertThat(counts.of(BLOB_DELETE)).isEqualTo(new Counts(1, 1, 0, 100, 0));
    assertThat(counts.started()).isEqualTo(5);
  }

  @Test
  void measuresTheTimeACallTakes() {
    ManualClock clock = ManualClock.standing();
    Blob slow =
        new MeteredBlob(
            new MeteredBlob(new MemoryBlob(), clock, new TakesTime(clock)), clock, counts);
    slow.set("k", new byte[1]);
    assertThat(counts.of(BLOB_SET).nanos()).isEqualTo(5_000_000);
  }

  @Test
  void countsFailures() {
    Unreliability unreliability = new Unreliability(Seed.of(1));
    unreliability.partiallyAvailable(0, 0);
    Blob blob =
        new MeteredBlob(
            new UnreliableBlob(new MemoryBlob(), unreliability), Clock.system(), counts);
    assertThatThrownBy(() -> blob.get("k")).isInstanceOf(DeterminateException.class);
    assertThat(counts.of(BLOB_GET).failed()).isEqualTo(1);
    assertThat(counts.of(BLOB_GET).succeeded()).isZero();
  }

  @Test
  void countsWhatConsensusMoves() {
    Consensus consensus = new MeteredConsensus(new MemoryConsensus(), Clock.system(), counts);
    consensus.compareAndSet("k", Optional.empty(), new Versioned(new SeqNo(1), new byte[7]));
    consensus.compareAndSet("k", Optional.empty(), new Versioned(new SeqNo(1), new byte[7]));
    consensus.scan("k", SeqNo.ZERO, 5);
    assertThatThrownBy(() -> consensus.truncate("k", new SeqNo(5)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(counts.of(CONSENSUS_COMPARE_AND_SET).bytes()).isEqualTo(7);
    assertThat(counts.of(CONSENSUS_COMPARE_AND_SET).succeeded()).isEqualTo(2);
    assertThat(counts.of(CONSENSUS_SCAN).bytes()).isEqualTo(7);
    assertThat(counts.of(CONSENSUS_TRUNCATE).failed()).isEqualTo(1);
  }

  /** Each call inside takes 5 ms by its clock. */
  private record TakesTime(ManualClock clock) implements OperationListener {
    @Override
    public void started(ExternalOperation operation) {
      clock.advance(java.time.Duration.ofMillis(5));
    }

    @Override
    public void succeeded(ExternalOperation operation, long bytes, long nanos) {}

    @Override
    public void failed(ExternalOperation operation, long nanos, RuntimeException failure) {}
  }
}
