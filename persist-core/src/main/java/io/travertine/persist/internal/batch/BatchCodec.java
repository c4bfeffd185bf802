package io.travertine.persist.internal.batch;

import com.google.protobuf.ByteString;
import io.travertine.persist.id.PartId;
import io.travertine.persist.id.RunId;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoDescription;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoFrontier;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoHollowBatch;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoInlinePart;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoPart;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoPartSummary;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoRun;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoRunOrder;
import io.travertine.persist.internal.batch.proto.BatchProto.ProtoStoredPart;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Batches to and from protobuf. Equal batches have equal messages.
 *
 * <p>Decoding throws {@link IllegalArgumentException} on messages that say what no batch can be.
 */
public final class BatchCodec {

  private static final int UUID_BYTES = 16;

  private BatchCodec() {}

  /** A UUID as 16 bytes. */
  public static ByteString encodeUuid(UUID uuid) {
    ByteBuffer bytes = ByteBuffer.allocate(UUID_BYTES);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }

  /** The UUID of 16 bytes. */
  public static UUID decodeUuid(ByteString bytes) {
    if (bytes.size() != UUID_BYTES) {
      throw new IllegalArgumentException("a uuid has 16 bytes, not " + bytes.size());
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** A frontier; its domain is that of the shard. */
  public static ProtoFrontier encode(Frontier frontier) {
    ProtoFrontier.Builder builder = ProtoFrontier.newBuilder();
    for (long time : frontier.elements()) {
      builder.addTimes(time);
    }
    return builder.build();
  }

  /** The frontier of a shard with times in {@code domain}. */
  public static Frontier decode(ProtoFrontier proto, TimeDomain domain) {
    long[] times = new long[proto.getTimesCount()];
    for (int i = 0; i < times.length; i++) {
      times[i] = proto.getTimes(i);
    }
    Frontier frontier = Frontier.of(domain, times);
    if (frontier.size() != times.length) {
      throw new IllegalArgumentException("not a frontier: " + proto.getTimesList());
    }
    return frontier;
  }

  /** A description. */
  public static ProtoDescription encode(Description desc) {
    return ProtoDescription.newBuilder()
        .setLower(encode(desc.lower()))
        .setUpper(encode(desc.upper()))
        .setSince(encode(desc.since()))
        .build();
  }

  /** The description in {@code proto}. */
  public static Description decode(ProtoDescription proto, TimeDomain domain) {
    return new Description(
        decode(proto.getLower(), domain),
        decode(proto.getUpper(), domain),
        decode(proto.getSince(), domain));
  }

  /** A batch. */
  public static ProtoHollowBatch encode(HollowBatch batch) {
    ProtoHollowBatch.Builder builder = ProtoHollowBatch.newBuilder().setDesc(encode(batch.desc()));
    for (Run run : batch.runs()) {
      builder.addRuns(encode(run));
    }
    return builder.build();
  }

  /** The batch in {@code proto}. */
  public static HollowBatch decode(ProtoHollowBatch proto, TimeDomain domain) {
    List<Run> runs = new ArrayList<>(proto.getRunsCount());
    for (ProtoRun run : proto.getRunsList()) {
      runs.add(decode(run, domain));
    }
    return HollowBatch.of(decode(proto.getDesc(), domain), runs);
  }

  private static ProtoRun encode(Run run) {
    ProtoRun.Builder builder =
        ProtoRun.newBuilder()
            .setId(encodeUuid(run.id().uuid()))
            .setOrder(
                run.order() == RunOrder.SORTED ? ProtoRunOrder.SORTED : ProtoRunOrder.UNORDERED)
            .setTruncated(run.truncated());
    run.schema().ifPresent(schema -> builder.setSchemaId(schema.value()));
    run.closedAt().ifPresent(builder::setClosedAt);
    for (Part part : run.parts()) {
      builder.addParts(encode(part));
    }
    return builder.build();
  }

  private static Run decode(ProtoRun proto, TimeDomain domain) {
    List<Part> parts = new ArrayList<>(proto.getPartsCount());
    for (ProtoPart part : proto.getPartsList()) {
      parts.add(decode(part, domain));
    }
    return new Run(
        new RunId(decodeUuid(proto.getId())),
        proto.getOrder() == ProtoRunOrder.SORTED ? RunOrder.SORTED : RunOrder.UNORDERED,
        proto.hasSchemaId() ? Optional.of(new SchemaId(proto.getSchemaId())) : Optional.empty(),
        proto.getTruncated(),
        proto.hasClosedAt() ? OptionalLong.of(proto.getClosedAt()) : OptionalLong.empty(),
        parts);
  }

  private static ProtoPart encode(Part part) {
    ProtoPart.Builder builder =
        ProtoPart.newBuilder().setSummary(encode(part.summary())).setStatistics(part.statistics());
    part.rewrite().ifPresent(frontier -> builder.setRewrite(encode(frontier)));
    if (part instanceof Part.Stored stored) {
      builder.setStored(
          ProtoStoredPart.newBuilder()
              .setWriter(stored.key().writer().number())
              .setPartId(encodeUuid(stored.key().part().uuid()))
              .setEncodedBytes(stored.encodedBytes())
              .setCrc32C(stored.crc32c())
              .setKeyLower(stored.keyLower()));
    } else if (part instanceof Part.Inline inline) {
      builder.setInline(ProtoInlinePart.newBuilder().setUpdates(inline.bytes()));
    }
    return builder.build();
  }

  private static Part decode(ProtoPart proto, TimeDomain domain) {
    PartSummary summary = decode(proto.getSummary());
    Optional<Frontier> rewrite =
        proto.hasRewrite() ? Optional.of(decode(proto.getRewrite(), domain)) : Optional.empty();
    switch (proto.getPlaceCase()) {
      case STORED:
        ProtoStoredPart stored = proto.getStored();
        PartKey key =
            new PartKey(
                WriterKey.ofNumber(stored.getWriter()), new PartId(decodeUuid(stored.getPartId())));
        return new Part.Stored(
            key,
            summary,
            stored.getEncodedBytes(),
            stored.getCrc32C(),
            stored.getKeyLower(),
            proto.getStatistics(),
            rewrite);
      case INLINE:
        return new Part.Inline(
            proto.getInline().getUpdates(), summary, proto.getStatistics(), rewrite);
      default:
        throw new IllegalArgumentException("a part is neither stored nor inline");
    }
  }

  private static ProtoPartSummary encode(PartSummary summary) {
    ProtoPartSummary.Builder builder =
        ProtoPartSummary.newBuilder()
            .setUpdates(summary.updates())
            .setMinDiff(summary.minDiff())
            .setMinTime(summary.minTime())
            .setMaxTime(summary.maxTime());
    summary.diffsSum().ifPresent(builder::setDiffsSum);
    return builder.build();
  }

  private static PartSummary decode(ProtoPartSummary proto) {
    return new PartSummary(
        proto.getUpdates(),
        proto.hasDiffsSum() ? OptionalLong.of(proto.getDiffsSum()) : OptionalLong.empty(),
        proto.getMinDiff(),
        proto.getMinTime(),
        proto.getMaxTime());
  }
}
