package io.travertine.calcite.schema;

import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Isolation;
import io.travertine.calcite.session.Transaction;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which transaction the statements of a session belong to: one of their own each, or the one that
 * is open. One opens by START TRANSACTION or, with autocommit off, by the first statement; COMMIT
 * or ROLLBACK ends it. Not thread-safe.
 */
final class SessionTransactions {

  private final Engine engine;
  private boolean autoCommit = true;
  private Isolation isolation = Isolation.SERIALIZABLE;
  private Optional<Transaction> open = Optional.empty();

  /** Whether the open one cannot go on: it was told 40001 and waits for ROLLBACK. */
  private boolean failed;

  SessionTransactions(Engine engine) {
    this.engine = engine;
  }

  boolean autoCommit() {
    return autoCommit;
  }

  /** That of transactions to come. */
  Isolation isolation() {
    return open.map(transaction -> transaction.terms().isolation()).orElse(isolation);
  }

  /** The open transaction. */
  Optional<Transaction> open() {
    return open;
  }

  /** Whether it is the open transaction, which COMMIT will end. */
  boolean isOpen(Transaction transaction) {
    return open.filter(mine -> mine == transaction).isPresent();
  }

  /** Whether a transaction is open that has read or changed something. */
  boolean isUnderWay() {
    return open.filter(Transaction::hasBegun).isPresent();
  }

  /** Turning it on commits what is open. */
  void setAutoCommit(boolean on, Cancellation cancellation) {
    if (on && !autoCommit) {
      commit(cancellation);
    }
    autoCommit = on;
  }

  /**
   * @throws SqlFailure 25001 while a transaction is under way
   */
  void setIsolation(Isolation level) {
    requireFresh("its isolation level");
    isolation = level;
    replaceTerms(terms -> new Transaction.Terms(level, terms.readOnly(), terms.asOf()));
  }

  /**
   * @throws SqlFailure 25001 while a transaction is under way
   */
  void requireFresh(String what) {
    if (isUnderWay()) {
      throw new SqlFailure(
          SqlState.ACTIVE_TRANSACTION,
          "the transaction has begun: " + what + " cannot change before COMMIT or ROLLBACK");
    }
  }

  private interface Change {
    Transaction.Terms of(Transaction.Terms terms);
  }

  private void replaceTerms(Change change) {
    // One that has not begun holds nothing that had to be closed.
    open = open.map(transaction -> engine.begin(change.of(transaction.terms())));
  }

  /** Opens a transaction, whatever autocommit says. */
  void start(Transaction.Terms terms) {
    if (open.isPresent()) {
      throw new SqlFailure(
          SqlState.ACTIVE_TRANSACTION, "a transaction is open: COMMIT or ROLLBACK it first");
    }
    open = Optional.of(engine.begin(terms));
    failed = false;
  }

  /** Changes the terms of the transaction that is open or, with autocommit off, the next one. */
  void set(Transaction.Terms terms) {
    if (open.isEmpty() && autoCommit) {
      throw noTransaction("START TRANSACTION takes the same words");
    }
    requireFresh("its terms");
    open = Optional.of(engine.begin(terms));
  }

  /** What a transaction has of which nothing is said. */
  Transaction.Terms defaultTerms() {
    return open.map(Transaction::terms)
        .orElseGet(() -> new Transaction.Terms(isolation, false, OptionalLong.empty()));
  }

  /**
   * The transaction of the next statement.
   *
   * @throws SqlFailure 25P02 if the open one has failed
   */
  Transaction forStatement() {
    requireSound();
    if (open.isPresent()) {
      return open.get();
    }
    if (autoCommit) {
      return engine.begin(Transaction.Terms.AUTOCOMMIT);
    }
    start(defaultTerms());
    return open.orElseThrow();
  }

  private void requireSound() {
    if (failed) {
      throw new SqlFailure(
          SqlState.FAILED_TRANSACTION,
          "the transaction has failed, and nothing of it will happen: ROLLBACK it");
    }
  }

  /** The open transaction, for SAVEPOINT and its like. */
  Transaction requireOpen() {
    requireSound();
    if (open.isEmpty() && autoCommit) {
      throw noTransaction("every statement commits by itself");
    }
    return forStatement();
  }

  private static SqlFailure noTransaction(String hint) {
    return new SqlFailure(SqlState.NO_TRANSACTION, "no transaction is open: " + hint);
  }

  /** Told when a statement of {@code transaction} has failed. */
  void failed(Transaction transaction, SqlFailure how) {
    if (how.state() == SqlState.SERIALIZATION_FAILURE && isOpen(transaction)) {
      failed = true;
    }
  }

  /**
   * Ends the open transaction.
   *
   * @throws SqlFailure 40001 if it collided with another one: nothing of it happens then. 25P01 if
   *     there can be none. 57014 if it was stopped: the message says whether it may have happened
   */
  void commit(Cancellation cancellation) {
    requireSound();
    if (open.isEmpty() && autoCommit) {
      throw noTransaction("every statement commits by itself");
    }
    try {
      cancellation.check();
      Optional<String> conflict = open.flatMap(mine -> commit(mine, cancellation));
      if (conflict.isPresent()) {
        throw collision(conflict.get());
      }
    } finally {
      abandon();
    }
  }

  /**
   * Makes durable what {@code transaction} has done.
   *
   * @return what it collided with; empty if it is done
   * @throws SqlFailure 57014 if it was stopped: it may or may not have happened
   */
  static Optional<String> commit(Transaction transaction, Cancellation cancellation) {
    try {
      return cancellation.waiting(transaction::commit);
    } catch (SqlFailure e) {
      throw e.state() == SqlState.CANCELLED
          ? new SqlFailure(
              SqlState.CANCELLED,
              e.getMessage() + " while it was committed: that may or may not have happened",
              e)
          : e;
    }
  }

  private static SqlFailure collision(String what) {
    return new SqlFailure(
        SqlState.SERIALIZATION_FAILURE,
        what
            + " was changed by another transaction since this one began to read: nothing of this one"
            + " was done, run it again");
  }

  /** Ends the open transaction, of which nothing happens. */
  void rollBack() {
    if (open.isEmpty() && autoCommit) {
      throw noTransaction("every statement commits by itself");
    }
    abandon();
  }

  /** Forgets the open transaction, if there is one. */
  void abandon() {
    Optional<Transaction> abandoned = open;
    open = Optional.empty();
    failed = false;
    abandoned.ifPresent(Transaction::close);
  }
}
