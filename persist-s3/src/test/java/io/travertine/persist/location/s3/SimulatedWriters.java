package io.travertine.persist.location.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.LocationException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Processes that append to, read and truncate one log in a simulated bucket, and check. */
final class SimulatedWriters {

  private static final String KEY = "log";
  private static final int PROCESSES = 4;

  private final Random random;
  private final StoreRules rules;
  private final SimulatedBucket bucket;
  private final List<Process> processes = new ArrayList<>();
  private int attempts;
  private int committed;

  /** Everything before this has surely been truncated. */
  private long floor;

  /** Nothing from this on has been. */
  private long floorAtMost;

  private static final class Process {
    S3Consensus consensus;
    long believed = -1;

    Process(S3Consensus consensus) {
      this.consensus = consensus;
    }
  }

  SimulatedWriters(long seed, StoreRules rules) {
    this.random = new Random(seed);
    this.rules = rules;
    this.bucket = new SimulatedBucket(random);
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(new Process(start()));
    }
    bucket.others(this::turn);
  }

  private S3Consensus start() {
    return new S3Consensus(
        bucket.connect(), rules, ManualClock.hurrying(), Seed.of(random.nextLong()));
  }

  /** Plays on, and checks at the end that all that counts is there. */
  SimulatedWriters play(int turns) {
    for (int i = 0; i < turns; i++) {
      turn();
    }
    bucket.calmDown();
    List<Versioned> left = start().scan(KEY, SeqNo.ZERO, Integer.MAX_VALUE);
    assertThat(left)
        .isEqualTo(
            bucket.truth().chain().tailMap(left.get(0).seqNo().value()).values().stream()
                .map(LogEntry::version)
                .toList());
    assertThat(left.get(0).seqNo().value())
        .isBetween(floor, bucket.truth().chain().ceilingKey(floorAtMost));
    return this;
  }

  int committed() {
    return committed;
  }

  int strays() {
    return bucket.truth().strays();
  }

  private void turn() {
    Process process = processes.get(random.nextInt(PROCESSES));
    try {
      int dice = random.nextInt(100);
      if (dice < 55) {
        append(process);
      } else if (dice < 75) {
        head(process);
      } else if (dice < 88) {
        scan(process);
      } else if (dice < 98) {
        truncate(process);
      } else {
        process.consensus = start();
      }
    } catch (LocationException unlucky) {
      return;
    }
  }

  private void append(Process process) {
    long before = bucket.truth().head();
    long expected = process.believed;
    Versioned next = version(expected + 1 + (random.nextInt(10) == 0 ? random.nextInt(3) : 0));
    CasOutcome outcome;
    try {
      outcome =
          process.consensus.compareAndSet(
              KEY, expected < 0 ? Optional.empty() : Optional.of(new SeqNo(expected)), next);
    } catch (DeterminateException refused) {
      assertThat(bucket.truth().has(next)).as("had no effect: %s", next).isFalse();
      throw refused;
    }
    boolean there = bucket.truth().has(next);
    if (outcome == CasOutcome.COMMITTED) {
      committed++;
      assertThat(there).as("committed %s after %s", next, expected).isTrue();
      process.believed = Math.max(process.believed, next.seqNo().value());
    } else {
      assertThat(there).as("refused %s after %s", next, expected).isFalse();
      long after = bucket.truth().head();
      assertThat(before == expected && after == expected)
          .as("refused although nobody was first: %s", next)
          .isFalse();
      process.believed = Math.max(process.believed, expected + random.nextInt(2));
    }
  }

  private Versioned version(long seqNo) {
    return new Versioned(new SeqNo(seqNo), ("attempt " + attempts++).getBytes(UTF_8));
  }

  private void head(Process process) {
    long before = bucket.truth().head();
    Optional<Versioned> head = process.consensus.head(KEY);
    long seqNo = head.map(version -> version.seqNo().value()).orElse(-1L);
    assertThat(seqNo).as("head").isBetween(before, bucket.truth().head());
    head.ifPresent(version -> assertThat(bucket.truth().has(version)).isTrue());
    process.believed = Math.max(process.believed, seqNo);
  }

  private void scan(Process process) {
    long headBefore = bucket.truth().head();
    long floorBefore = floor;
    long from = random.nextBoolean() ? 0 : Math.max(0, process.believed - random.nextInt(4));
    List<Versioned> found = process.consensus.scan(KEY, new SeqNo(from), Integer.MAX_VALUE);
    List<Versioned> all =
        bucket.truth().chain().tailMap(from).values().stream().map(LogEntry::version).toList();
    List<Versioned> must =
        all.stream()
            .filter(version -> version.seqNo().value() >= floorAtMost)
            .filter(version -> version.seqNo().value() <= headBefore)
            .toList();
    assertThat(found).as("from %s", from).containsAll(must);
    if (!found.isEmpty()) {
      if (from == 0) {
        assertThat(found.get(0).seqNo().value()).as("floor").isGreaterThanOrEqualTo(floorBefore);
      }
      int first = all.indexOf(found.get(0));
      assertThat(first).as("first of %s", found).isNotNegative();
      assertThat(found).isEqualTo(all.subList(first, first + found.size()));
      process.believed = Math.max(process.believed, found.get(found.size() - 1).seqNo().value());
    }
  }

  private void truncate(Process process) {
    if (process.believed < 1) {
      return;
    }
    long until = process.believed - random.nextInt(3);
    if (until < 0 || until > bucket.truth().head()) {
      return;
    }
    floorAtMost = Math.max(floorAtMost, until);
    process.consensus.truncate(KEY, new SeqNo(until));
    floor = Math.max(floor, until);
  }
}
