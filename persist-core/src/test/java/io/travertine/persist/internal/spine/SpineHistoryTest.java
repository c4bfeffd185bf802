package io.travertine.persist.internal.spine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Seeds;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What spec §5.8 guarantees, of any history. */
class SpineHistoryTest {

  @Test
  void anyHistoryKeepsTheGuarantees() {
    Seeds.forEach(
        100,
        seed -> {
          History history = new History(new Random(seed));
          for (int i = 0; i < 150; i++) {
            history.step();
          }
        });
  }

  @Test
  void compactingWhatIsAskedForKeepsBatchesFew() {
    Spine spine = Spine.empty(TimeDomain.U64);
    int most = 0;
    for (int i = 0; i < 5_000; i++) {
      Spine.Pushed pushed = spine.push(Batches.of(i, i + 1, 1));
      spine = pushed.spine();
      for (MergeRequest request : pushed.requests()) {
        spine = spine.apply(new MergeResult(request.id(), compacted(request, 1.0))).spine();
      }
      most = Math.max(most, spine.batches().size());
    }
    assertThat(most).isLessThan(40);
    assertThat(spine.updates()).isEqualTo(5_000);
  }

  @Test
  void everyUpdateIsRewrittenLogarithmicallyOften() {
    Spine spine = Spine.empty(TimeDomain.U64);
    long rewritten = 0;
    for (int i = 0; i < 4_096; i++) {
      Spine.Pushed pushed = spine.push(Batches.of(i, i + 1, 1));
      spine = pushed.spine();
      for (MergeRequest request : pushed.requests()) {
        rewritten += request.inputs().stream().mapToLong(part -> part.batch().updates()).sum();
      }
    }
    assertThat(rewritten).isLessThan(4_096 * 13);
  }

  @Test
  void emptyAppendsDoNotGrowTheSpine() {
    Seeds.forEach(
        20,
        seed -> {
          History history = new History(new Random(seed));
          for (int i = 0; i < 40; i++) {
            history.step();
          }
          // The first may have to share a level with an update, the second begins the trailing
          // empty batch that all others join. Merges that they fuel only make batches fewer.
          int before = history.spine.batches().size();
          for (int i = 0; i < 200; i++) {
            history.spine = history.spine.push(history.next(3, 0)).spine();
            assertThat(history.spine.batches().size()).isLessThanOrEqualTo(before + 2);
          }
        });
  }

  @Test
  void aBrokenDurableFormIsRefused() {
    Spine spine = Spine.empty(TimeDomain.U64);
    for (int i = 0; i < 11; i++) {
      spine = spine.push(Batches.of(i, i + 1, 1)).spine();
    }
    for (SpineId id : spine.flatten().hollow().keySet()) {
      FlatSpine flat = spine.flatten();
      flat.hollow().remove(id);
      assertRefused(flat);
    }
    for (SpineId id : spine.flatten().nodes().keySet()) {
      FlatSpine flat = spine.flatten();
      flat.nodes().remove(id);
      assertRefused(flat);
    }
    for (SpineId id : spine.flatten().merges().keySet()) {
      FlatSpine flat = spine.flatten();
      flat.merges().remove(id);
      assertRefused(flat);
    }
    for (int level : new int[] {-1, 7, 64, Integer.MAX_VALUE}) {
      FlatSpine flat = spine.flatten();
      NavigableMap<SpineId, FlatSpine.Node> nodes = flat.nodes();
      FlatSpine.Node last = nodes.lastEntry().getValue();
      nodes.put(nodes.lastKey(), new FlatSpine.Node(level, last.desc(), last.claim()));
      assertRefused(flat);
    }
    FlatSpine behind = spine.downgradedTo(Frontier.at(5)).flatten();
    NavigableMap<SpineId, FlatSpine.Node> nodes = behind.nodes();
    nodes.replaceAll(
        (id, node) ->
            new FlatSpine.Node(
                node.level(),
                new Description(node.desc().lower(), node.desc().upper(), Frontier.at(6)),
                node.claim()));
    assertRefused(behind);
  }

  @Test
  void changesThatForgetABatchAreRefused() {
    Spine spine =
        Spine.empty(TimeDomain.U64)
            .push(Batches.of(0, 1, 100))
            .spine()
            .push(Batches.of(1, 2, 1))
            .spine();
    SpineId last = new SpineId(1, 2);
    SpineChanges without =
        new SpineChanges(
            Optional.empty(),
            List.of(),
            List.of(
                new Change<>(
                    last,
                    Optional.of(spine.flatten().nodes().lastEntry().getValue()),
                    Optional.empty())),
            List.of());
    assertThatThrownBy(() -> without.applyTo(spine))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("2 batches are registered, 1 are part of something");
  }

  private static void assertRefused(FlatSpine flat) {
    assertThatThrownBy(() -> Spine.unflatten(flat)).isInstanceOf(CorruptException.class);
  }

  /** What a compaction that keeps about this share of the updates would give. */
  private static HollowBatch compacted(MergeRequest request, double kept) {
    long updates = 0;
    long diffs = 0;
    for (SpinePart input : request.inputs()) {
      for (Part part : input.batch().parts()) {
        updates += part.summary().updates();
        diffs += part.summary().diffsSum().orElseThrow();
      }
    }
    long left = updates == 0 ? 0 : Math.max(1, (long) (updates * kept));
    return Batches.of(request.desc(), left, OptionalLong.of(diffs));
  }

