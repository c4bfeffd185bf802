package io.travertine.calcite.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/**
 * The name of a table that is read at a time of its own, as it stands in a {@link
 * ParsedStatement}'s tree: a reserved schema {@code $asof:<slot>}, then the parts the user wrote.
 * The slot is an index into {@link ParsedStatement#times()}.
 *
 * <p>Whoever resolves table names asks {@link #of} first. No statement can write such a name
 * itself.
 *
 * @param slot index into the statement's times, 0 or more
 * @param table the name as written: {@code [t]}, or {@code [schema, t]}
 */
public record TimedName(int slot, List<String> table) {
  static final String PREFIX = "$asof:";

  public TimedName {
    if (slot < 0 || table.isEmpty()) {
      throw new IllegalArgumentException("slot " + slot + " of " + table);
    }
    table = List.copyOf(table);
  }

  /** The timed name in {@code names}; empty if it is an ordinary name. */
  public static Optional<TimedName> of(List<String> names) {
    if (names.size() < 2 || !names.get(0).startsWith(PREFIX)) {
      return Optional.empty();
    }
    int slot = Integer.parseInt(names.get(0).substring(PREFIX.length()));
    return Optional.of(new TimedName(slot, names.subList(1, names.size())));
  }

  /** All parts, the reserved schema first. */
  public List<String> names() {
    List<String> names = new ArrayList<>(table.size() + 1);
    names.add(PREFIX + slot);
    names.addAll(table);
    return names;
  }

  /** {@code id}, read at {@code slot}. */
  static SqlIdentifier identifier(SqlIdentifier id, int slot) {
    List<SqlParserPos> positions = new ArrayList<>();
    positions.add(id.getParserPosition());
    for (int i = 0; i < id.names.size(); i++) {
      positions.add(id.getComponentParserPosition(i));
    }
    return new SqlIdentifier(
        new TimedName(slot, id.names).names(), null, id.getParserPosition(), positions);
  }

  /**
   * @throws SqlSyntaxException if a name the user wrote looks like one of ours
   */
  static void refuseIn(SqlNode statement) {
    statement.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          @SuppressWarnings("NullAway") // Void
          public Void visit(SqlIdentifier id) {
            if (id.names.get(0).startsWith(PREFIX)) {
              throw SyntaxErrors.at(
                  id.getParserPosition(), "names beginning " + PREFIX + " are reserved");
            }
            return null;
          }
        });
  }
}
