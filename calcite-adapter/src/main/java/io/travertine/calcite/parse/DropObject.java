package io.travertine.calcite.parse;

import java.util.List;
import org.apache.calcite.sql.SqlDrop;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code DROP {TABLE | VIEW | SCHEMA} [IF EXISTS] name [CASCADE | RESTRICT]}. */
public final class DropObject extends SqlDrop {
  /** What kind of object goes. */
  public enum Target {
    TABLE(SqlKind.DROP_TABLE),
    VIEW(SqlKind.DROP_VIEW),
    SCHEMA(SqlKind.DROP_SCHEMA);

    private final SqlOperator operator;

    Target(SqlKind kind) {
      this.operator = new SqlSpecialOperator("DROP " + name(), kind);
    }
  }

  /** What happens to the objects that depend on it. */
  public enum Behavior {
    /** The statement does not say. */
    UNSPECIFIED,
    /** They go too. */
    CASCADE,
    /** They keep it from going. */
    RESTRICT
  }

  private final Target target;
  private final SqlIdentifier name;
  private final Behavior behavior;

  public DropObject(
      SqlParserPos pos, Target target, boolean ifExists, SqlIdentifier name, Behavior behavior) {
    super(target.operator, pos, ifExists);
    this.target = target;
    this.name = name;
    this.behavior = behavior;
  }

  public Target target() {
    return target;
  }

  public SqlIdentifier name() {
    return name;
  }

  public Behavior behavior() {
    return behavior;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(getOperator().getName());
    if (ifExists) {
      writer.keyword("IF EXISTS");
    }
    name.unparse(writer, 0, 0);
    if (behavior != Behavior.UNSPECIFIED) {
      writer.keyword(behavior.name());
    }
  }
}
