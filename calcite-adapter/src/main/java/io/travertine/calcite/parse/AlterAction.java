package io.travertine.calcite.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWriter;

/** One thing that an {@link AlterTable} does to its table. */
public sealed interface AlterAction {

  /** What it is made of, for those who walk the tree. */
  List<SqlNode> operands();

  /** Prints it as it is read. */
  void unparse(SqlWriter writer);

  /**
   * {@code ADD [COLUMN] [IF NOT EXISTS] column}.
   *
   * @param constraints what was written beside the column
   */
  record AddColumn(boolean ifNotExists, ColumnSpec column, List<ConstraintSpec> constraints)
      implements AlterAction {
    public AddColumn {
      constraints = List.copyOf(constraints);
    }

    @Override
    public List<SqlNode> operands() {
      List<SqlNode> operands = new ArrayList<>(List.of(column));
      operands.addAll(constraints);
      return operands;
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword(ifNotExists ? "ADD COLUMN IF NOT EXISTS" : "ADD COLUMN");
      column.unparse(writer, 0, 0);
      for (ConstraintSpec constraint : constraints) {
        writer.sep(",");
        writer.keyword("ADD");
        constraint.unparse(writer, 0, 0);
      }
    }
  }

  /** {@code DROP [COLUMN] [IF EXISTS] name [CASCADE | RESTRICT]}. */
  record DropColumn(boolean ifExists, SqlIdentifier name, boolean cascade) implements AlterAction {
    @Override
    public List<SqlNode> operands() {
      return List.of(name);
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword(ifExists ? "DROP COLUMN IF EXISTS" : "DROP COLUMN");
      name.unparse(writer, 0, 0);
      if (cascade) {
        writer.keyword("CASCADE");
      }
    }
  }

  /** {@code RENAME [COLUMN] from TO to}. */
  record RenameColumn(SqlIdentifier from, SqlIdentifier to) implements AlterAction {
    @Override
    public List<SqlNode> operands() {
      return List.of(from, to);
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword("RENAME COLUMN");
      from.unparse(writer, 0, 0);
      writer.keyword("TO");
      to.unparse(writer, 0, 0);
    }
  }

  /** {@code RENAME TO name}. */
  record RenameTable(SqlIdentifier to) implements AlterAction {
    @Override
    public List<SqlNode> operands() {
      return List.of(to);
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword("RENAME TO");
      to.unparse(writer, 0, 0);
    }
  }

  /** {@code ALTER [COLUMN] name {SET DEFAULT e | DROP DEFAULT}}. */
  record Default(SqlIdentifier column, Optional<SourceExpression> value) implements AlterAction {
    @Override
    public List<SqlNode> operands() {
      List<SqlNode> operands = new ArrayList<>(List.of(column));
      value.ifPresent(given -> operands.add(given.expression()));
      return operands;
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword("ALTER COLUMN");
      column.unparse(writer, 0, 0);
      if (value.isPresent()) {
        writer.keyword("SET DEFAULT");
        value.get().expression().unparse(writer, 0, 0);
      } else {
        writer.keyword("DROP DEFAULT");
      }
    }
  }

  /** {@code ALTER [COLUMN] name {SET | DROP} NOT NULL}. */
  record Nullability(SqlIdentifier column, boolean nullable) implements AlterAction {
    @Override
    public List<SqlNode> operands() {
      return List.of(column);
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword("ALTER COLUMN");
      column.unparse(writer, 0, 0);
      writer.keyword(nullable ? "DROP NOT NULL" : "SET NOT NULL");
    }
  }

  /** {@code ALTER [COLUMN] name [SET DATA] TYPE type}. */
  record Retype(SqlIdentifier column, SqlDataTypeSpec type) implements AlterAction {
    @Override
    public List<SqlNode> operands() {
      return List.of(column, type);
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword("ALTER COLUMN");
      column.unparse(writer, 0, 0);
      writer.keyword("TYPE");
      type.unparse(writer, 0, 0);
    }
  }

  /** {@code ADD [CONSTRAINT name] constraint}. */
  record AddConstraint(ConstraintSpec constraint) implements AlterAction {
    @Override
    public List<SqlNode> operands() {
      return List.of(constraint);
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword("ADD");
      constraint.unparse(writer, 0, 0);
    }
  }

  /** {@code DROP CONSTRAINT [IF EXISTS] name [CASCADE | RESTRICT]}. */
  record DropConstraint(boolean ifExists, SqlIdentifier name) implements AlterAction {
    @Override
    public List<SqlNode> operands() {
      return List.of(name);
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword(ifExists ? "DROP CONSTRAINT IF EXISTS" : "DROP CONSTRAINT");
      name.unparse(writer, 0, 0);
    }
  }

  /** {@code SET (option = value)} or {@code RESET (option)}. */
  record Option(SqlIdentifier option, Optional<SqlNode> value) implements AlterAction {
    @Override
    public List<SqlNode> operands() {
      List<SqlNode> operands = new ArrayList<>(List.of(option));
      value.ifPresent(operands::add);
      return operands;
    }

    @Override
    public void unparse(SqlWriter writer) {
      writer.keyword(value.isPresent() ? "SET" : "RESET");
      SqlWriter.Frame frame = writer.startList("(", ")");
      option.unparse(writer, 0, 0);
      if (value.isPresent()) {
        writer.keyword("=");
        value.get().unparse(writer, 0, 0);
      }
      writer.endList(frame);
    }
  }
}
