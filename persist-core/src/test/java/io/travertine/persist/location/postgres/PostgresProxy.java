package io.travertine.persist.location.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Stands between pgjdbc and a server and knows enough of their protocol to count round trips, and
 * to lose one: its request, or its answer, after which the connection is cut.
 */
public final class PostgresProxy implements AutoCloseable {

  /** What is lost of a round trip. */
  public enum Half {
    REQUEST,
    ANSWER
  }

  /**
   * @param answers which round trip: to a lost request there is no answer, so any
   */
  private record Loss(Half half, Predicate<String> answers) {
    static final Loss NONE = new Loss(Half.ANSWER, answer -> false);
  }

  private final ServerSocket listening;
  private final String host;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger roundTrips = new AtomicInteger();
  private final AtomicReference<Loss> loss = new AtomicReference<>(Loss.NONE);
  private final Semaphore answering = new Semaphore(1);
  private volatile boolean silent;
  private volatile long delayMillis;

  public PostgresProxy(PostgresServer server) throws IOException {
    this.host = server.host();
    this.port = server.port();
    this.listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    threads.submit(this::accept);
  }

  /** The URI of a database of {@code server}, by way of this. */
  public String through(PostgresServer server, String schema) {
    return server.database(schema, listening.getLocalPort())
        + "&sslmode=disable&gssEncMode=disable";
  }

  /** Every round trip takes this much longer, half of it before the request is delivered. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Requests that were answered, or would have been. */
  public int roundTrips() {
    return roundTrips.get();
  }

  /** The next request is not delivered. */
  public void loseRequest() {
    loss.set(new Loss(Half.REQUEST, answer -> true));
  }

  /** The next answer that says this, such as {@code INSERT 0 1}, is not delivered. */
  public void loseAnswer(String saying) {
    loss.set(new Loss(Half.ANSWER, answer -> answer.startsWith(saying)));
  }

  /** What was to be lost and is not yet, is not. */
  public void loseNothing() {
    loss.set(Loss.NONE);
  }

  /** Whether what was to be lost is lost. */
  public boolean hasLost() {
    return Loss.NONE.equals(loss.get());
  }

  /** From now on requests are delivered and nothing is answered, until {@link #speak}. */
  public void fallSilent() throws InterruptedException {
    answering.acquire();
    silent = true;
  }

  /** Answers what was held back, and what comes. */
  public void speak() {
    silent = false;
    answering.release();
  }

  /** Cuts every connection. */
  public void cut() {
    for (Socket socket : sockets) {
      close(socket);
    }
  }

  private Void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket server = new Socket(host, port);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(server);
      threads.submit(() -> pass(client, server, this::requests));
      threads.submit(() -> pass(server, client, this::answers));
    }
  }

  private interface Direction {
    void pass(DataInputStream from, OutputStream to) throws IOException, InterruptedException;
  }

  private void pass(Socket from, Socket to, Direction direction) {
    try (from;
        to) {
      direction.pass(new DataInputStream(from.getInputStream()), to.getOutputStream());
    } catch (IOException | InterruptedException e) {
      sockets.remove(from);
    }
    sockets.remove(to);
  }

  private void requests(DataInputStream from, OutputStream to) throws IOException {
    to.write(untyped(from));
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    while (true) {
      byte type = from.readByte();
      request.write(type);
      request.write(untyped(from));
      if (type == 'S' || type == 'Q') {
        roundTrips.incrementAndGet();
        if (isLost(Half.REQUEST, "")) {
          return;
        }
        pause(delayMillis / 2);
      }
      if (type == 'S' || type == 'Q' || type == 'p' || type == 'X') {
        to.write(request.toByteArray());
        request.reset();
      }
    }
  }

  private void answers(DataInputStream from, OutputStream to)
      throws IOException, InterruptedException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    String said = "";
    while (true) {
      byte type;
      try {
        type = from.readByte();
      } catch (EOFException end) {
        to.write(answer.toByteArray());
        return;
      }
      byte[] body = untyped(from);
      answer.write(type);
      answer.write(body);
      if (type == 'C') {
        said = new String(body, 4, body.length - 5, StandardCharsets.UTF_8);
      }
      if (type == 'Z') {
        if (silent) {
          answering.acquire();
          answering.release();
        }
        if (isLost(Half.ANSWER, said)) {
          return;
        }
        pause(delayMillis / 2);
      }
      if (type == 'Z' || type == 'R') {
        to.write(answer.toByteArray());
        answer.reset();
        said = "";
      }
    }
  }

  private static void pause(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private boolean isLost(Half half, String answer) {
    Loss due = Objects.requireNonNull(loss.get());
    return due.half == half && due.answers.test(answer) && loss.compareAndSet(due, Loss.NONE);
  }

  /** A message with its length, which counts itself. */
  private static byte[] untyped(DataInputStream from) throws IOException {
    int length = from.readInt();
    byte[] message = ByteBuffer.allocate(length).putInt(length).array();
    from.readFully(message, 4, length - 4);
    return message;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
    threads.shutdownNow();
  }
}
