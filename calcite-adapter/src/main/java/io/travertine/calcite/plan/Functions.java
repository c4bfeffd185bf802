package io.travertine.calcite.plan;

import io.travertine.calcite.exec.CheckedMath;
import io.travertine.calcite.exec.CodePoints;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.ScalarFunction;
import org.apache.calcite.schema.impl.ScalarFunctionImpl;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;
import org.jspecify.annotations.Nullable;

/**
 * Functions of ours in the place of Calcite's, where those are wrong: {@link CheckedMath} and
 * {@link CodePoints} say how.
 */
final class Functions {

  private static final String FINITE = "FINITE";

  private static final SqlOperator FIT =
      function("FIT", CheckedMath.class, "fit", BigDecimal.class, int.class);
  private static final SqlOperator DIVIDE =
      function(
          "DIVIDE", CheckedMath.class, "divide", BigDecimal.class, BigDecimal.class, int.class);

  private final RexBuilder builder;
  private final RelDataTypeFactory types;

  Functions(RexBuilder builder) {
    this.builder = builder;
    this.types = builder.getTypeFactory();
  }

  /** What computes {@code call} rightly; itself if Calcite does. */
  RexNode corrected(RexCall call) {
    if (isDoubled(call)) {
      return call.getOperands().get(0);
    }
    SqlTypeName type = call.getType().getSqlTypeName();
    Optional<RexNode> other =
        switch (type) {
          case TINYINT, SMALLINT, INTEGER, BIGINT -> ofWhole(call, type);
          case DECIMAL -> ofDecimal(call);
          case REAL, FLOAT, DOUBLE -> ofApproximate(call, type);
          case CHAR, VARCHAR -> ofText(call);
          default -> Optional.empty();
        };
    return other.orElse(call);
  }

  /** A sum of DECIMALs that may have more digits than a DECIMAL; itself if it cannot. */
  RexNode fittingSum(RexNode sum, RelDataType argument) {
    return sum.getType().getSqlTypeName() == SqlTypeName.DECIMAL
            && argument.getSqlTypeName() == SqlTypeName.DECIMAL
            && argument.getPrecision() > WIDE_ENOUGH
        ? fit(sum)
        : sum;
  }

  /** Ten thousand million numbers of so many digits have a sum of 38 at most. */
  private static final int WIDE_ENOUGH = 28;

  /** Whether a check that was there already has been put around itself. */
  private static boolean isDoubled(RexCall call) {
    return (call.getOperator() == FIT || isFinite(call))
        && call.getOperands().get(0) instanceof RexCall inner
        && inner.getOperator().equals(call.getOperator());
  }

  private static boolean isFinite(RexCall call) {
    return call.getOperator() instanceof SqlUserDefinedFunction && name(call).equals(FINITE);
  }

