package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.ViewDefinition;
import io.travertine.calcite.plan.system.ViewColumns;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.schema.Table;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/**
 * From a syntax tree to relational algebra, with the names that a statement or a view can use. For
 * one statement; not thread-safe.
 */
final class Querying {

  static final CalciteConnectionConfig CONFIG = config();

  private static final SqlOperatorTable OPERATORS =
      SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
          EnumSet.of(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL));

  /** Longer lists of literals after IN become joins. */
  private static final int IN_LIST_MAX = 64;

  private final TravertineTypeFactory types;
  private final Catalogs catalogs;
  private final String schema;
  private final NameSpace names;
  private final Set<ViewDefinition> open;
  private final CalciteCatalogReader reader;
  private final TravertineValidator validator;

  /** A valid tree, and the rows it makes. */
  record Tree(SqlNode node, RelDataType rowType) {}

  /**
   * With the names of {@code catalogs}; those without a schema are looked for in {@code schema}.
   */
  Querying(TravertineTypeFactory types, Catalogs catalogs, String schema) {
    this.types = types;
    this.catalogs = catalogs;
    this.schema = schema;
    this.names = new NameSpace(catalogs, schema, views());
    this.open = new HashSet<>();
    this.reader = new CalciteCatalogReader(names.root(), List.of(schema), types, CONFIG);
    this.validator =
        new TravertineValidator(SqlOperatorTables.chain(OPERATORS, reader), reader, types);
  }

  private Querying(Querying outer, ViewDefinition view, int slot) {
    this.types = outer.types;
    this.catalogs = outer.catalogs;
    this.schema = view.searchSchema();
    this.names = outer.names.within(view, slot);
    this.open = outer.open;
    this.reader = new CalciteCatalogReader(names.root(), List.of(schema), types, CONFIG);
    this.validator =
        new TravertineValidator(SqlOperatorTables.chain(OPERATORS, reader), reader, types);
  }

  private static CalciteConnectionConfig config() {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    properties.setProperty(CalciteConnectionProperty.CONFORMANCE.camelName(), "LENIENT");
    properties.setProperty(CalciteConnectionProperty.MATERIALIZATIONS_ENABLED.camelName(), "false");
    return new CalciteConnectionConfigImpl(properties);
  }

  private NameSpace.Views views() {
    ViewColumns columns = new ViewShapes(types, catalogs.pasts());
    return new NameSpace.Views() {
      @Override
      public Table table(ViewDefinition view, int slot) {
        return view(view, slot);
      }

      @Override
      public ViewColumns columns() {
        return columns;
      }
    };
  }

  private ViewTable view(ViewDefinition view, int slot) {
    return new ViewTable(new ViewQuery(view, new Querying(this, view, slot), types, open));
  }

  /**
   * The columns of a view of the present.
   *
   * @throws io.travertine.calcite.type.SqlFailure if its query makes no sense
   */
  RelDataType rowType(ViewDefinition view) {
    return view(view, ReadTimes.PRESENT).getRowType(types);
  }

  /** A slot of its own for a time in the text of a view. */
  int slotFor(SqlNode time) {
    return names.slotFor(time);
  }

  /** Lets the tree read rows that the execution is given, as table {@link NameSpace#GIVEN}. */
  void give(List<ColumnDefinition> columns) {
    names.give(columns);
  }

  /** Says what the rows of the tree become: the types of parameters, where nothing else tells. */
  void want(RelDataType row) {
    validator.want(row);
  }

  /** The tables and views that were looked up so far. */
  List<Dependency> dependencies() {
    return names.used();
  }

  /**
   * Validates a tree, which is used up.
   *
   * @throws io.travertine.calcite.type.SqlFailure what is wrong with it
   */
  Tree validate(SqlNode node) {
    try {
      SqlNode validated = validator.validate(node);
      return new Tree(validated, validator.getValidatedNodeType(validated));
    } catch (CalciteContextException e) {
      throw failures().of(e, node);
    }
  }

  private PlanFailures failures() {
    return new PlanFailures(catalogs, names::catalog, schema, names.used());
  }

  /** The types that were found for the {@code ?}s of a valid tree, by index. */
  Map<Integer, RelDataType> parameterTypes(Tree tree) {
    return validator.parameterTypes(tree.node());
  }

  /** For each field the column it is taken from, schema first; null if it is computed. */
  List<? extends @Nullable List<String>> fieldOrigins(Tree tree) {
    return validator.getFieldOrigins(tree.node());
  }

  /** A valid tree as relational algebra. */
  RelRoot convert(Tree tree, RelOptCluster cluster) {
    SqlToRelConverter.Config config =
        SqlToRelConverter.config()
            .withTrimUnusedFields(true)
            .withExpand(false)
            .withRelBuilderConfigTransform(builder -> builder.withSimplify(false))
            .withInSubQueryThreshold(IN_LIST_MAX);
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (rowType, query, schemaPath, viewPath) -> {
              throw new IllegalStateException("views expand themselves: " + viewPath);
            },
            validator,
            reader,
            cluster,
            StandardConvertletTable.INSTANCE,
            config);
    try {
      return converter.convertQuery(tree.node(), false, true);
    } catch (CalciteContextException e) {
      throw failures().of(e, tree.node());
    }
  }
}
