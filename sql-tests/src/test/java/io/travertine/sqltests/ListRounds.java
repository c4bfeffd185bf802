package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.sqltests.history.Level;
import io.travertine.sqltests.history.ListHistory;
import io.travertine.sqltests.history.Step;
import io.travertine.sqltests.history.Transaction;
import io.travertine.sqltests.history.Transaction.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;

/**
 * Rounds of work on the lists of one database, by sessions of this process, which has it open
 * several times over, and by another process, while things go wrong. The history of each round is
 * checked.
 */
final class ListRounds implements AutoCloseable {

  /** One in so many commits is interrupted. */
  private static final int INTERRUPTS = 25;

  private final ListPlace place;
  private final List<Path> changed;
  private final Path directory;
  private final Random random;
  private final long seed;
  private final Size size;
  private final Map<String, Transaction> history = new LinkedHashMap<>();
  private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
  private final Connection calm;
  private final ListTables tables;
  private final ListWorkers here;
  private Optional<ListProcess> there = Optional.empty();
  private List<Transaction> last = List.of();
  private int rounds;
  private int sessions;
  private int kills;
  private long unknownsThatHappened;

  /**
   * Who does how much.
   *
   * @param here ways of this process to the database; the first is the calm one
   * @param there ways of another process
   * @param sessions on each way
   * @param transactions of each session in a round
   * @param padding as in {@link Round}
   */
  record Size(int here, int there, int sessions, int transactions, int padding) {}

  /**
   * @param changed classes that the other process takes in place of ours, if any
   * @param directory for logs
   */
  ListRounds(ListPlace place, List<Path> changed, Path directory, long seed, Size size)
      throws IOException, SQLException, InterruptedException {
    this.place = place;
    this.changed = changed;
    this.directory = directory;
    this.seed = seed;
    this.random = new Random(seed);
    this.size = size;
    this.calm = DriverManager.getConnection(place.calm());
    this.tables = new ListTables(calm, size.padding());
    tables.create();
    start();
    List<String> urls = ways(0, size.here());
    this.here = new ListWorkers(urls, take(urls.size()), INTERRUPTS, this::record);
    try {
      here.connect();
      if (there.isPresent()) {
        there.get().awaitReady();
      }
    } catch (IOException | SQLException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void start() throws IOException {
    int first = take(size.there() * size.sessions());
    if (size.there() > 0) {
      there =
          Optional.of(
              ListProcess.start(
                  changed,
                  ways(1 + first, size.there()),
                  first,
                  INTERRUPTS,
                  directory.resolve("process-" + first + ".log"),
                  this::record));
    }
  }

  /** A URL for each session on {@code count} ways. */
  private List<String> ways(int first, int count) {
    List<String> urls = new ArrayList<>();
    for (int way = first; way < first + count; way++) {
      urls.addAll(Collections.nCopies(size.sessions(), way == 0 ? place.calm() : place.way(way)));
    }
    return urls;
  }

  /** Numbers for so many sessions. */
  private int take(int count) {
    int first = sessions;
    sessions += count;
    return first;
  }

  private void record(Transaction transaction) {
    synchronized (history) {
      history.put(transaction.name(), transaction);
    }
  }

  /**
   * Does a round; what it finds out is for the caller to judge.
   *
   * @param kill whether to kill the other process in it
   */
  ListHistory run(Level level, boolean kill)
      throws SQLException, IOException, InterruptedException, ExecutionException {
    if (there.isEmpty() && size.there() > 0) {
      start();
      there.orElseThrow().awaitReady();
    }
    Round round =
        new Round(++rounds, random.nextLong(), level, size.transactions(), size.padding());
    tables.begin(round.lists());
    place.trouble(round.seed());
    if (there.isPresent()) {
      if (kill) {
        int most = size.there() * size.sessions() * size.transactions();
        there.get().killAfter(1 + random.nextInt(most));
      }
      there.get().begin(round);
    }
    ListWorkers.await(here.begin(round));
    if (there.isPresent() && !there.get().awaitDone()) {
      kills++;
      there.get().close();
      there = Optional.empty();
    }
    place.calmDown();
    readAll(round);
    synchronized (history) {
      last = List.copyOf(history.values());
      history.clear();
    }
    last.forEach(transaction -> fates.merge(transaction.fate(), 1, Integer::sum));
    ListHistory checked = new ListHistory(last);
    unknownsThatHappened += checked.unknownsThatHappened();
    return checked;
  }

  /** Does a round in which nothing may be wrong. */
  void requireIsolation(Level level, boolean kill)
      throws SQLException, IOException, InterruptedException, ExecutionException {
    ListHistory checked = run(level, kill);
    if (checked.accusation(level).isPresent()) {
      Path file = Path.of("target", "history-%s-%s.txt".formatted(seed, rounds)).toAbsolutePath();
      Files.createDirectories(file.getParent());
      Files.write(file, last.stream().map(Transaction::line).toList());
      assertThat(checked.accusation(level))
          .as("seed %s, round %s, all of it in %s", seed, rounds, file)
          .isEmpty();
    }
  }

  private void readAll(Round round) throws SQLException {
    List<Step> steps = new ArrayList<>();
    long began = System.nanoTime();
    calm.setAutoCommit(false);
    for (int list : round.lists()) {
      steps.add(new Step.Read(list, tables.read(list)));
    }
    calm.commit();
    calm.setAutoCommit(true);
    record(
        new Transaction(
            "last-" + round.number(), "last", began, System.nanoTime(), Fate.COMMITTED, steps));
  }

  int count(Fate fate) {
    return fates.getOrDefault(fate, 0);
  }

  /** What was done so far. */
  String tally() {
    return "%s rounds, %s committed, %s refused, %s unknown of which %s happened, %s kills, seed %s"
        .formatted(
            rounds,
            count(Fate.COMMITTED),
            count(Fate.REFUSED),
            count(Fate.UNKNOWN),
            unknownsThatHappened,
            kills,
            seed);
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    place.calmDown();
    if (there.isPresent()) {
      there.get().close();
    }
    here.close();
    calm.close();
  }
}
