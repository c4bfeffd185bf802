package io.travertine.calcite.schema;

import io.travertine.calcite.plan.SessionCommand;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.Pasts;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.session.Transaction;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Carries out SET, COMMIT and their like: one execution of a statement about its session. */
final class CommandRun {

  private final SqlSession session;
  private final @Nullable Object[] parameters;
  private final Cancellation cancellation;

  CommandRun(SqlSession session, @Nullable Object[] parameters, Cancellation cancellation) {
    this.session = session;
    this.parameters = parameters;
    this.cancellation = cancellation;
  }

  void carryOut(SessionCommand command) {
    if (command instanceof SessionCommand.SetSchema set) {
      session.setSchema(set.schema(), cancellation);
    } else if (command instanceof SessionCommand.SetTimeZone set) {
      session.become(session.state().withTimeZone(zone(set.zone())));
    } else if (command instanceof SessionCommand.SetAsOf set) {
      Catalogs present = new Catalogs(session.likelyCatalog(cancellation), List.of(), Pasts.NONE);
      session.become(session.state().withAsOf(OptionalLong.of(time(set.time(), present))));
    } else if (command instanceof SessionCommand.Reset reset) {
      session.become(reset(reset.setting()));
    } else {
      carryOut((SessionCommand.OfTransaction) command);
    }
  }

  private void carryOut(SessionCommand.OfTransaction command) {
    SessionTransactions transactions = session.transactions();
    if (command instanceof SessionCommand.Commit) {
      transactions.commit(cancellation);
    } else if (command instanceof SessionCommand.RollBack) {
      transactions.rollBack();
    } else if (command instanceof SessionCommand.Start start) {
      transactions.start(terms(transactions.defaultTerms(), start.modes()));
    } else if (command instanceof SessionCommand.SetTransaction set) {
      transactions.set(terms(transactions.defaultTerms(), set.modes()));
    } else if (command instanceof SessionCommand.SetCharacteristics set) {
      set.modes().readOnly().ifPresent(session::setReadOnly);
      set.modes().isolation().ifPresent(transactions::setIsolation);
    } else if (command instanceof SessionCommand.SetSavepoint set) {
      transactions.requireOpen().savepoint(set.name());
    } else if (command instanceof SessionCommand.RollBackTo back) {
      transactions.requireOpen().rollBackTo(back.savepoint());
    } else if (command instanceof SessionCommand.Release release) {
      transactions.requireOpen().release(release.savepoint());
    }
  }

  private Transaction.Terms terms(Transaction.Terms before, SessionCommand.Modes modes) {
    OptionalLong asOf = before.asOf();
    if (modes.asOf().isPresent()) {
      asOf = OptionalLong.of(time(modes.asOf().get(), Catalogs.NONE));
    }
    if (asOf.isPresent() && modes.readOnly().equals(Optional.of(false))) {
      throw new SqlFailure(
          SqlState.READ_ONLY, "who reads the past cannot write: say READ ONLY, or leave AS OF out");
    }
    return new Transaction.Terms(
        modes.isolation().orElse(before.isolation()),
        modes.readOnly().orElse(before.readOnly()),
        asOf);
  }

  private SessionState reset(SessionCommand.Setting setting) {
    SessionState state = session.state();
    SessionState startState = session.startState();
    return switch (setting) {
      case SCHEMA -> state.withSchema(startState.schema());
      case TIME_ZONE -> state.withTimeZone(startState.timeZone());
      case AS_OF -> state.withAsOf(startState.asOf());
      case ALL -> startState.withReadOnly(state.readOnly());
    };
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new SqlFailure(
          SqlState.BAD_PARAMETER,
          "no time zone is called \"" + name + "\": try UTC, Europe/Berlin or +02:00",
          e);
    }
  }

  private long time(SqlNode expression, Catalogs catalogs) {
    return session.time(expression, parameters, catalogs, cancellation);
  }
}
