package io.travertine.sqltests;

import io.travertine.persist.location.postgres.PostgresProxy;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.s3.Fault;
import io.travertine.persist.location.s3.LoopbackS3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An empty database outside of this process, with ways to it on which things go wrong while {@link
 * #trouble} lasts. Each way is a database of its own to a process: nothing is shared in memory.
 */
interface ListPlace extends AutoCloseable {

  /** The database itself, as persist-core calls it. */
  String location();

  /** The URL of a way on which nothing goes wrong when {@link #trouble} is over. */
  String calm();

  /** The URL of another way, for as many numbers as one likes. */
  String way(int number);

  /** Lets things go wrong, until {@link #calmDown}. */
  void trouble(long seed);

  void calmDown() throws InterruptedException;

  @Override
  void close() throws IOException, InterruptedException;

  /** Where the database may be. */
  enum Kind {
    DIRECTORY,
    POSTGRES,
    S3,
    SERVER
  }

  static ListPlace of(Kind kind, Path directory, PostgresServer server) throws IOException {
    return switch (kind) {
      case DIRECTORY -> new Directory(directory);
      case POSTGRES -> new Postgres(server);
      case S3 -> new Bucket();
      case SERVER ->
          new Server("file:" + directory.resolve("db"), Doors.in(directory.resolve("db")));
    };
  }

  /** What is asked of files fails, and what fails has happened or not; on the calm way never. */
  record Directory(Path directory) implements ListPlace {

    @Override
    public String location() {
      return "file:" + directory.resolve("db");
    }

    @Override
    public String calm() {
      return "jdbc:travertine:" + location();
    }

    @Override
    public String way(int number) {
      return "jdbc:travertine:faulty:%s:%s".formatted(number, location());
    }

    @Override
    public void trouble(long seed) {}

    @Override
    public void calmDown() {}

    @Override
    public void close() {}
  }

  /** A server of ours and its clients, all of which do well. */
  record Server(String location, Doors doors) implements ListPlace {

    @Override
    public String calm() {
      return doors.url(Doors.Door.EMBEDDED, "");
    }

    @Override
    public String way(int number) {
      return doors.url(Doors.Door.PROTOBUF, "");
    }

    @Override
    public void trouble(long seed) {}

    @Override
    public void calmDown() {}

    @Override
    public void close() {
      doors.close();
    }
  }

  /** Connections are cut, requests and answers get lost. */
  final class Postgres implements ListPlace {
    private final PostgresServer server;
    private final String schema;
    private final PostgresProxy proxy;
    private volatile boolean calm = true;
    private Thread loser = new Thread();

    Postgres(PostgresServer server) throws IOException {
      this.server = server;
      this.schema = server.newSchema();
      this.proxy = new PostgresProxy(server);
    }

    @Override
    public String location() {
      return server.database(schema);
    }

    @Override
    public String calm() {
      return "jdbc:travertine:" + location();
    }

    @Override
    public String way(int number) {
      return "jdbc:travertine:" + proxy.through(server, schema) + "&ApplicationName=way" + number;
    }

    @Override
    public void trouble(long seed) {
      calm = false;
      loser = new Thread(() -> lose(new Random(seed)), "loser");
      loser.setDaemon(true);
      loser.start();
    }

    private void lose(Random random) {
      while (!calm) {
        int next = proxy.roundTrips() + 10 + random.nextInt(60);
        while (proxy.roundTrips() < next && !calm) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        switch (random.nextInt(4)) {
          case 0 -> proxy.cut();
          case 1 -> proxy.loseRequest();
          default -> proxy.loseAnswer("INSERT 0 1");
        }
        while (!proxy.hasLost() && !calm) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
      }
      proxy.loseNothing();
    }

    @Override
    public void calmDown() throws InterruptedException {
      calm = true;
      loser.join();
    }

    @Override
    public void close() throws IOException, InterruptedException {
      calmDown();
      proxy.close();
    }
  }

  /** Requests are refused, lost, answered late, by halves, wrongly or not at all. */
  final class Bucket implements ListPlace {

    private static final int PERCENT = 6;

    private static final List<Fault> FAULTS =
        List.of(
            new Fault.Refused(409, "ConditionalRequestConflict"),
            new Fault.Refused(429, "TooManyRequests"),
            new Fault.Refused(500, "InternalError"),
            new Fault.Refused(503, "SlowDown"),
            new Fault.DoneButRefused(500, "InternalError"),
            new Fault.DoneButRefused(412, "PreconditionFailed"),
            new Fault.RequestLost(),
            new Fault.AnswerLost(),
            new Fault.AnswerCut(),
            new Fault.Slow(30));

    private final LoopbackS3 server;

    Bucket() throws IOException {
      this.server = new LoopbackS3();
      server.stopRecording();
    }

    @Override
    public String location() {
      return server.uri("lists");
    }

    @Override
    public String calm() {
      return url("calm");
    }

    @Override
    public String way(int number) {
      return url("way" + number);
    }

    /** Who names another region goes by another URL to the same server. */
    private String url(String region) {
      return "jdbc:travertine:s3://bucket/lists;endpoint="
          + server.endpoint()
          + ";region="
          + region
          + ";accessKeyId=a;secretAccessKey=b;pubsub=none";
    }

    @Override
    public void trouble(long seed) {
      Random random = new Random(seed);
      server.faults(
          request -> {
            synchronized (random) {
              return random.nextInt(100) < PERCENT
                  ? FAULTS.get(random.nextInt(FAULTS.size()))
                  : Fault.NONE;
            }
          });
    }

    @Override
    public void calmDown() {
      server.faults(request -> Fault.NONE);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