  /** Random operations, each checked. */
  private static final class History {

    private final Random random;
    private final TimeDomain domain;
    private final List<MergeRequest> requests = new ArrayList<>();
    private Spine spine;
    private Spine replica;
    private long since;
    private long upper;
    private int pushes;

    History(Random random) {
      this(random, random.nextInt(3) == 0 ? TimeDomain.PAIR : TimeDomain.U64);
    }

    History(Random random, TimeDomain domain) {
      this.random = random;
      this.domain = domain;
      this.spine = Spine.empty(domain);
      this.replica = spine;
    }

    /** A chain of frontiers, of two elements where that is possible. */
    private Frontier at(long step) {
      return domain.isTotal() || step == 0
          ? Frontier.of(domain, step)
          : Frontier.of(domain, step << 32 | (step + 1), (step + 1) << 32 | step);
    }

    /** The next batch, which ends so many steps later. */
    HollowBatch next(long steps, long updates) {
      Description desc = new Description(at(upper), at(upper + steps), Frontier.minimum(domain));
      upper += steps;
      return Batches.of(desc, updates, OptionalLong.of(updates));
    }

    void step() {
      Spine before = spine;
      Spine after = changed();
      after.validate();
      assertContiguous(after);
      assertThat(Spine.unflatten(after.flatten())).isEqualTo(after);
      replica = SpineChanges.between(before, after).applyTo(replica);
      assertThat(replica).as("diffs replay to the identical spine").isEqualTo(after);
      assertThat(after.batches()).isEqualTo(replica.batches());
      assertThat(SpineChanges.between(after, replica).isEmpty()).isTrue();
      int levels = SpineEdit.levelOf(after.updates()) + SpineEdit.levelOf(pushes) + 2;
      assertThat(after.spineBatches().size()).isLessThanOrEqualTo(2 * levels);
      spine = after;
    }

    private void assertContiguous(Spine after) {
      Frontier end = Frontier.minimum(domain);
      for (HollowBatch batch : after.batches()) {
        assertThat(batch.desc().lower()).isEqualTo(end);
        assertThat(batch.desc().since().lessEqual(after.since())).isTrue();
        end = batch.desc().upper();
      }
      assertThat(end).isEqualTo(after.upper());
    }

    private Spine changed() {
      switch (random.nextInt(8)) {
        case 0:
          since += random.nextInt(4);
          return spine.downgradedTo(at(since));
        case 1, 2:
          return requests.isEmpty() ? pushed() : merged();
        case 3:
          if (random.nextInt(4) > 0) {
            return pushed();
          }
          Spine.Pushed exerted = spine.exert(1L << random.nextInt(12));
          requests.addAll(exerted.requests());
          assertThat(exerted.spine().updates()).isEqualTo(spine.updates());
          assertThat(exerted.spine().upper()).isEqualTo(spine.upper());
          return exerted.spine();
        case 4:
          List<SpineBatch> batches = spine.spineBatches();
          return batches.isEmpty()
              ? pushed()
              : spine.claim(
                  batches.get(random.nextInt(batches.size())).id(), new Claim(random.nextInt(99)));
        default:
          return pushed();
      }
    }

    private Spine pushed() {
      long updates = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(1 << random.nextInt(12));
      HollowBatch batch = next(1 + random.nextInt(3), updates);
      Spine.Pushed pushed = spine.push(batch);
      pushes++;
      requests.addAll(pushed.requests());
      assertThat(pushed.spine().updates()).isEqualTo(spine.updates() + updates);
      assertThat(pushed.spine().upper()).isEqualTo(batch.desc().upper());
      assertThat(pushed.spine().since()).isEqualTo(spine.since());
      return pushed.spine();
    }

    /** The result of a request old or new, or of some of its inputs. */
    private Spine merged() {
      MergeRequest request = requests.get(random.nextInt(requests.size()));
      if (random.nextInt(3) == 0) {
        request = some(request);
      }
      HollowBatch output = compacted(request, random.nextDouble());
      Spine.Merged merged = spine.apply(new MergeResult(request.id(), output));
      assertThat(merged.spine().upper()).isEqualTo(spine.upper());
      assertThat(merged.spine().since()).isEqualTo(spine.since());
      assertThat(merged.spine().updates()).isLessThanOrEqualTo(spine.updates());
      if (!merged.outcome().isApplied()) {
        assertThat(merged.spine()).isEqualTo(spine.unclaimed(request.id()));
      }
      return merged.spine();
    }

    private MergeRequest some(MergeRequest request) {
      int from = random.nextInt(request.inputs().size());
      int to = from + 1 + random.nextInt(request.inputs().size() - from);
      List<SpinePart> inputs = request.inputs().subList(from, to);
      SpinePart first = inputs.get(0);
      SpinePart last = inputs.get(inputs.size() - 1);
      return new MergeRequest(
          new SpineId(first.id().lo(), last.id().hi()),
          new Description(
              first.batch().desc().lower(), last.batch().desc().upper(), request.desc().since()),
          inputs);
    }
  }
}
