package io.travertine.torture;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.travertine.calcite.schema.Database;
import io.travertine.torture.Ledger.Fate;
import io.travertine.torture.Verdict.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Several victims at once work on one database until they are killed; others take their places. In
 * between the database is opened anew and compared with what the dead have said.
 */
final class Campaign {

  /**
   * How much is done.
   *
   * @param most how long victims follow victims
   * @param victims that are alive at once
   * @param workers in each of them
   * @param killsPerOutage of the server, where there is one
   * @param killsPerBirth of a victim that was creating a database of its own
   * @param killsPerSnapshot that is looked at now and later
   * @param lastWorks that the last one does, which ends by itself; there is none if 0
   */
  record Size(
      int kills,
      Duration most,
      int victims,
      int workers,
      int killsPerOutage,
      int killsPerBirth,
      int killsPerSnapshot,
      int lastWorks) {
    static Size of(int kills, Duration most) {
      return new Size(kills, most, 3, 3, 8, 12, 6, 60);
    }
  }

  private static final Logger LOG = Logger.getLogger(Campaign.class.getName());
  private static final int WORTH_TRAINING = 30;
  private static final int KILLS_PER_INSPECTION = 40;
  private static final int SNAPSHOTS_LOOKED_AT_AGAIN = 2;

  private final Place place;
  private final Size size;
  private final List<Doom> first;
  private final Orders.Fault fault;
  private final long seed;
  private final Path directory;
  private final Consumer<Verdict> progress;
  private final long startNanos = System.nanoTime();
  private final Verdict verdict = new Verdict();
  private final Outages outages = new Outages();
  private final String url;
  private VictimJvm jvm = VictimJvm.plain();

  /** Guards what follows, and keeps audits and outages apart. */
  private final Object turn = new Object();

  private final List<Ledger> ledgers = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private int victims;
  private int claimed;

  /**
   * @param first how the first victims end; those after them by chance
   * @param directory for logs
   * @param progress told after each kill, on threads of the campaign
   */
  Campaign(
      Place place,
      Size size,
      List<Doom> first,
      Orders.Fault fault,
      long seed,
      Path directory,
      Consumer<Verdict> progress) {
    this.place = place;
    this.size = size;
    this.first = List.copyOf(first);
    this.fault = fault;
    this.seed = seed;
    this.directory = directory;
    this.progress = progress;
    this.url = place.newUrl();
  }

