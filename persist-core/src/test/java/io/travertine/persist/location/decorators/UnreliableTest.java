package io.travertine.persist.location.decorators;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnreliableTest {

  private final Unreliability unreliability = new Unreliability(Seed.of(11));
  private final Blob memory = new MemoryBlob();
  private final Blob blob = new UnreliableBlob(memory, unreliability);
  private final Consensus log = new MemoryConsensus();
  private final Consensus consensus = new UnreliableConsensus(log, unreliability);

  @Test
  void nothingHappensWhileTotallyUnavailable() {
    unreliability.totallyUnavailable();
    assertThatThrownBy(() -> blob.set("k", new byte[1]))
        .isInstanceOf(IndeterminateException.class)
        .hasMessageContaining("set of k timed out");
    assertThatThrownBy(() -> consensus.head("k")).isInstanceOf(IndeterminateException.class);
    assertThat(memory.get("k")).isEmpty();
    unreliability.totallyAvailable();
    blob.set("k", new byte[1]);
    assertThat(blob.get("k")).isPresent();
  }

  @Test
  void aTimedOutCallMayHaveHappened() {
    unreliability.partiallyAvailable(1, 1);
    assertThatThrownBy(() -> blob.set("k", new byte[1])).isInstanceOf(IndeterminateException.class);
    assertThat(memory.get("k")).isPresent();
    assertThatThrownBy(
            () ->
                consensus.compareAndSet(
                    "k", Optional.empty(), new Versioned(new SeqNo(1), new byte[0])))
        .isInstanceOf(IndeterminateException.class);
    assertThat(log.head("k")).isPresent();
  }

  @Test
  void aDeterminateFailureHadNoEffect() {
    unreliability.partiallyAvailable(0, 0);
    assertThatThrownBy(() -> blob.set("k", new byte[1]))
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining("did not happen");
    assertThat(memory.get("k")).isEmpty();
  }

  @Test
  void listingsAreReliable() {
    blobSetForSure("k");
    unreliability.totallyUnavailable();
    List<String> keys = new ArrayList<>();
    blob.listKeysAndMetadata("", (key, size) -> keys.add(key));
    assertThat(keys).containsExactly("k");
    assertThat(consensus.listKeys()).isEmpty();
  }

  @Test
  void byDefaultFailsNowAndThenAndTheSameWayForOneSeed() {
    assertThat(outcomes(5)).isEqualTo(outcomes(5)).isNotEqualTo(outcomes(6));
    assertThat(outcomes(5)).filteredOn("ok"::equals).hasSizeBetween(850, 950);
    assertThat(outcomes(5)).contains("DeterminateException", "IndeterminateException");
  }

  private static List<String> outcomes(long seed) {
    Blob blob = new UnreliableBlob(new MemoryBlob(), new Unreliability(Seed.of(seed)));
    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      try {
        blob.set("k" + i, "v".getBytes(UTF_8));
        outcomes.add("ok");
      } catch (DeterminateException | IndeterminateException e) {
        outcomes.add(e.getClass().getSimpleName());
      }
    }
    return outcomes;
  }

  private void blobSetForSure(String key) {
    memory.set(key, new byte[1]);
  }
}
