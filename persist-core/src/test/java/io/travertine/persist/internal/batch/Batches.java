package io.travertine.persist.internal.batch;

import com.google.protobuf.ByteString;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.PartId;
import io.travertine.persist.id.RunId;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** Batches for tests: their parts exist nowhere. */
public final class Batches {

  private static final Seed SEED = Seed.of(7);

  private Batches() {}

  /** The interval {@code [lower, upper)}, not compacted. */
  public static Description desc(long lower, long upper) {
    return desc(lower, upper, 0);
  }

  public static Description desc(long lower, long upper, long since) {
    return new Description(Frontier.at(lower), Frontier.at(upper), Frontier.at(since));
  }

  /** One stored part of that many insertions; without any, an empty batch. */
  public static HollowBatch of(long lower, long upper, long updates) {
    return of(desc(lower, upper), updates, OptionalLong.of(updates));
  }

  public static HollowBatch of(Description desc, long updates, OptionalLong diffsSum) {
    return updates == 0
        ? HollowBatch.empty(desc)
        : HollowBatch.of(desc, List.of(run(stored(updates, diffsSum))));
  }

  /** One inline part of one insertion. */
  public static HollowBatch inline(long lower, long upper, int bytes) {
    Part part =
        new Part.Inline(
            ByteString.copyFrom(new byte[bytes]),
            new PartSummary(1, OptionalLong.of(1), 1, lower, lower),
            ByteString.EMPTY,
            Optional.empty());
    return HollowBatch.of(desc(lower, upper), List.of(run(part)));
  }

  public static Run run(Part... parts) {
    return new Run(
        RunId.generate(SEED),
        RunOrder.UNORDERED,
        Optional.empty(),
        false,
        OptionalLong.empty(),
        List.of(parts));
  }

  /** A run of that many updates that cancel each other out as of {@code time}. */
  public static Run closed(long updates, long time) {
    return new Run(
        RunId.generate(SEED),
        RunOrder.SORTED,
        Optional.empty(),
        false,
        OptionalLong.of(time),
        List.of(stored(updates, OptionalLong.of(0))));
  }

  public static Part.Stored stored(long updates, OptionalLong diffsSum) {
    PartKey key = new PartKey(new WriterKey(BuildVersion.CURRENT), PartId.generate(SEED));
    return new Part.Stored(
        key,
        new PartSummary(updates, diffsSum, 1, 0, 0),
        updates * 8,
        0x1234_5678,
        ByteString.copyFromUtf8("k"),
        ByteString.EMPTY,
        Optional.empty());
  }

  /** A batch with every field in use, some of them at their limits. */
  public static HollowBatch random(RandomGenerator random, Description desc) {
    List<Run> runs =
        java.util.stream.IntStream.range(0, random.nextInt(4))
            .mapToObj(i -> randomRun(random, desc.lower().domain()))
            .toList();
    return HollowBatch.of(desc, runs);
  }

  private static Run randomRun(RandomGenerator random, TimeDomain domain) {
    boolean closed = random.nextBoolean();
    Part[] parts = new Part[1 + random.nextInt(3)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = randomPart(random, domain, closed);
    }
    return new Run(
        RunId.generate(SEED),
        random.nextBoolean() ? RunOrder.SORTED : RunOrder.UNORDERED,
        random.nextBoolean() ? Optional.of(new SchemaId(random.nextInt(5))) : Optional.empty(),
        random.nextBoolean(),
        closed ? OptionalLong.of(random.nextLong()) : OptionalLong.empty(),
        List.of(parts));
  }

  /** The diffs of closed history come to nothing. */
  private static Part randomPart(RandomGenerator random, TimeDomain domain, boolean closed) {
    PartSummary summary =
        new PartSummary(
            1 + random.nextInt(1000),
            random.nextBoolean()
                ? OptionalLong.of(closed ? 0 : random.nextLong())
                : OptionalLong.empty(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong());
    Optional<Frontier> rewrite =
        random.nextInt(3) == 0
            ? Optional.of(Frontier.of(domain, random.nextLong()))
            : Optional.empty();
    if (random.nextBoolean()) {
      return new Part.Inline(bytes(random), summary, bytes(random), rewrite);
    }
    PartKey key =
        new PartKey(
            new WriterKey(
                new BuildVersion(random.nextInt(100), random.nextInt(1000), random.nextInt(100))),
            PartId.generate(SEED));
    return new Part.Stored(
        key,
        summary,
        random.nextLong() >>> 1,
        random.nextInt(),
        bytes(random),
        bytes(random),
        rewrite);
  }

  private static ByteString bytes(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
