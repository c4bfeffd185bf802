package io.travertine.persist.pubsub;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.pubsub.News.Announced;
import io.travertine.persist.pubsub.News.Pushed;
import io.travertine.persist.pubsub.News.Subscribed;
import io.travertine.persist.pubsub.proto.PubSubProto.ProtoHello;
import io.travertine.persist.pubsub.proto.PubSubProto.ProtoMessage;
import io.travertine.persist.pubsub.proto.PubSubProto.ProtoPush;
import io.travertine.persist.pubsub.proto.PubSubProto.ProtoVersion;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.util.Optional;

/** News and wishes as messages, and back. */
final class Messages {

  /** The only one there is so far. */
  static final int PROTOCOL = 1;

  private final Clock clock;

  /**
   * @param clock tells when messages are sent
   */
  Messages(Clock clock) {
    this.clock = clock;
  }

  private ProtoMessage.Builder message() {
    return ProtoMessage.newBuilder().setSentMicros(clock.epochMicros());
  }

  ProtoMessage hello(String caller, String database) {
    return message()
        .setHello(
            ProtoHello.newBuilder().setProtocol(PROTOCOL).setCaller(caller).setDatabase(database))
        .build();
  }

  ProtoMessage ping() {
    return message().setPing(true).build();
  }

  ProtoMessage subscribe(ShardId shardId) {
    return message().setSubscribe(shardId.toString()).build();
  }

  ProtoMessage unsubscribe(ShardId shardId) {
    return message().setUnsubscribe(shardId.toString()).build();
  }

  ProtoMessage subscribed(ShardId shardId) {
    return message().setSubscribed(shardId.toString()).build();
  }

  ProtoMessage news(News news) {
    if (news instanceof Pushed pushed) {
      ByteString diff = UnsafeByteOperations.unsafeWrap(pushed.diff());
      return message()
          .setPush(
              ProtoPush.newBuilder()
                  .setVersion(version(pushed.shardId(), pushed.seqNo()))
                  .setDiff(diff))
          .build();
    }
    if (news instanceof Announced announced) {
      return message().setAnnounced(version(announced.shardId(), announced.seqNo())).build();
    }
    return subscribed(news.shardId());
  }

  private static ProtoVersion version(ShardId shardId, SeqNo seqNo) {
    return ProtoVersion.newBuilder().setShard(shardId.toString()).setSeqNo(seqNo.value()).build();
  }

  // ---- received

  /**
   * The news in a message, or nothing if it says something else.
   *
   * @throws IOException if what it says makes no sense
   */
  static Optional<News> news(ProtoMessage message) throws IOException {
    try {
      return switch (message.getKindCase()) {
        case PUSH -> {
          ProtoVersion version = message.getPush().getVersion();
          byte[] diff = message.getPush().getDiff().toByteArray();
          yield Optional.of(new Pushed(shard(version.getShard()), seqNo(version), diff));
        }
        case ANNOUNCED -> {
          ProtoVersion version = message.getAnnounced();
          yield Optional.of(new Announced(shard(version.getShard()), seqNo(version)));
        }
        case SUBSCRIBED -> Optional.of(new Subscribed(shard(message.getSubscribed())));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      throw new IOException("not a message of a pubsub: " + e.getMessage(), e);
    }
  }

  private static SeqNo seqNo(ProtoVersion version) {
    return new SeqNo(version.getSeqNo());
  }

  /**
   * The shard of that name.
   *
   * @throws IOException if it is none
   */
  static ShardId parseShard(String name) throws IOException {
    try {
      return shard(name);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a message of a pubsub: " + e.getMessage(), e);
    }
  }

  private static ShardId shard(String name) {
    return ShardId.parse(name);
  }
}
