package io.travertine.persist.internal.state;

import static io.travertine.persist.internal.state.TestShard.LEASE;
import static io.travertine.persist.internal.state.TestShard.critical;
import static io.travertine.persist.internal.state.TestShard.reader;

import com.google.protobuf.ByteString;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.internal.batch.Batches;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Runs random commands, all of them legal, on a shard of totally or partially ordered times. */
final class RandomHistory {

  final TestShard shard;
  private final Random random;
  private final TimeDomain domain;
  private final List<MergeRequest> requests = new ArrayList<>();
  private int upper;
  private int since;

  RandomHistory(Random random) {
    this.random = random;
    this.domain = random.nextInt(3) == 0 ? TimeDomain.PAIR : TimeDomain.U64;
    this.shard = new TestShard(new CodecNames("rows", "()", domain.codecName(), "i64"));
    shard.policy = new MaintenancePolicy(8, 20, 4, 64, 50);
    shard.appendPolicy = new AppendPolicy(200, new CompactionPolicy(3, 4, 1024, 30));
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      shard.now += random.nextInt(20) == 0 ? LEASE / 2 : random.nextInt(3);
      step();
    }
  }

  private void step() {
    int who = random.nextInt(4);
    switch (random.nextInt(16)) {
      case 0 -> shard.registerReader(who);
      case 1 -> shard.run(new HeartbeatLeasedReader(reader(who), shard.now));
      case 2 -> shard.run(new ExpireLeasedReader(reader(who)));
      case 3 ->
          shard.run(new DowngradeSince(reader(who), Optional.empty(), laterSince(), shard.now));
      case 4 -> shard.registerCritical(who);
      case 5 -> shard.downgrade(who, random.nextInt(3), random.nextInt(3), laterSince());
      case 6 -> {
        if (random.nextInt(5) == 0) {
          shard.run(new ExpireCriticalReader(critical(who)));
        }
      }
      case 7 -> shard.addRollup();
      case 8 -> removeRollups();
      case 9 -> shard.run(new RegisterSchema(schemas()));
      case 10 -> shard.run(new EvolveSchema(new SchemaId(random.nextInt(3)), schemas()));
      case 11 -> requests.addAll(shard.run(exert()));
      case 12 -> shard.run(new ExpireWriter(TestShard.writer(who)));
      case 13 -> merge();
      default -> append(who);
    }
  }

  private ExertSpine exert() {
    return new ExertSpine(random.nextInt(50), shard.now, shard.appendPolicy.compaction());
  }

  private void append(int who) {
    Frontier lower = at(random.nextInt(8) == 0 ? upper + 1 : upper);
    int next = upper + 2 + random.nextInt(2);
    Description desc = new Description(lower, at(next), Frontier.minimum(domain));
    HollowBatch batch =
        random.nextInt(3) == 0 ? HollowBatch.empty(desc) : Batches.random(random, desc);
    AppendOutcome outcome = shard.append(who, batch);
    if (outcome instanceof AppendOutcome.Appended appended) {
      upper = next;
      requests.addAll(appended.requests());
    }
  }

  private void merge() {
    if (requests.isEmpty()) {
      return;
    }
    MergeRequest request = requests.get(random.nextInt(requests.size()));
    long updates = request.inputs().stream().mapToLong(part -> part.batch().updates()).sum();
    HollowBatch output =
        Batches.of(
            request.desc(),
            updates == 0 ? 0 : 1 + random.nextInt((int) Math.min(updates, 1 << 20)),
            OptionalLong.empty());
    shard.run(new ApplyMerge(new MergeResult(request.id(), output)));
  }

  /** All but the newest one or two. */
  private void removeRollups() {
    List<RollupKey> keys = new ArrayList<>();
    shard.state.contents().rollups().forEach(row -> keys.add(row.getValue().key()));
    int kept = Math.min(keys.size(), 1 + random.nextInt(2));
    shard.run(new RemoveRollups(keys.subList(0, keys.size() - kept)));
  }

  private EncodedSchemas schemas() {
    return new EncodedSchemas(
        ByteString.copyFromUtf8("key" + random.nextInt(3)), ByteString.copyFromUtf8("value"));
  }

  private Frontier laterSince() {
    since += random.nextInt(3);
    return at(since);
  }

  /** A chain of frontiers, of two elements where that is possible. */
  private Frontier at(long step) {
    return domain.isTotal() || step == 0
        ? Frontier.of(domain, step)
        : Frontier.of(domain, step << 32 | (step + 1), (step + 1) << 32 | step);
  }
}
