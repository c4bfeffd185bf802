package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ViewDefinition;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.parse.TimedName;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;

/**
 * The query that a view stands for, read from its text where a statement uses it. For one
 * statement; not thread-safe.
 */
final class ViewQuery {

  private final ViewDefinition view;
  private final Querying querying;
  private final TravertineTypeFactory types;
  private final Set<ViewDefinition> open;
  private Optional<Validated> validated = Optional.empty();

  private record Validated(Querying.Tree tree, RelDataType rowType) {}

  /**
   * @param querying for the names that the view can use
   * @param open the views of the statement that are being read just now
   */
  ViewQuery(
      ViewDefinition view,
      Querying querying,
      TravertineTypeFactory types,
      Set<ViewDefinition> open) {
    this.view = view;
    this.querying = querying;
    this.types = types;
    this.open = open;
  }

  /**
   * The columns, with their names.
   *
   * @throws SqlFailure if the query makes no sense any more
   */
  RelDataType rowType() {
    return validated().rowType();
  }

  /** The rows. */
  RelNode toRel(RelOptCluster cluster) {
    Validated query = validated();
    return RelOptUtil.createCastRel(
        querying.convert(query.tree(), cluster).project(), query.rowType(), true);
  }

  private Validated validated() {
    if (validated.isEmpty()) {
      validated = Optional.of(validate());
    }
    return validated.get();
  }

  private Validated validate() {
    ParsedStatement parsed = StatementPlanner.parse(view.sql());
    if (!open.add(view)) {
      throw new SqlFailure(
          SqlState.RECURSIVE_VIEW, "view \"" + view.name() + "\" is made of itself");
    }
    Querying.Tree tree;
    try {
      tree = querying.validate(withOwnSlots(parsed));
    } catch (SqlFailure e) {
      throw e.state() == SqlState.RECURSIVE_VIEW
          ? e
          : new SqlFailure(e.state(), "view \"" + view.name() + "\": " + e.getMessage(), e);
    } finally {
      open.remove(view);
    }
    RelDataType row = named(tree.rowType());
    requireDistinct(row);
    return new Validated(tree, row);
  }

  /** The tree with slots that no other view has. */
  private SqlNode withOwnSlots(ParsedStatement parsed) {
    List<Integer> slots = parsed.times().stream().map(querying::slotFor).toList();
    if (slots.isEmpty()) {
      return parsed.node();
    }
    return Objects.requireNonNull(
        parsed
            .node()
            .accept(
                new SqlShuttle() {
                  @Override
                  public SqlNode visit(SqlIdentifier id) {
                    return TimedName.of(id.names)
                        .<SqlNode>map(
                            name ->
                                id.setName(
                                    0,
                                    new TimedName(slots.get(name.slot()), name.table())
                                        .names()
                                        .get(0)))
                        .orElse(id);
                  }
                }));
  }

  private void requireDistinct(RelDataType row) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : row.getFieldNames()) {
      if (!names.add(name)) {
        throw new SqlFailure(
            SqlState.DUPLICATE_COLUMN,
            "view \"" + view.name() + "\" has two columns \"" + name + "\": name them with AS");
      }
    }
  }

  private RelDataType named(RelDataType row) {
    List<String> names = view.columnNames();
    if (names.isEmpty()) {
      return row;
    }
    if (names.size() != row.getFieldCount()) {
      throw new SqlFailure(
          SqlState.INVALID_DEFINITION,
          "view \""
              + view.name()
              + "\" names "
              + names.size()
              + " column(s) and its query has "
              + row.getFieldCount());
    }
    RelDataTypeFactory.Builder named = types.builder();
    for (int i = 0; i < names.size(); i++) {
      named.add(names.get(i), row.getFieldList().get(i).getType());
    }
    return named.build();
  }
}
