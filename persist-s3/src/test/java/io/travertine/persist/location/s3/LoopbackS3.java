package io.travertine.persist.location.s3;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A small S3 server for tests, with exactly the guarantees of the real one, a clock that tests set,
 * and every fault they ask for. One bucket, {@code bucket}, in memory; any credentials will do.
 * Thread-safe.
 */
public final class LoopbackS3 implements AutoCloseable {

  /** The name of the only bucket. */
  public static final String BUCKET = "bucket";

  private final int port;
  private volatile ServerSocket server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final List<S3Exchange> seen = new CopyOnWriteArrayList<>();
  private final BucketContents bucket;
  private final S3Protocol protocol;
  private volatile long clockAheadMillis;
  private volatile long delayMillis;
  private volatile boolean recording = true;
  private volatile Function<S3Exchange, Fault> faults = request -> Fault.NONE;
  private volatile Lie lie = (request, honest) -> honest.handle(request);
  private volatile ToLongFunction<S3Exchange> datedAheadMillis = request -> 0;

  /** Answers in place of an honest server. */
  @FunctionalInterface
  interface Lie {
    S3Protocol.Reply answer(S3Exchange request, S3Protocol honest);
  }

  /** Starts a server on a free port. */
  public LoopbackS3() throws IOException {
    this.bucket = new BucketContents(() -> System.currentTimeMillis() + clockAheadMillis);
    this.protocol = new S3Protocol(bucket, BUCKET);
    ServerSocket first = listen(0);
    this.server = first;
    this.port = first.getLocalPort();
    thread("accept", () -> accept(first));
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
  }

  private Optional<ServerSocket> tryListen() throws IOException {
    try {
      return Optional.of(listen(port));
    } catch (BindException taken) {
      return Optional.empty();
    }
  }

  /** Where it listens. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** Listens no more, and leaves all requests without an answer, be they done or not. */
  public void stop() throws IOException {
    server.close();
    disconnectAll();
  }

  /**
   * Listens again where it did, with all that it had. Meanwhile the port may have become that of
   * somebody's connection, who is waited for.
   */
  public void resume() throws IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    Optional<ServerSocket> bound = tryListen();
    while (bound.isEmpty() && System.nanoTime() < end) {
      pause(20);
      bound = tryListen();
    }
    ServerSocket again = bound.orElseThrow(() -> new BindException("port " + port + " is taken"));
    server = again;
    thread("accept", () -> accept(again));
  }

  /** A location in the bucket, as a URI. */
  public String uri(String prefix) {
    return "s3://%s/%s?endpoint=%s&accessKeyId=test&secretAccessKey=secret-of-tests"
        .formatted(BUCKET, prefix, endpoint());
  }

  /** Every request takes this much longer, before it has its effect and after, in halves. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Sets the server's clock forward. */
  public void advanceClock(long millis) {
    clockAheadMillis += millis;
  }

  /** Who decides what goes wrong with each request. */
  public void faults(Function<S3Exchange, Fault> decider) {
    faults = decider;
  }

  /** Breaks promises from now on. */
  void lying(Lie with) {
    lie = with;
  }

  /** From now on writes whatever was to be created only if there is none. */
  public void ignoringConditions() {
    lying((request, honest) -> honest.handle(request.without("if-none-match")));
  }

  /** From now on says in its answers that it is so much later than it is. */
  public void datedAhead(ToLongFunction<S3Exchange> millis) {
    datedAheadMillis = millis;
  }

  /** All requests since the last call, in the order of their arrival. */
  public List<S3Exchange> takeRequests() {
    List<S3Exchange> taken = new ArrayList<>(seen);
    seen.clear();
    return taken;
  }

  /** Counts of {@link #takeRequests}, by kind. */
  public Map<String, Integer> takeCounts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    takeRequests().forEach(request -> counts.merge(request.kind(), 1, Integer::sum));
    return counts;
  }

  /** Stops keeping requests, for long loads. */
  public void stopRecording() {
    recording = false;
    seen.clear();
  }

  BucketContents bucket() {
    return bucket;
  }

  /** The names of all objects. */
  public List<String> names() {
    return bucket.names();
  }

  /** The bytes of an object that is there. */
  public byte[] read(String name) {
    return bucket.get(name).orElseThrow().bytes().clone();
  }

  /** Puts an object behind everyone's back. */
  public void write(String name, byte[] bytes) {
    bucket.put(name, bytes.clone());
  }

  /** Deletes one likewise. */
  public void delete(String name) {
    bucket.delete(name);
  }

  /** How many uploads in parts were begun, and neither completed nor given up. */
  public int openUploads() {
    return protocol.uploads();
  }

  /** Breaks all connections. */
  public void disconnectAll() {
    connections.forEach(LoopbackS3::closeQuietly);
  }

  private void accept(ServerSocket from) throws IOException {
    while (!from.isClosed()) {
      Socket socket = from.accept();
      socket.setTcpNoDelay(true);
      connections.add(socket);
      if (from.isClosed()) {
        closeQuietly(socket);
      }
      thread("connection", () -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
      OutputStream out = socket.getOutputStream();
      while (true) {
        S3Exchange request = HttpText.read(in, out);
        if (request == null || !answer(request, out)) {
          return;
        }
      }
    } finally {
      connections.remove(socket);
    }
  }

  /** Whether the connection lives on. */
  private boolean answer(S3Exchange request, OutputStream out) throws IOException {
    if (recording) {
      seen.add(request);
    }
    Fault fault = faults.apply(request);
    pause(delayMillis / 2);
    if (fault instanceof Fault.RequestLost) {
      return false;
    }
    if (fault instanceof Fault.Refused refused) {
      pause(delayMillis / 2);
      HttpText.write(
          out, S3Protocol.error(refused.status(), refused.code()), request, bucket.now());
      return true;
    }
    S3Protocol.Reply reply = lie.answer(request, protocol);
    pause(delayMillis / 2);
    if (fault instanceof Fault.AnswerLost) {
      return false;
    }
    if (fault instanceof Fault.Slow slow) {
      pause(slow.millis());
    }
    if (fault instanceof Fault.AnswerCut) {
      HttpText.writeHalf(out, reply, bucket.now());
      return false;
    }
    if (fault instanceof Fault.DoneButRefused refused) {
      reply = S3Protocol.error(refused.status(), refused.code());
    }
    HttpText.write(out, reply, request, bucket.now() + datedAheadMillis.applyAsLong(request));
    return true;
  }

  private static void pause(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void thread(String role, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                return;
              }
            },
            "loopback-s3-" + role);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    disconnectAll();
  }
}
