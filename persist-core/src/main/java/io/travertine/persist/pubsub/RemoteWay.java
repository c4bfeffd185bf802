package io.travertine.persist.pubsub;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.pubsub.News.Pushed;
import io.travertine.persist.pubsub.proto.PubSubProto.ProtoMessage;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** The way over a socket to a server. */
final class RemoteWay implements Exchange.Way {

  private final Connection connection;
  private final String database;

  /**
   * @param channel closed with it
   * @param database only a server that names it will do
   */
  RemoteWay(SocketChannel channel, String database, Clock clock) {
    this.connection = new Connection(new FrameChannel(channel), clock);
    this.database = database;
  }

  @Override
  public void join(Line line, Runnable whenJoined) throws IOException {
    Thread sender =
        new PubSubThreads("sender")
            .newThread(() -> connection.sendAll(shardId -> aboutShard(line, shardId)));
    sender.start();
    try {
      connection.greet("client", database);
      connection.awaitGreeting(database);
      connection.greeted();
      line.attach(new Remote(connection));
      whenJoined.run();
      while (true) {
        Optional<News> news = Messages.news(connection.receive());
        news.ifPresent(line::tell);
      }
    } finally {
      line.detach();
      connection.close();
    }
  }

  private ProtoMessage aboutShard(Line line, ShardId shardId) {
    return line.wants(shardId)
        ? connection.messages().subscribe(shardId)
        : connection.messages().unsubscribe(shardId);
  }

  @Override
  public void close() {
    connection.close();
  }

  /** What the line puts on the way. */
  private record Remote(Connection connection) implements Link {

    @Override
    public void push(Pushed pushed) {
      connection.offer(pushed);
    }

    @Override
    public void wanted(ShardId shardId) {
      connection.mention(shardId);
    }

    @Override
    public void unwanted(ShardId shardId) {
      connection.mention(shardId);
    }
  }
}
