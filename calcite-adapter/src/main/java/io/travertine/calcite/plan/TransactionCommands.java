package io.travertine.calcite.plan;

import io.travertine.calcite.parse.EndTransaction;
import io.travertine.calcite.parse.Savepoint;
import io.travertine.calcite.parse.StartTransaction;
import io.travertine.calcite.session.Isolation;
import io.travertine.calcite.type.SqlFailure;
import org.apache.calcite.sql.SqlNode;

/** START TRANSACTION, COMMIT, ROLLBACK, SAVEPOINT and their like. */
final class TransactionCommands {

  private TransactionCommands() {}

  static SessionCommand of(SqlNode node) {
    if (node instanceof StartTransaction start) {
      return of(start);
    } else if (node instanceof Savepoint savepoint) {
      return savepoint.releases()
          ? new SessionCommand.Release(savepoint.name())
          : new SessionCommand.SetSavepoint(savepoint.name());
    }
    EndTransaction end = (EndTransaction) node;
    return end.commits()
        ? new SessionCommand.Commit()
        : end.savepoint()
            .<SessionCommand>map(SessionCommand.RollBackTo::new)
            .orElseGet(SessionCommand.RollBack::new);
  }

  private static SessionCommand of(StartTransaction node) {
    SessionCommand.Modes modes =
        new SessionCommand.Modes(
            node.isolation().map(TransactionCommands::raised), node.readOnly(), node.time());
    return switch (node.scope()) {
      case START -> new SessionCommand.Start(modes);
      case SET -> new SessionCommand.SetTransaction(modes);
      case SESSION -> {
        if (modes.asOf().isPresent()) {
          throw SqlFailure.unsupported(
              "AS OF is for one transaction: SET AS OF is for the session");
        }
        yield new SessionCommand.SetCharacteristics(modes);
      }
    };
  }

  private static Isolation raised(StartTransaction.Isolation asked) {
    return asked == StartTransaction.Isolation.SERIALIZABLE
        ? Isolation.SERIALIZABLE
        : Isolation.REPEATABLE_READ;
  }
}
