package io.travertine.calcite.schema;

import io.travertine.calcite.exec.Failures;
import io.travertine.calcite.session.Backoff;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.PresumedTimeException;
import io.travertine.calcite.session.Transaction;
import io.travertine.calcite.type.SqlFailure;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs the work of one statement in the transaction that is open; or else in one of its own, again
 * and again until it commits without a collision.
 */
final class Attempts {

  private final Engine engine;
  private final SessionTransactions transactions;
  private final boolean presumes;
  private final Cancellation cancellation;

  /**
   * @param presumes whether to try first without asking Consensus for the read time
   */
  Attempts(SqlSession session, boolean presumes, Cancellation cancellation) {
    this.engine = session.engine();
    this.transactions = session.transactions();
    this.presumes = presumes;
    this.cancellation = cancellation;
  }

  /**
   * What {@code work} gives in the run that counts; those before it came to nothing.
   *
   * @throws SqlFailure what the work fails with, or its commit
   */
  <T> T until(Function<Transaction, T> work) {
    if (presumes && transactions.autoCommit() && transactions.open().isEmpty()) {
      Optional<T> result = presuming(work);
      if (result.isPresent()) {
        return result.get();
      }
    }
    Backoff backoff = new Backoff(engine.clock(), engine.seed(), cancellation);
    while (true) {
      Transaction transaction = transactions.forStatement();
      try {
        T result = work.apply(transaction);
        if (transactions.isOpen(transaction)) {
          return result;
        }
        cancellation.check();
        Optional<String> collision = SessionTransactions.commit(transaction, cancellation);
        if (collision.isEmpty()) {
          return result;
        }
        backoff.lost(collision.get());
      } catch (RuntimeException | Error e) {
        SqlFailure failure = Failures.of(e);
        transactions.failed(transaction, failure);
        throw failure;
      } finally {
        if (!transactions.isOpen(transaction)) {
          transaction.close();
        }
      }
    }
  }

  /**
   * Does {@code work} in a transaction of its own on what this process knows of the definitions.
   *
   * @return empty if that will not do: what it knows is out of date, or rows are to be read.
   *     Nothing has happened then
   */
  private <T> Optional<T> presuming(Function<Transaction, T> work) {
    try (Transaction transaction =
        engine.begin(Transaction.Terms.AUTOCOMMIT, Transaction.Beginning.PRESUMED)) {
      T result;
      try {
        result = work.apply(transaction);
      } catch (RuntimeException e) {
        cancellation.check();
        if (PresumedTimeException.isBehind(e) || !transaction.isWellPresumed()) {
          return Optional.empty();
        }
        throw e;
      }
      cancellation.check();
      boolean stands =
          transaction.changesNothing()
              ? transaction.isWellPresumed()
              : SessionTransactions.commit(transaction, cancellation).isEmpty();
      return stands ? Optional.of(result) : Optional.empty();
    } catch (RuntimeException | Error e) {
      throw Failures.of(e);
    }
  }
}
