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
 * Where lines meet: passes what one pushes to the others that subscribed. Joins the clients of one
 * JVM, and behind a {@link PubSubServer} those of others. Thread-safe; needs no closing, its thread
 * ends when it has nothing to do.
 */
public final class PubSubHub implements PubSubConnector {

  private static final long IDLE_SECONDS = 10;

  private final Map<ShardId, Set<Port>> ports = new ConcurrentHashMap<>();
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

  /** A line to all others of this hub. */
  public PubSub connect() {
    return join(new Line(() -> {}));
  }

  @Override
  public PubSub connect(PersistLocation location, Clock clock, Seed seed) {
    return connect();
  }

  /** Makes this hub the way of {@code line}. */
  Line join(Line line) {
    line.attach(new LocalPort(line));
    return line;
  }

  /** Where one line, or the connection of one, ends in the hub. */
  interface Port {

    /** Passes on a diff that another port pushed; never waits. */
    void deliver(Pushed pushed);

    /** Passes on that another port had to drop a diff; never waits. */
    void announce(News.Announced announced);
  }

  void open(ShardId shardId, Port port) {
    ports.compute(
        shardId,
        (key, known) -> {
          Set<Port> all = known == null ? new CopyOnWriteArraySet<>() : known;
          all.add(port);
          return all;
        });
  }

  void shut(ShardId shardId, Port port) {
    ports.computeIfPresent(
        shardId,
        (key, known) -> {
          known.remove(port);
          return known.isEmpty() ? null : known;
        });
  }

  void route(Pushed pushed, Port sender) {
    for (Port port : ports.getOrDefault(pushed.shardId(), Set.of())) {
      if (port != sender) {
        port.deliver(pushed);
      }
    }
  }

  void route(News.Announced announced, Port sender) {
    for (Port port : ports.getOrDefault(announced.shardId(), Set.of())) {
      if (port != sender) {
        port.announce(announced);
      }
    }
  }

  /** The end of a line in this JVM. */
  private final class LocalPort implements Port, Link {

    private final Line line;
    private final Outbox outbox = new Outbox();
    private final AtomicBoolean delivering = new AtomicBoolean();

    LocalPort(Line line) {
      this.line = line;
    }

    @Override
    public void push(Pushed pushed) {
      route(pushed, this);
    }

    @Override
    public void wanted(ShardId shardId) {
      open(shardId, this);
      if (line.isClosed() || !line.wants(shardId)) {
        shut(shardId, this);
        return;
      }
      line.tell(new News.Subscribed(shardId));
    }

    @Override
    public void unwanted(ShardId shardId) {
      shut(shardId, this);
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
      Optional<News> next = outbox.poll();
      while (next.isPresent()) {
        line.tell(next.get());
        next = outbox.poll();
      }
      delivering.set(false);
      if (!outbox.isEmpty()) {
        wake();
      }
    }
  }
}
