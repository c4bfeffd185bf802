package io.travertine.calcite.plan.rel;

import io.travertine.calcite.exec.KeyGate;
import io.travertine.calcite.key.KeyColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableHashJoin;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Finds joins over all columns of a key of a table, and lets the table be asked for the keys of the
 * other input instead of being read.
 */
public final class KeyedJoins {

  private KeyedJoins() {}

  /** {@code plan} with a {@link KeyGate} at every such join. */
  public static RelNode into(RelNode plan) {
    List<RelNode> inputs = plan.getInputs().stream().map(KeyedJoins::into).toList();
    RelNode copy = inputs.equals(plan.getInputs()) ? plan : plan.copy(plan.getTraitSet(), inputs);
    if (!(copy instanceof EnumerableHashJoin join)) {
      return copy;
    }
    boolean rightFirst = rows(join.getRight()) >= rows(join.getLeft());
    return gated(join, rightFirst).or(() -> gated(join, !rightFirst)).orElse(join);
  }

  private static double rows(RelNode rel) {
    return rel.getCluster().getMetadataQuery().getRowCount(rel);
  }

  /** Whether rows of an input that meet nothing on the other side are of no consequence. */
  private static boolean needsMeeting(JoinRelType type, boolean right) {
    return switch (type) {
      case INNER, SEMI -> true;
      case LEFT, ANTI -> right;
      case RIGHT -> !right;
      default -> false;
    };
  }

  /**
   * The join with a gate.
   *
   * @param right whether it is the right input that is asked
   */
  private static Optional<RelNode> gated(Join join, boolean right) {
    RelNode asked = right ? join.getRight() : join.getLeft();
    RelNode asking = right ? join.getLeft() : join.getRight();
    Optional<PersistScan> scan = scan(asked);
    if (!needsMeeting(join.getJoinType(), right) || scan.isEmpty()) {
      return Optional.empty();
    }
    Map<Integer, Integer> askingFields = new HashMap<>();
    for (Equality equality : equalities(join)) {
      int askedField = right ? equality.right() : equality.left();
      int askingField = right ? equality.left() : equality.right();
      column(asked, askedField)
          .filter(column -> isOfKind(asking, askingField, scan.get(), column))
          .ifPresent(column -> askingFields.put(column, askingField));
    }
    for (KeyColumns key : KeyColumns.allOf(scan.get().shardTable().definition())) {
      if (askingFields.keySet().containsAll(key.positions()) && !scan.get().isLookedUp()) {
        KeyGate gate = new KeyGate(key);
        List<Integer> fields = key.positions().stream().map(askingFields::get).toList();
        RelNode source = new KeySource(asking.getTraitSet(), asking, gate, fields);
        RelNode lookup = new KeyLookup(asked.getTraitSet(), behind(asked, gate), gate);
        List<RelNode> inputs = right ? List.of(source, lookup) : List.of(lookup, source);
        return Optional.of(join.copy(join.getTraitSet(), inputs));
      }
    }
    return Optional.empty();
  }

  /** Fields of the inputs that rows have to be equal in, neither of them NULL. */
  private record Equality(int left, int right) {}

  private static List<Equality> equalities(Join join) {
    int width = join.getLeft().getRowType().getFieldCount();
    List<Equality> equalities = new ArrayList<>();
    for (RexNode condition : RelOptUtil.conjunctions(join.getCondition())) {
      if (condition.getKind() == SqlKind.EQUALS) {
        List<RexNode> sides = ((RexCall) condition).getOperands();
        if (sides.get(0) instanceof RexInputRef a && sides.get(1) instanceof RexInputRef b) {
          int low = Math.min(a.getIndex(), b.getIndex());
          int high = Math.max(a.getIndex(), b.getIndex());
          if (low < width && high >= width) {
            equalities.add(new Equality(low, high - width));
          }
        }
      }
    }
    return equalities;
  }

  /** The scan that the rows come from, one by one. */
  private static Optional<PersistScan> scan(RelNode rel) {
    if (rel instanceof PersistScan scan) {
      return Optional.of(scan);
    }
    return rel instanceof EnumerableCalc calc ? scan(calc.getInput()) : Optional.empty();
  }

  private static RelNode behind(RelNode rel, KeyGate gate) {
    return rel instanceof PersistScan scan
        ? scan.behind(gate)
        : rel.copy(rel.getTraitSet(), List.of(behind(rel.getInput(0), gate)));
  }

  /** The column of the scanned table that a field is equal to. */
  private static Optional<Integer> column(RelNode rel, int field) {
    if (rel instanceof PersistScan scan) {
      return Optional.of(scan.columns().get(field));
    }
    EnumerableCalc calc = (EnumerableCalc) rel;
    RexNode value = calc.getProgram().expandLocalRef(calc.getProgram().getProjectList().get(field));
    if (value.getKind() == SqlKind.CAST) {
      RexNode inner = ((RexCall) value).getOperands().get(0);
      boolean same = isInteger(value.getType()) && isInteger(inner.getType());
      value = same ? inner : value;
    }
    return value instanceof RexInputRef ref
        ? column(calc.getInput(), ref.getIndex())
        : Optional.empty();
  }

  private static boolean isInteger(RelDataType type) {
    return SqlTypeName.INT_TYPES.contains(type.getSqlTypeName());
  }

  /** Whether values of a field can be looked up in a column. */
  private static boolean isOfKind(RelNode rel, int field, PersistScan scan, int column) {
    SqlTypeName given = rel.getRowType().getFieldList().get(field).getType().getSqlTypeName();
    SqlTypeName wanted = scan.shardTable().definition().columns().get(column).type().name();
    return given == wanted
        || SqlTypeName.EXACT_TYPES.contains(given) && SqlTypeName.EXACT_TYPES.contains(wanted)
        || SqlTypeName.CHAR_TYPES.contains(given) && SqlTypeName.CHAR_TYPES.contains(wanted);
  }
}
