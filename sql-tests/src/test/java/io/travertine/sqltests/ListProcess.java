package io.travertine.sqltests;

import io.travertine.persist.BriefJvm;
import io.travertine.sqltests.history.Transaction;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * {@link ListWorkers} in a JVM of its own, which tells of each transaction before its commit and
 * after it, so that its history is known also when it is killed.
 */
final class ListProcess implements AutoCloseable {

  private static final String READY = "ready";
  private static final String DONE = "done";

  /** What it says last, whether it ends or is killed. */
  private static final String END = "end";

  private final Process process;
  private final Path log;
  private final Writer commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final AtomicInteger linesToLive = new AtomicInteger(Integer.MAX_VALUE);
  private final Consumer<Transaction> history;

  private ListProcess(Process process, Path log, Consumer<Transaction> history) {
    this.process = process;
    this.log = log;
    this.commands = process.outputWriter(StandardCharsets.US_ASCII);
    this.history = history;
    Thread listener = new Thread(this::listen, "list-process-listener");
    listener.setDaemon(true);
    listener.start();
  }

  /**
   * Starts one.
   *
   * @param changed classes that are others than ours, before all others
   * @param urls one for each session
   * @param first the number of its first session
   * @param interrupts one in so many commits; 0 for none
   * @param log a file for what it complains about
   */
  static ListProcess start(
      List<Path> changed,
      List<String> urls,
      int first,
      int interrupts,
      Path log,
      Consumer<Transaction> history)
      throws IOException {
    List<String> command =
        BriefJvm.alike()
            .preferring(changed)
            .running(ListProcess.class, first + "", interrupts + "");
    command.addAll(urls);
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    return new ListProcess(process, log, history);
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(READY) || line.equals(DONE)) {
          answers.add(line);
        } else if (line.endsWith("]")) { // else it was killed in the middle of it
          history.accept(Transaction.parse(line));
          if (linesToLive.decrementAndGet() == 0) {
            process.toHandle().destroyForcibly(); // what it has told can still be read
          }
        }
      }
    } catch (IOException e) {
      answers.add(e.toString());
    } finally {
      answers.add(END);
    }
  }

  /** It is killed after it has told of so many transactions more. */
  void killAfter(int lines) {
    linesToLive.set(lines);
  }

  /** Waits until it has its connections. */
  void awaitReady() throws IOException, InterruptedException {
    expect(READY);
  }

  /** Has it begin a round. */
  void begin(Round round) throws IOException {
    commands.write(round.line() + "\n");
    commands.flush();
  }

  /** Waits until it has done a round; whether it still lives then. */
  boolean awaitDone() throws IOException, InterruptedException {
    if (linesToLive.get() > 100_000_000) {
      expect(DONE);
      return true;
    }
    return answers.take().equals(DONE);
  }

  private void expect(String what) throws IOException, InterruptedException {
    String answer = answers.take();
    if (!answer.equals(what)) {
      throw new AssertionError(
          "not " + what + " but " + answer + ": " + Files.readString(log, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  // ---- over there

  /** Runs in the other JVM. */
  public static void main(String[] arguments) throws Exception {
    Hushed.forGood();
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "US-ASCII");
    List<String> urls = List.of(arguments).subList(2, arguments.length);
    BufferedReader rounds =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (ListWorkers workers =
        new ListWorkers(
            urls,
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            transaction -> print(out, transaction.line()))) {
      workers.connect();
      print(out, READY);
      for (String line = rounds.readLine(); line != null; line = rounds.readLine()) {
        ListWorkers.await(workers.begin(Round.parse(line)));
        print(out, DONE);
      }
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private static synchronized void print(PrintStream out, String line) {
    out.print(line + "\n");
    out.flush();
  }
}