  /** Runs it, and tells what was found; what was found is wrong is no exception. */
  Verdict run() throws Exception {
    withDatabase(url, Books::create);
    if (size.kills() >= WORTH_TRAINING) {
      jvm = VictimJvm.trained(place, directory);
    }
    ExecutorService slots = Executors.newFixedThreadPool(size.victims());
    try (Reaper reaper = new Reaper()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < size.victims(); i++) {
        running.add(
            slots.submit(
                () -> {
                  while (claim()) {
                    live(reaper);
                  }
                }));
      }
      for (Future<?> slot : running) {
        slot.get();
      }
    } finally {
      slots.shutdownNow();
    }
    if (verdict.isRight()) {
      conclude();
    }
    return verdict;
  }

  private boolean claim() {
    synchronized (turn) {
      if (claimed == size.kills()
          || !verdict.isRight()
          || System.nanoTime() - startNanos > size.most().toNanos()) {
        return false;
      }
      claimed++;
      return true;
    }
  }

  private int nextVictim() {
    synchronized (turn) {
      return ++victims;
    }
  }

  private Path log(int victim) {
    return directory.resolve("victim-" + victim + ".log");
  }

  // ---- a life

  private void live(Reaper reaper) {
    try {
      liveAndDie(reaper);
    } catch (Exception e) {
      LOG.log(Level.SEVERE, "a victim could not be attended", e);
      verdict.wrong("a victim could not be attended: " + e);
    }
  }

  private void liveAndDie(Reaper reaper) throws Exception {
    int number = nextVictim();
    Random random = new Random(seed * 1_000_003 + number);
    Doom doom =
        number <= first.size()
            ? first.get(number - 1)
            : Doom.by(random, number % size.killsPerBirth() == 0);
    boolean birth = doom.birth();
    Death death = doom.death();
    String home = birth ? place.newUrl() : url;
    Ledger ledger = new Ledger(number);
    Life life = new Life(ledger, verdict, outages);
    boolean killed;
    try (Victim victim = jvm.start(orders(home, birth, number, death, random), log(number))) {
      killed = life.attend(victim, death, reaper);
      if (!killed && !life.wasUnlucky()) {
        verdict.wrong("victim %s ended by itself: %s".formatted(number, complaint(number)));
      }
    }
    synchronized (turn) {
      if (killed) {
        bury(home, birth, life);
      } else {
        claimed--; // it could not open the database while the server was away
      }
      if (!birth) {
        ledgers.add(ledger);
      }
    }
    progress.accept(verdict);
  }

  private Orders orders(String home, boolean birth, int number, Death death, Random random) {
    Orders orders =
        Orders.untilItsEnd(home, birth, number, random.nextLong(), size.workers(), fault);
    return death instanceof Death.AfterMoment after ? orders.until(after) : orders;
  }

  private String complaint(int victim) throws IOException {
    List<String> lines = Files.readAllLines(log(victim));
    return String.join("\n", lines.subList(0, Math.min(lines.size(), 30)));
  }

  private void bury(String home, boolean birth, Life life) throws Exception {
    Ledger ledger = life.ledger();
    verdict.killed(life.kindOfDeath(), ledger);
    verdict.add(Count.ACKNOWLEDGED, ledger.count(Fate.ACKNOWLEDGED));
    verdict.add(Count.REFUSED, ledger.count(Fate.REFUSED));
    verdict.add(Count.IN_DOUBT, ledger.count(Fate.IN_DOUBT));
    long kills = verdict.of(Count.KILLS);
    if (place.hasServer() && kills % size.killsPerOutage() == size.killsPerOutage() / 2) {
      outages.begin();
      place.fail(new Random(seed + kills));
      outages.end();
      verdict.add(Count.OUTAGES, 1);
    }
    try {
      withDatabase(
          home,
          connection -> {
            if (!birth || isCreated(connection, life.hasCreated())) {
              Audit.of(connection, List.of(ledger), verdict);
            }
            if (!birth && kills % size.killsPerSnapshot() == 0) {
              look(connection, new Random(seed + kills));
            }
          });
      if (kills % KILLS_PER_INSPECTION == 0) {
        Inspection.of(url, verdict);
      }
      if (birth) {
        Inspection.of(home, verdict);
      }
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.SEVERE, "the database is not what it was", e);
      verdict.wrong("after the death of victim %s: %s".formatted(ledger.victim(), e));
    }
    if (Files.size(log(ledger.victim())) == 0) {
      Files.delete(log(ledger.victim()));
    }
  }

  /** All tables or none; where there are none they can be made. */
  private boolean isCreated(Connection connection, boolean surely) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'"
                    + " AND table_name NOT LIKE 'made%'")) {
      count.next();
      int tables = count.getInt(1);
      if (surely && tables == 0) {
        verdict.lost("the tables of a new database");
      } else if (tables != 0 && tables != Books.TABLES) {
        verdict.wrong("a new database has " + tables + " tables");
      } else if (tables == 0) {
        Books.create(connection);
      }
      return tables == Books.TABLES;
    }
  }

  private void look(Connection connection, Random random) throws SQLException {
    for (int i = 0; i < SNAPSHOTS_LOOKED_AT_AGAIN && !snapshots.isEmpty(); i++) {
      lookAgain(connection, snapshots.get(random.nextInt(snapshots.size())), verdict);
    }
    snapshots.add(Snapshot.at(connection, Snapshot.now(connection), verdict));
  }

  private static void lookAgain(Connection connection, Snapshot before, Verdict verdict)
      throws SQLException {
    Snapshot again = Snapshot.at(connection, before.time(), verdict);
    if (!again.equals(before)) {
      verdict.wrong("the past has changed: %s was %s".formatted(again, before));
    }
  }

  // ---- the end

  /** When the last victim has ended by itself all is compared that there is. */
  private void conclude() throws Exception {
    if (size.lastWorks() > 0) {
      outliveTheOthers();
    }
    Inspection.of(url, verdict);
    verdict.add(Count.LEAKED, Inspection.clean(url, verdict.of(Count.KILLS), verdict));
    compareAll();
  }

  private void outliveTheOthers() throws Exception {
    int number = nextVictim();
    Ledger ledger = new Ledger(number);
    Orders orders = Orders.untilItsEnd(url, false, number, seed, size.workers(), fault);
    Life life = new Life(ledger, verdict, outages);
    try (Victim victim = jvm.start(orders, log(number))) {
      if (!life.finish(victim, size.lastWorks())) {
        verdict.wrong("the last victim does not end well: " + complaint(number));
      }
    }
    ledgers.add(ledger);
    verdict.add(Count.ACKNOWLEDGED, ledger.count(Fate.ACKNOWLEDGED));
    verdict.add(Count.REFUSED, ledger.count(Fate.REFUSED));
  }

  private void compareAll() throws SQLException {
    Verdict found = new Verdict(); // what was in doubt has been counted
    withDatabase(
        url,
        connection -> {
          Audit.of(connection, ledgers, found);
          Audit.sharedCounter(connection, ledgers, found);
          for (Snapshot snapshot : snapshots) {
            lookAgain(connection, snapshot, found);
          }
          Snapshot.at(connection, Snapshot.now(connection), found);
        });
    verdict.addFindings(found);
  }

  private interface Look {
    void at(Connection connection) throws SQLException;
  }

  /** Opens a database, which nobody else in this process has open. */
  private static void withDatabase(String url, Look look) throws SQLException {
    try (Database database = Books.open(url, new SimpleMeterRegistry());
        Connection connection = DriverManager.getConnection(url)) {
      look.at(connection);
    }
  }
}
