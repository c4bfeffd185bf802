package io.travertine.calcite.plan;

import io.travertine.calcite.parse.Sql;
import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** Calcite's validator, with the types of parameters by their position in the text. */
final class TravertineValidator extends SqlValidatorImpl {

  private static final Config CONFIG =
      Config.DEFAULT.withConformance(Sql.CONFORMANCE).withIdentifierExpansion(true);

  /** Null once the outermost query has it. */
  private @Nullable RelDataType wanted;

  TravertineValidator(
      SqlOperatorTable operators, CalciteCatalogReader reader, RelDataTypeFactory types) {
    super(operators, reader, types, CONFIG);
  }

  /** What the rows of the next query that is validated become. */
  void want(RelDataType rowType) {
    wanted = rowType;
  }

  @Override
  public void validateQuery(SqlNode node, SqlValidatorScope scope, RelDataType targetRowType) {
    RelDataType rows = wanted == null ? targetRowType : wanted;
    wanted = null;
    super.validateQuery(node, scope, rows);
  }

  /** The types that were found for the {@code ?}s in a validated tree, by index. */
  Map<Integer, RelDataType> parameterTypes(SqlNode validated) {
    Map<Integer, RelDataType> found = new HashMap<>();
    validated.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          @SuppressWarnings("NullAway") // Void
          public Void visit(SqlDynamicParam parameter) {
            RelDataType type = getValidatedNodeTypeIfKnown(parameter);
            if (type != null) {
              found.put(parameter.getIndex(), type);
            }
            return null;
          }
        });
    return found;
  }
}
