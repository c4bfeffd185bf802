package io.travertine.persist.internal.maintenance;

import static io.travertine.persist.internal.maintenance.MachineRoom.update;
import static io.travertine.persist.time.Frontier.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.spine.SpinePart;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.memory.MemoryBlob;
import io.travertine.persist.location.memory.MemoryConsensus;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Collections of garbage that end between any two of their writes, and requests for them that
 * nobody heeds, are made up for by the next one (spec §3.9, #14719).
 */
class InterruptedCollectionTest {

  private static final Frontier MINIMUM = Frontier.minimum(TimeDomain.U64);

  private final Blob blob = new MemoryBlob();
  private final Consensus consensus = new MemoryConsensus();
  private long nextSeed = 100;

  private MachineRoom room(Blob blob, Consensus consensus) {
    return new MachineRoom(blob, consensus, nextSeed++);
  }

  /** Three rollups, two of them in the way, two merged batches, and no collection yet. */
  private List<HollowBatch> history() {
    try (MachineRoom room = room(blob, consensus)) {
      HollowBatch b0 = room.batch(0, 1, update("a", 0));
      HollowBatch b1 = room.batch(1, 2, update("b", 1));
      room.append(b0);
      room.append(b1);
      rollUp(room);
      room.append(room.batch(2, 3, update("c", 2)));
      MergeRequest merge =
          new MergeRequest(
              new SpineId(0, 2),
              new Description(at(0), at(2), MINIMUM),
              List.of(new SpinePart(new SpineId(0, 1), b0), new SpinePart(new SpineId(1, 2), b1)));
      assertThat(room.compactor().compact(room.machine(), room.data(), merge).isApplied()).isTrue();
      rollUp(room);
      return List.of(b0, b1);
    }
  }

  private static void rollUp(MachineRoom room) {
    room.rollups().rollUp(room.machine(), room.machine().shared().current().seqNo());
  }

  @Test
  void isMadeUpForWhereverItEnds() {
    int writes = 0;
    boolean interrupted = true;
    while (interrupted) {
      InterruptedCollectionTest fresh = new InterruptedCollectionTest();
      interrupted = fresh.endsAfter(writes);
      fresh.assertMadeUpFor();
      writes++;
    }
    assertThat(writes).as("writes of one collection").isBetween(6, 60);
  }

  /** Whether a collection ended early because it may only write so often. */
  private boolean endsAfter(int writes) {
    history();
    AtomicInteger left = new AtomicInteger(writes);
    try (MachineRoom room =
        room(new EndingBlob(blob, left), new EndingConsensus(consensus, left))) {
      room.collect(room.machine().shared().current().seqNo().value());
      return false;
    } catch (CancelledException e) {
      return true;
    }
  }

  private void assertMadeUpFor() {
    try (MachineRoom next = room(blob, consensus)) {
      assertThat(next.rollupsKnown())
          .as("a rollup of the earliest")
          .contains(next.versions().get(0));
      next.append(next.batch(3, 4, update("d", 3)));
      rollUp(next);
      next.collect(next.machine().shared().current().seqNo().value());
      next.append(next.batch(4, 5, update("e", 4)));
      rollUp(next);
      next.collect(next.machine().shared().current().seqNo().value());
      assertThat(next.versions().get(0)).isEqualTo(next.rollupsKnown().get(0));
      assertThat(next.rollupsKnown()).hasSize(1);
      List<Long> known = new ArrayList<>(next.rollupsKnown());
      assertThat(next.rollupBlobs())
          .as("those known and one let go of last")
          .endsWith(known.get(0));
      assertThat(next.rollupBlobs()).hasSizeLessThanOrEqualTo(2);
      assertThat(next.blobsOfParts())
          .as("parts of the current state, and no others")
          .containsExactlyInAnyOrderElementsOf(next.partsReferred());
    }
  }

  @Test
  void isMadeUpForWhenNobodyHeededTheFirstRequests() {
    List<HollowBatch> gone = history();
    try (MachineRoom room = room(blob, consensus)) {
      rollUp(room);
      room.append(room.batch(3, 4, update("d", 3)));
      rollUp(room);
      room.collect(room.machine().shared().current().seqNo().value());
      assertThat(gone).noneMatch(room::exists);
      assertThat(room.rollupsKnown()).containsExactly(room.versions().get(0));
    }
  }

  private static void write(AtomicInteger left) {
    if (left.getAndDecrement() <= 0) {
      throw new CancelledException("the process ends here");
    }
  }

  private record EndingBlob(Blob backing, AtomicInteger left) implements Blob {
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
      write(left);
      backing.set(key, value);
    }

    @Override
    public OptionalLong delete(String key) {
      write(left);
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

  private record EndingConsensus(Consensus backing, AtomicInteger left) implements Consensus {
    @Override
    public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
      write(left);
      return backing.compareAndSet(key, expected, next);
    }

    @Override
    public List<String> listKeys() {
      return backing.listKeys();
    }

    @Override
    public Optional<Versioned> head(String key) {
      return backing.head(key);
    }

    @Override
    public List<Versioned> scan(String key, SeqNo from, int limit) {
      return backing.scan(key, from, limit);
    }

    @Override
    public int truncate(String key, SeqNo seqNo) {
      write(left);
      return backing.truncate(key, seqNo);
    }

    @Override
    public void close() {
      backing.close();
    }
  }
}
