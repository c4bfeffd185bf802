package io.travertine.benchmarks.engine;

import java.nio.file.Path;
import java.util.function.Function;

/** A database that takes part. */
public enum Database {
  TRAVERTINE(
      "Travertine",
      "one fdatasync of the consensus log for each group of commits",
      directory -> UrlEngine.of("jdbc:travertine:file:" + directory.resolve("db"))),
  SQLITE(
      "SQLite",
      "journal_mode=WAL, synchronous=FULL",
      directory ->
          UrlEngine.of(
              "jdbc:sqlite:"
                  + directory.resolve("db")
                  + "?journal_mode=WAL&synchronous=FULL&busy_timeout=60000")),
  POSTGRESQL(
      "PostgreSQL 17",
      "fsync=on, synchronous_commit=on; a server of its own, over loopback",
      PostgresEngine::start),
  DERBY("Derby", "the default: the log is forced at commit", DerbyEngine::new),
  HSQLDB(
      "HSQLDB",
      "WRITE DELAY FALSE, cached tables, MVCC",
      directory ->
          new UrlEngine(
              "jdbc:hsqldb:file:"
                  + directory.resolve("db")
                  + ";hsqldb.tx=mvcc;hsqldb.default_table_type=cached;hsqldb.write_delay=false",
              "",
              "",
              "SHUTDOWN")),
  DUCKDB(
      "DuckDB",
      "the default: the log is forced at commit",
      directory -> UrlEngine.of("jdbc:duckdb:" + directory.resolve("db"))),
  H2_FORCED(
      "H2, forced",
      "WRITE_DELAY=0 and CHECKPOINT SYNC after each commit",
      directory -> new UrlEngine(Database.h2(directory), "", "CHECKPOINT SYNC", "SHUTDOWN")),
  H2(
      "H2",
      "WRITE_DELAY=0: **not durable**, a commit alone is written and not forced to disk",
      directory -> new UrlEngine(Database.h2(directory), "", "", "SHUTDOWN"));

  private final String label;
  private final String durability;
  private final Function<Path, Engine> opener;

  Database(String label, String durability, Function<Path, Engine> opener) {
    this.label = label;
    this.durability = durability;
    this.opener = opener;
  }

  private static String h2(Path directory) {
    return "jdbc:h2:file:" + directory.resolve("db") + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1";
  }

  /** What people call it. */
  public String label() {
    return label;
  }

  /** How it is told to make commits durable. */
  public String durability() {
    return durability;
  }

  /** Starts an empty one in {@code directory}, which exists and is empty. */
  public Engine open(Path directory) {
    return opener.apply(directory);
  }
}
