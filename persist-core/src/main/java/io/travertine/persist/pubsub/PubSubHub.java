package io.travertine.persist.pubsub;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.pubsub.News.Pushed;
import io.travertine.persist.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where lines meet: passes what one pushes to the others of its database that subscribed. Joins the
 * clients of one JVM, and behind a {@link PubSubServer} those of others. Thread-safe; needs no
 * closing, its thread ends when it has nothing to do.
 */
public final class PubSubHub implements PubSubConnector {

  private static final long IDLE_SECONDS = 10;

  /** Shards of different databases may have the same name. */
  private record Topic(String database, ShardId shardId) {}

  private final Map<Topic, Set<Port>> ports = new ConcurrentHashMap<>();
  private final Executor delivery;

  /** Delivers on a daemon thread of its own. */
  public PubSubHub() {
    this(thread());
  }

  /**
   * @param delivery where receivers are told
   */
  public PubSubHub(Executor delivery) {
    this.delivery = delivery;
  }

  private static Executor thread() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // at most one task of each line
            new PubSubThreads("delivery"));
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /** A line to all others of this hub that use the same location. */
  @Override
  public PubSub connect(PersistLocation location, Clock clock, Seed seed) {
    return join(new Line(() -> {}), DatabaseIdentity.of(location));
  }

  /** Makes this hub the way of {@code line} to the others of {@code database}. */
  Line join(Line line, String database) {
    line.attach(new LocalPort(line, database));
    return line;
  }

  /** Where one line, or the connection of one, ends in the hub. */
  interface Port {

    /** Passes on a diff that another port pushed; never waits. */
    void deliver(Pushed pushed);

    /** Passes on that another port had to drop a diff; never waits. */
    void announce(News.Announced announced);
  }

  void open(String database, ShardId shardId, Port port) {
    ports.compute(
        new Topic(database, shardId),
        (key, known) -> {
          Set<Port> all = known == null ? new CopyOnWriteArraySet<>() : known;
          all.add(port);
          return all;
        });
  }

  void shut(String database, ShardId shardId, Port port) {
    ports.computeIfPresent(
        new Topic(database, shardId),
        (key, known) -> {
          known.remove(port);
          return known.isEmpty() ? null : known;
        });
  }

  void route(String database, Pushed pushed, Port sender) {
    for (Port port : at(database, pushed)) {
      if (port != sender) {
        port.deliver(pushed);
      }
    }
  }

  void route(String database, News.Announced announced, Port sender) {
    for (Port port : at(database, announced)) {
      if (port != sender) {
        port.announce(announced);
      }
    }
  }

  private Set<Port> at(String database, News news) {
    return ports.getOrDefault(new Topic(database, news.shardId()), Set.of());
  }

  /** The end of a line in this JVM. */
  private final class LocalPort implements Port, Link {

    private final Line line;
    private final String database;
    private final Outbox outbox = new Outbox();
    private final AtomicBoolean delivering = new AtomicBoolean();

    LocalPort(Line line, String database) {
      this.line = line;
      this.database = database;
    }

    @Override
    public void push(Pushed pushed) {
      route(database, pushed, this);
    }

    @Override
    public void wanted(ShardId shardId) {
      open(database, shardId, this);
      if (line.isClosed() || !line.wants(shardId)) {
        shut(database, shardId, this);
        return;
      }
      line.tell(new News.Subscribed(shardId));
    }

    @Override
    public void unwanted(ShardId shardId) {
      shut(database, shardId, this);
      if (line.wants(shardId)) {
        wanted(shardId);
      }
    }

    @Override
    public void deliver(Pushed pushed) {
      outbox.offer(pushed);
      wake();
    }

    @Override
    public void announce(News.Announced announced) {
      outbox.drop(announced.shardId(), announced.seqNo());
      wake();
    }

    private void wake() {
      if (delivering.compareAndSet(false, true)) {
        try {
          delivery.execute(this::tellAll);
        } catch (RejectedExecutionException nobodyIsLeft) {
          delivering.set(false);
        }
      }
    }

    private void tellAll() {
      try {
        Optional<News> next = outbox.poll();
        while (next.isPresent()) {
          line.tell(next.get());
          next = outbox.poll();
        }
      } finally {
        delivering.set(false);
        if (!outbox.isEmpty()) {
          wake();
        }
      }
    }
  }
}
