package io.travertine.calcite.plan;

import io.travertine.calcite.parse.Sql;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlCase;
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

  /** The types of parameters that are compared with NULL, by index. */
  private final Map<Integer, RelDataType> testedTypes = new HashMap<>();

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

  /**
   * The results of a CASE are of the type that is wanted of it, where nothing else tells; so are
   * parameters that it compares with NULL, as COALESCE does.
   */
  @Override
  protected void inferUnknownTypes(
      RelDataType inferredType, SqlValidatorScope scope, SqlNode node) {
    boolean unknown = inferredType.equals(unknownType);
    if (node instanceof SqlCase choice && !unknown) {
      choice.getWhenOperands().forEach(condition -> rememberTested(condition, inferredType));
      boolean noneTells = results(choice).allMatch(TravertineValidator::isUnknown);
      results(choice)
          .filter(result -> noneTells || isComputed(result))
          .forEach(result -> inferUnknownTypes(inferredType, scope, result));
    }
    RelDataType tested =
        unknown && node instanceof SqlDynamicParam parameter
            ? testedTypes.getOrDefault(parameter.getIndex(), inferredType)
            : inferredType;
    super.inferUnknownTypes(tested, scope, node);
  }

  private void rememberTested(SqlNode condition, RelDataType type) {
    if ((condition.getKind() == SqlKind.IS_NULL || condition.getKind() == SqlKind.IS_NOT_NULL)
        && ((SqlCall) condition).operand(0) instanceof SqlDynamicParam parameter) {
      testedTypes.putIfAbsent(parameter.getIndex(), type);
    }
  }

  private static boolean isUnknown(SqlNode result) {
    return result instanceof SqlDynamicParam
        || SqlUtil.isNullLiteral(result, false)
        || result instanceof SqlCase nested
            && results(nested).allMatch(TravertineValidator::isUnknown);
  }

  /** Whether parameters are computed with. */
  private static boolean isComputed(SqlNode result) {
    return result instanceof SqlCall call
        && !call.isA(SqlKind.QUERY)
        && call.getOperandList().stream()
            .anyMatch(operand -> operand instanceof SqlDynamicParam || isComputed(operand));
  }

  private static Stream<SqlNode> results(SqlCase choice) {
    return Stream.concat(
        choice.getThenOperands().stream(), Stream.ofNullable(choice.getElseOperand()));
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
