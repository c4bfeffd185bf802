package io.travertine.calcite.parse;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Litmus;

/** The expressions that may stand after AS OF: one value for the whole statement. */
final class TimeExpressions {
  /** Functions without parentheses; the grammar takes them for names. */
  private static final Set<String> CLOCKS =
      Set.of("CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "CURRENT_DATE");

  private TimeExpressions() {}

  /**
   * @throws SqlSyntaxException if {@code time} depends on a row
   */
  static void check(SqlNode time) {
    time.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          @SuppressWarnings("NullAway") // Void
          public Void visit(SqlIdentifier id) {
            if (id.isSimple()
                && !id.isComponentQuoted(0)
                && CLOCKS.contains(id.getSimple().toUpperCase(Locale.ROOT))) {
              return null;
            }
            throw SyntaxErrors.at(
                id.getParserPosition(),
                "AS OF needs one value for the whole statement and cannot refer to column " + id);
          }

          @Override
          public Void visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY)) {
              throw SyntaxErrors.at(
                  call.getParserPosition(),
                  "AS OF cannot hold a query; run it first and bind its result");
            }
            return super.visit(call);
          }
        });
  }

  /**
   * @throws SqlSyntaxException if {@code statement} still has an AS OF: in a place that reads no
   *     table, such as a column's default
   */
  static void refuseIn(SqlNode statement) {
    statement.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlCall call) {
            if (call instanceof AsOfQuery || call instanceof SqlSnapshot) {
              throw SyntaxErrors.at(call.getParserPosition(), "AS OF is not allowed here");
            }
            return super.visit(call);
          }
        });
  }

  /**
   * The slot in {@code times} that {@code time} may share, or -1: equal literals mean equal times.
   */
  static int shared(List<SqlNode> times, SqlNode time) {
    if (time instanceof SqlLiteral) {
      for (int slot = 0; slot < times.size(); slot++) {
        if (times.get(slot).equalsDeep(time, Litmus.IGNORE)) {
          return slot;
        }
      }
    }
    return -1;
  }
}
