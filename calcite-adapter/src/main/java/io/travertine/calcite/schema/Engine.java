package io.travertine.calcite.schema;

import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.calcite.plan.AsOfTimes;
import io.travertine.calcite.plan.Constants;
import io.travertine.calcite.plan.PlanCache;
import io.travertine.calcite.plan.StatementPlanner;
import io.travertine.calcite.session.OpenTables;
import io.travertine.calcite.session.Sequences;
import io.travertine.calcite.session.Transaction;
import io.travertine.calcite.type.TravertineTypeFactory;
import io.travertine.persist.PersistClient;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import io.travertine.persist.txn.Txns;

/** What the sessions of one open database share. Thread-safe. */
final class Engine implements AutoCloseable {

  private final PersistClient client;
  private final Txns txns;
  private final CatalogStore catalogs;
  private final OpenTables tables;
  private final Sequences sequences;
  private final Clock clock;
  private final Seed seed;
  private final TravertineTypeFactory types = new TravertineTypeFactory();
  private final StatementPlanner planner;
  private final PlanCache plans = new PlanCache();
  private final AsOfTimes times;
  private final Timeouts timeouts = new Timeouts();

  private Engine(PersistClient client, Txns txns, CatalogStore catalogs) {
    this.client = client;
    this.txns = txns;
    this.catalogs = catalogs;
    this.clock = client.config().clock();
    this.seed = client.config().seed();
    this.tables = new OpenTables(client, txns);
    this.sequences = new Sequences(client, clock);
    Constants constants = new Constants(tables, types, clock);
    this.planner = new StatementPlanner(types, constants, seed);
    this.times = new AsOfTimes(planner, constants, tables, clock);
  }

  static Engine open(PersistLocation location, DatabaseOptions options) {
    PersistClient client = PersistClient.open(location, options.storage(), options.access());
    try {
      return open(client);
    } catch (RuntimeException | Error e) {
      client.close();
      throw e;
    }
  }

  /** On a client that is closed with it. */
  static Engine open(PersistClient client) {
    Txns txns = Txns.open(client);
    try {
      return new Engine(client, txns, CatalogStore.open(client, txns));
    } catch (RuntimeException | Error e) {
      txns.close();
      throw e;
    }
  }

  /** What may be done with the database. */
  Access access() {
    return client.access();
  }

  CatalogStore catalogs() {
    return catalogs;
  }

  /** A transaction that has not begun. */
  Transaction begin(Transaction.Terms terms) {
    return begin(terms, Transaction.Beginning.ASKED);
  }

  Transaction begin(Transaction.Terms terms, Transaction.Beginning beginning) {
    return new Transaction(terms, beginning, tables, catalogs);
  }

  OpenTables tables() {
    return tables;
  }

  Sequences sequences() {
    return sequences;
  }

  Clock clock() {
    return clock;
  }

  Seed seed() {
    return seed;
  }

  TravertineTypeFactory types() {
    return types;
  }

  StatementPlanner planner() {
    return planner;
  }

  PlanCache plans() {
    return plans;
  }

  AsOfTimes times() {
    return times;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  @Override
  public void close() {
    try (client;
        txns;
        catalogs;
        tables;
        sequences;
        timeouts) {
      // closed in reverse order
    }
  }
}
