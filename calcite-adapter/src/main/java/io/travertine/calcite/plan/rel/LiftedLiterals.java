package io.travertine.calcite.plan.rel;

import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.CallImplementor;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.tree.BlockStatement;
import org.apache.calcite.linq4j.tree.ClassDeclaration;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.MethodDeclaration;
import org.apache.calcite.linq4j.tree.ParameterExpression;
import org.apache.calcite.linq4j.tree.Primitive;
import org.apache.calcite.linq4j.tree.Statement;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;
import org.apache.calcite.util.BuiltInMethod;

/**
 * Takes literals out of the expressions of a plan, so that statements which differ in nothing else
 * have the same code: an execution gives their values to it, each a variable of the code. For one
 * plan; not thread-safe.
 */
final class LiftedLiterals {

  /** A constructor in generated code is given all of them, and takes 255 words. */
  private static final int LITERALS_MAX = 64;

  private static final Set<SqlTypeName> TYPES =
      EnumSet.of(
          SqlTypeName.TINYINT,
          SqlTypeName.SMALLINT,
          SqlTypeName.INTEGER,
          SqlTypeName.BIGINT,
          SqlTypeName.DECIMAL,
          SqlTypeName.DOUBLE,
          SqlTypeName.CHAR,
          SqlTypeName.VARCHAR,
          SqlTypeName.DATE,
          SqlTypeName.TIME,
          SqlTypeName.TIMESTAMP);

  private final Map<String, Object> values = new LinkedHashMap<>();
  private final List<Statement> declarations = new ArrayList<>();

  /** The plan with variables in place of literals. */
  EnumerableRel outOf(EnumerableRel plan) {
    return (EnumerableRel) lean(plan);
  }

  /** The values, by the names that the code asks its context for. */
  Map<String, Object> values() {
    return values;
  }

  private RelNode lean(RelNode rel) {
    List<RelNode> inputs = rel.getInputs().stream().map(this::lean).toList();
    if (rel instanceof EnumerableCalc calc) {
      RexProgram program = lean(calc);
      return program == calc.getProgram() && inputs.get(0) == calc.getInput()
          ? calc
          : calc.copy(calc.getTraitSet(), inputs.get(0), program);
    }
    return inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
  }

  private RexProgram lean(EnumerableCalc calc) {
    RexBuilder builder = calc.getCluster().getRexBuilder();
    RexProgram program = Searches.expanded(calc.getProgram(), builder);
    Set<Integer> operands = LiteralOperands.of(program, calc.getInput() instanceof Values);
    List<RexNode> expressions = new ArrayList<>(program.getExprList());
    boolean lifted = false;
    for (int index : operands) {
      RexLiteral literal = (RexLiteral) expressions.get(index);
      if (isPlain(literal) && values.size() < LITERALS_MAX) {
        expressions.set(index, lifted(literal, builder));
        lifted = true;
      }
    }
    return lifted
        ? new RexProgram(
            program.getInputRowType(),
            expressions,
            program.getProjectList(),
            program.getCondition(),
            program.getOutputRowType())
        : program;
  }

  private static boolean isPlain(RexLiteral literal) {
    return !literal.isNull()
        && literal.getTypeName() != SqlTypeName.SARG
        && TYPES.contains(literal.getType().getSqlTypeName());
  }

  private RexNode lifted(RexLiteral literal, RexBuilder builder) {
    RelDataType type = literal.getType();
    String name = "v" + values.size() + "literal";
    values.put(name, Objects.requireNonNull(Literals.value(literal, type.getSqlTypeName())));
    Type javaClass = ((JavaTypeFactory) builder.getTypeFactory()).getJavaClass(type);
    ParameterExpression variable = Expressions.variable(javaClass, name);
    declarations.add(declaration(variable));
    SqlUserDefinedFunction operator =
        new SqlUserDefinedFunction(
            new SqlIdentifier(name, SqlParserPos.ZERO),
            SqlKind.OTHER_FUNCTION,
            ReturnTypes.explicit(type),
            InferTypes.FIRST_KNOWN,
            null,
            new Variable(variable));
    return builder.makeCall(type, operator, List.of());
  }

  private static Statement declaration(ParameterExpression variable) {
    Expression given =
        Expressions.convert_(
            Expressions.call(
                DataContext.ROOT,
                BuiltInMethod.DATA_CONTEXT_GET.method,
                Expressions.constant(variable.name)),
            Primitive.box(variable.type));
    return Expressions.declare(
        Modifier.FINAL, variable, Primitive.is(variable.type) ? Expressions.unbox(given) : given);
  }

  /** Lets the method that starts the code take the values from its context first. */
  void declareIn(ClassDeclaration code) {
    code.memberDeclarations.replaceAll(
        member ->
            member instanceof MethodDeclaration method
                    && method.name.equals(BuiltInMethod.BINDABLE_BIND.method.getName())
                ? Expressions.methodDecl(
                    method.modifier,
                    method.resultType,
                    method.name,
                    method.parameters,
                    preceded(method.body))
                : member);
  }

  private BlockStatement preceded(BlockStatement body) {
    List<Statement> statements = new ArrayList<>(declarations);
    statements.addAll(body.statements);
    return Expressions.block(statements);
  }

  /** A function without arguments whose value is a variable. */
  private record Variable(ParameterExpression variable) implements ImplementableFunction {
    @Override
    public List<FunctionParameter> getParameters() {
      return List.of();
    }

    @Override
    public CallImplementor getImplementor() {
      return (translator, call, nullAs) -> variable;
    }
  }
}
