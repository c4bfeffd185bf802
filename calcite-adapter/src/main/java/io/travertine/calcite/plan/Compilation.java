package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.plan.rel.CodeGenerator;
import io.travertine.calcite.plan.rel.PersistScan;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQueryBase;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Turns one query into code: validate, convert, optimise, implement. For one use; not thread-safe.
 */
final class Compilation {

  private final TravertineTypeFactory types;
  private final Querying querying;
  private Map<Integer, RelDataType> parameterTypes = Map.of();

  /**
   * What came out.
   *
   * @param rel the operators that the code is of
   */
  record Compiled(
      Code code,
      RelNode rel,
      List<ColumnMetaData> columns,
      Map<Integer, RelDataType> parameterTypes,
      List<Dependency> dependencies) {}

  Compilation(TravertineTypeFactory types, Catalogs catalogs, SessionState session) {
    this.types = types;
    this.querying = new Querying(types, catalogs, session.schema());
  }

  /** Lets queries read rows that the execution is given, as table {@link NameSpace#GIVEN}. */
  Compilation withGiven(List<ColumnDefinition> columns) {
    querying.give(columns);
    return this;
  }

  List<Dependency> dependencies() {
    return querying.dependencies();
  }

  Map<Integer, RelDataType> parameterTypes() {
    return parameterTypes;
  }

  Compiled compile(SqlNode query) {
    return compile(query, Optional.empty());
  }

  /**
   * Compiles a query.
   *
   * @param wanted what its rows become: the types of parameters, where nothing else tells; of no
   *     consequence if they have another number of fields
   */
  Compiled compile(SqlNode query, Optional<RelDataType> wanted) {
    wanted.ifPresent(querying::want);
    Querying.Tree validated = validate(query);
    List<ColumnMetaData> columns =
        new ResultColumns(types).of(validated.rowType(), querying.fieldOrigins(validated));
    Optimizer optimizer = new Optimizer(Querying.CONFIG);
    RelRoot root = optimise(convert(validated, optimizer), optimizer);
    return new Compiled(implement(root), root.rel, columns, parameterTypes, dependencies());
  }

  /** The plan of a statement as text, a line each. */
  List<String> explain(SqlExplain explain) {
    Querying.Tree validated = validate(explain.getExplicandum());
    if (explain.getDepth() == SqlExplain.Depth.TYPE) {
      return RelOptUtil.dumpType(validated.rowType()).lines().toList();
    }
    Optimizer optimizer = new Optimizer(Querying.CONFIG);
    RelRoot root = convert(validated, optimizer);
    if (explain.getDepth() == SqlExplain.Depth.PHYSICAL) {
      root = optimise(root, optimizer);
    }
    return print(root.rel, explain);
  }

  static List<String> print(RelNode rel, SqlExplain explain) {
    SqlExplainLevel level = explain.getDetailLevel();
    return RelOptUtil.dumpPlan("", rel, explain.getFormat(), level).lines().toList();
  }

  /** What JDBC is told of a single column of text. */
  List<ColumnMetaData> textColumn(String name) {
    RelDataType row = types.builder().add(name, SqlTypeName.VARCHAR).build();
    return new ResultColumns(types).of(row, StatementPlanner.nulls(1));
  }

  private Querying.Tree validate(SqlNode node) {
    Querying.Tree validated = querying.validate(node);
    parameterTypes = querying.parameterTypes(validated);
    return validated;
  }

  private RelRoot convert(Querying.Tree validated, Optimizer optimizer) {
    // A factory numbers the classes it makes for groups of fields, and is not made for threads.
    RexBuilder builder = new RexBuilder(new TravertineTypeFactory());
    RelOptCluster cluster = RelOptCluster.create(optimizer.planner(), builder);
    cluster.setMetadataProvider(DefaultRelMetadataProvider.INSTANCE);
    RelMetadataQueryBase.THREAD_PROVIDERS.set(
        JaninoRelMetadataProvider.of(DefaultRelMetadataProvider.INSTANCE));
    cluster.setMetadataQuerySupplier(CompiledMetadataQuery::new);
    RelRoot root = querying.convert(validated, cluster);
    return root.withRel(root.rel.accept(Corrections.of(cluster.getRexBuilder())));
  }

  private static RelRoot optimise(RelRoot root, Optimizer optimizer) {
    RelNode best = optimizer.optimise(root);
    return root.withRel(root.isRefTrivial() ? best : withoutHidden(root, best));
  }

  /** Leaves out the fields that are there only to be sorted by. */
  private static RelNode withoutHidden(RelRoot root, RelNode best) {
    RexBuilder builder = best.getCluster().getRexBuilder();
    List<org.apache.calcite.rex.RexNode> shown =
        Pair.left(root.fields).stream()
            .<org.apache.calcite.rex.RexNode>map(field -> builder.makeInputRef(best, field))
            .toList();
    RexProgram program =
        RexProgram.create(best.getRowType(), shown, null, root.validatedRowType, builder);
    return EnumerableCalc.create(best, program);
  }

  private static Code implement(RelRoot root) {
    EnumerableRel rel = (EnumerableRel) root.rel;
    CodeGenerator.Generation generated = CodeGenerator.generate(rel);
    List<RelDataType> fields =
        rel.getRowType().getFieldList().stream().map(RelDataTypeField::getType).toList();
    return new Code(generated.code(), generated.stash(), fields, reads(rel));
  }

  private static Set<Code.Reading> reads(RelNode rel) {
    Set<Code.Reading> reads = new LinkedHashSet<>();
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
        if (node instanceof PersistScan scan) {
          reads.add(new Code.Reading(scan.shardTable().definition(), scan.shardTable().slot()));
        }
        super.visit(node, ordinal, parent);
      }
    }.go(rel);
    return reads;
  }
}