  private Optional<RexNode> ofWhole(RexCall call, SqlTypeName type) {
    List<RexNode> operands = call.getOperands();
    return switch (name(call)) {
      case "ABS" -> of(call, CheckedMath.class, "abs", operands, primitive(type));
      case "ROUND" ->
          operands.size() == 2 && (type == SqlTypeName.INTEGER || type == SqlTypeName.BIGINT)
              ? of(
                  call,
                  CheckedMath.class,
                  "round",
                  List.of(operands.get(0), cast(operands.get(1), SqlTypeName.INTEGER)),
                  primitive(type),
                  int.class)
              : Optional.empty();
      case "CHAR_LENGTH", "CHARACTER_LENGTH", "LENGTH" ->
          isText(operands.get(0))
              ? of(call, CodePoints.class, "length", operands, String.class)
              : Optional.empty();
      case "POSITION" -> isText(operands.get(1)) ? position(call, operands) : Optional.empty();
      case "STRPOS" ->
          isText(operands.get(0))
              ? position(call, List.of(operands.get(1), operands.get(0)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<RexNode> position(RexCall call, List<RexNode> operands) {
    return operands.size() == 2
        ? of(call, CodePoints.class, "position", operands, String.class, String.class)
        : of(
            call,
            CodePoints.class,
            "position",
            List.of(operands.get(0), operands.get(1), cast(operands.get(2), SqlTypeName.BIGINT)),
            String.class,
            String.class,
            long.class);
  }

  private Optional<RexNode> ofDecimal(RexCall call) {
    return switch (call.getKind()) {
      case DIVIDE ->
          Optional.of(
              quotient(call.getType(), call.getOperands().get(0), call.getOperands().get(1)));
      case PLUS, MINUS, TIMES ->
          call.getType().getPrecision() < types.getTypeSystem().getMaxPrecision(SqlTypeName.DECIMAL)
              ? Optional.empty()
              : Optional.of(fit(call));
      default -> Optional.empty();
    };
  }

  /** The exact quotient of DECIMALs and whole numbers, as a {@code type}. */
  RexNode quotient(RelDataType type, RexNode dividend, RexNode divisor) {
    return builder.makeCall(
        type, DIVIDE, List.of(decimal(dividend), decimal(divisor), scale(type)));
  }

  private RexNode fit(RexNode number) {
    return builder.makeCall(number.getType(), FIT, List.of(number, scale(number.getType())));
  }

  private RexNode scale(RelDataType type) {
    return builder.makeExactLiteral(BigDecimal.valueOf(type.getScale()));
  }

  /** Whole numbers as DECIMALs; what is one already stays. */
  private RexNode decimal(RexNode number) {
    if (number.getType().getSqlTypeName() == SqlTypeName.DECIMAL) {
      return number;
    }
    RelDataType type = types.createSqlType(SqlTypeName.DECIMAL, 19, 0);
    return builder.makeCast(nullableLike(number, type), number);
  }

  private Optional<RexNode> ofApproximate(RexCall call, SqlTypeName type) {
    Class<?> primitive = type == SqlTypeName.REAL ? float.class : double.class;
    List<RexNode> operands = call.getOperands();
    if (call.getKind() == SqlKind.CAST) {
      return ofCast(call, operands.get(0), primitive);
    } else if (call.getKind() == SqlKind.DIVIDE) {
      List<RexNode> same = operands.stream().map(each -> cast(each, type)).toList();
      return of(call, CheckedMath.class, "divide", same, primitive, primitive);
    }
    if (call.getOperator() instanceof SqlUserDefinedFunction) {
      return Optional.empty();
    }
    boolean mayOverflow =
        call.isA(List.of(SqlKind.PLUS, SqlKind.MINUS, SqlKind.TIMES))
            || List.of("EXP", "POWER", "POW").contains(name(call));
    return mayOverflow ? finite(call, primitive) : Optional.empty();
  }

  private Optional<RexNode> finite(RexCall call, Class<?> primitive) {
    SqlOperator operator = function(FINITE, CheckedMath.class, "finite", primitive);
    return Optional.of(builder.makeCall(call.getType(), operator, List.of(call)));
  }

  private Optional<RexNode> ofCast(RexCall cast, RexNode operand, Class<?> primitive) {
    SqlTypeName from = operand.getType().getSqlTypeName();
    if (primitive == float.class && (from == SqlTypeName.DOUBLE || from == SqlTypeName.FLOAT)) {
      return of(cast, CheckedMath.class, "real", List.of(operand), double.class);
    }
    return isText(operand) ? finite(cast, primitive) : Optional.empty();
  }

  private Optional<RexNode> ofText(RexCall call) {
    List<RexNode> operands = call.getOperands();
    if (operands.isEmpty() || !isText(operands.get(0))) {
      return Optional.empty();
    }
    return switch (name(call)) {
      case "SUBSTRING", "SUBSTR" -> counted(call, "substring", 1);
      case "LEFT" -> counted(call, "left", 1);
      case "RIGHT" -> counted(call, "right", 1);
      case "OVERLAY" -> counted(call, "overlay", 2);
      default -> Optional.empty();
    };
  }

  /** A method of {@link CodePoints} that takes so many texts and then positions. */
  private Optional<RexNode> counted(RexCall call, String method, int texts) {
    List<RexNode> operands = new ArrayList<>();
    Class<?>[] classes = new Class<?>[call.getOperands().size()];
    for (int i = 0; i < classes.length; i++) {
      RexNode operand = call.getOperands().get(i);
      if (i >= texts && !SqlTypeUtil.isNumeric(operand.getType())) {
        return Optional.empty();
      }
      operands.add(i < texts ? operand : cast(operand, SqlTypeName.BIGINT));
      classes[i] = i < texts ? String.class : long.class;
    }
    return of(call, CodePoints.class, method, operands, classes);
  }

  private Optional<RexNode> of(
      RexCall call, Class<?> home, String method, List<RexNode> operands, Class<?>... classes) {
    SqlOperator operator = function(name(call), home, method, classes);
    return Optional.of(builder.makeCall(call.getType(), operator, operands));
  }

  private static String name(RexCall call) {
    return call.getOperator().getName().toUpperCase(Locale.ROOT);
  }

  private static boolean isText(RexNode node) {
    return SqlTypeUtil.inCharFamily(node.getType());
  }

  private RexNode cast(RexNode node, SqlTypeName type) {
    return node.getType().getSqlTypeName() == type
        ? node
        : builder.makeCast(nullableLike(node, types.createSqlType(type)), node);
  }

  private RelDataType nullableLike(RexNode node, RelDataType type) {
    return types.createTypeWithNullability(type, node.getType().isNullable());
  }

  private static Class<?> primitive(SqlTypeName type) {
    return switch (type) {
      case TINYINT -> byte.class;
      case SMALLINT -> short.class;
      case INTEGER -> int.class;
      default -> long.class;
    };
  }

  private static SqlOperator function(
      String name, Class<?> home, String method, Class<?>... classes) {
    @Nullable ScalarFunction implementation;
    try {
      implementation = ScalarFunctionImpl.create(home.getMethod(method, classes));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
    return new SqlUserDefinedFunction(
        new SqlIdentifier(name, SqlParserPos.ZERO),
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.ARG0,
        InferTypes.FIRST_KNOWN,
        null,
        implementation);
  }
}
