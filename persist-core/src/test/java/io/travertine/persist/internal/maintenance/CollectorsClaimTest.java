package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.state.RemoveRollups;
import io.travertine.persist.internal.state.WorkClaim;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One process collects a shard's garbage at a time, and who dies over it is soon replaced. */
class CollectorsClaimTest {

  private static final Duration MINUTE = Duration.ofSeconds(61);
  private static final int ROLLUPS = 6;

  private final ManualClock clock = ManualClock.standingAt(1_000_000);
  private final Blob blob = new MemoryBlob();
  private final Consensus consensus = new MemoryConsensus();
  private final MachineRoom other = new MachineRoom(blob, consensus, 1, clock);
  private long upper;

  @AfterEach
  void close() {
    other.close();
  }

  /** Some rollups that can go, each with a merge behind it. */
  private void history(MachineRoom room) {
    for (int i = 0; i < ROLLUPS; i++) {
      for (int j = 0; j < 8; j++) {
        append(room);
      }
      room.compactAll();
      room.rollups().rollUp(room.machine(), room.machine().shared().current().seqNo());
    }
  }

  private void append(MachineRoom room) {
    room.append(room.batch(upper, upper + 1, update("row", upper)));
    upper++;
  }

  /** Is asked, by one of its commits, to collect up to there. */
  private SeqNo claimed(MachineRoom room) {
    room.machine().removeRollups(new RemoveRollups(List.of()));
    while (claim(room.machine()).isEmpty()) {
      append(room);
    }
    return claim(room.machine()).get().seqNo();
  }

  private static Optional<WorkClaim> claim(Machine machine) {
    return machine.refresh().contents().activeGc();
  }

  private boolean anotherWouldCollect() {
    other.machine().refresh();
    return other.machine().isMaintenanceDue();
  }

  @Test
  void whoWasKilledIsReplacedAfterAMinute() {
    try (MachineRoom killed =
        new MachineRoom(new Deletions(blob, CollectorsClaimTest::die), consensus, 2, clock)) {
      history(killed);
      SeqNo until = claimed(killed);
      assertThatThrownBy(
              () -> new GarbageCollector(killed.uploader()).collect(killed.machine(), until))
          .isInstanceOf(CancelledException.class);
    }
    assertThat(anotherWouldCollect()).as("it may be alive").isFalse();
    clock.advance(MINUTE);
    assertThat(anotherWouldCollect()).isTrue();
    assertThat(other.machine().takeOverMaintenance()).isTrue();
    SeqNo until = claim(other.machine()).orElseThrow().seqNo();
    new GarbageCollector(other.uploader()).collect(other.machine(), until);
    assertThat(other.rollupsKnown()).hasSize(1);
    assertThat(claim(other.machine())).isEmpty();
  }

  @Test
  void whoTakesLongIsLeftAlone() {
    Duration each = Duration.ofSeconds(2);
    Runnable slowly =
        () -> {
          clock.advance(each);
          assertThat(anotherWouldCollect()).isFalse();
        };
    try (MachineRoom slow = new MachineRoom(new Deletions(blob, slowly), consensus, 2, clock)) {
      history(slow);
      SeqNo until = claimed(slow);
      clock.advance(Duration.ofSeconds(50)); // in a queue
      long before = clock.epochMillis();
      new GarbageCollector(slow.uploader()).collect(slow.machine(), until);
      assertThat(Duration.ofMillis(clock.epochMillis() - before)).isGreaterThan(MINUTE);
      assertThat(claim(slow.machine())).isEmpty();
    }
  }

  private static void die() {
    throw new CancelledException("the process ends here");
  }

  /** Does something before it deletes. */
  private record Deletions(Blob backing, Runnable before) implements Blob {
    @Override
    public Optional<byte[]> get(String key) {
      return backing.get(key);
    }

    @Override
    public void listKeysAndMetadata(String prefix, Visitor visitor) {
      backing.listKeysAndMetadata(prefix, visitor);
    }

    @Override
    public void set(String key, byte[] value) {
      backing.set(key, value);
    }

    @Override
    public OptionalLong delete(String key) {
      synchronized (before) {
        before.run();
      }
      return backing.delete(key);
    }

    @Override
    public void restore(String key) {
      backing.restore(key);
    }

    @Override
    public void close() {
      backing.close();
    }
  }
}
