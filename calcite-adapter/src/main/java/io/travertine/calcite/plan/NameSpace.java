package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.Catalog;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.SchemaDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.catalog.ViewDefinition;
import io.travertine.calcite.exec.SystemTable;
import io.travertine.calcite.parse.TimedName;
import io.travertine.calcite.plan.rel.ShardTable;
import io.travertine.calcite.plan.rel.VirtualTable;
import io.travertine.calcite.plan.system.SystemSchema;
import io.travertine.calcite.plan.system.SystemSchemas;
import io.travertine.calcite.plan.system.ViewColumns;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.Pasts;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.type.SqlFailure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The names that one statement, or one view in it, can use, as a tree of Calcite schemas: the
 * schemas of the present, and below the reserved schema of each AS OF those of its time, with the
 * tables of the session's schema also directly in it. Remembers which tables and views were looked
 * up. For one statement; not thread-safe.
 */
final class NameSpace {

  /** The table of the rows that an execution is given. */
  static final String GIVEN = "$given";

  /** What views are to Calcite. */
  interface Views {

    /** The table that a view is. */
    Table table(ViewDefinition view, int slot);

    /** What tells the columns of views, as often as one likes. */
    ViewColumns columns();
  }

  private final Catalogs catalogs;
  private final String defaultSchema;
  private final int presentSlot;
  private final Views views;
  private final Set<Dependency> used;

  /** The pasts in the texts of views; their slots follow the statement's. */
  private final List<Pasts.Past> pasts;

  private Optional<List<ColumnDefinition>> given = Optional.empty();

  /** The names of a statement. */
  NameSpace(Catalogs catalogs, String defaultSchema, Views views) {
    this(
        catalogs,
        defaultSchema,
        ReadTimes.PRESENT,
        views,
        new LinkedHashSet<>(),
        new ArrayList<>());
  }

  private NameSpace(
      Catalogs catalogs,
      String defaultSchema,
      int presentSlot,
      Views views,
      Set<Dependency> used,
      List<Pasts.Past> pasts) {
    this.catalogs = catalogs;
    this.defaultSchema = defaultSchema;
    this.presentSlot = presentSlot;
    this.views = views;
    this.used = used;
    this.pasts = pasts;
  }

  /** The names of a view that is read at {@code slot}: its present is the slot's time. */
  NameSpace within(ViewDefinition view, int slot) {
    return new NameSpace(catalogs, view.searchSchema(), slot, views, used, pasts);
  }

  /** A slot of its own for a time in the text of a view. */
  int slotFor(SqlNode time) {
    pasts.add(catalogs.pasts().at(time));
    if (SqlLiterals.of(time).isEmpty()) {
      used.add(Dependency.ON_NOW);
    }
    return catalogs.slots().size() + pasts.size() - 1;
  }

  /** The past of a slot, if it is one that is in the text of a view. */
  private Optional<Pasts.Past> past(int slot) {
    int index = slot - catalogs.slots().size();
    return index < 0 ? Optional.empty() : Optional.of(pasts.get(index));
  }

  /** The catalog of {@code slot}. */
  Catalog catalog(int slot) {
    return past(slot).map(Pasts.Past::catalog).orElseGet(() -> catalogs.of(slot));
  }

  /** The root of the tree. */
  CalciteSchema root() {
    Lookup<Schema> schemas = find(this::rootSchema, () -> schemaNames(catalog(presentSlot)));
    Lookup<Table> tables = find(this::given, Set::of);
    return CalciteSchema.createRootSchema(false, false, "", new LookedUp(tables, schemas));
  }

  /** Makes {@link #GIVEN} a name. */
  void give(List<ColumnDefinition> columns) {
    given = Optional.of(columns);
  }

  private Optional<Named<Table>> given(String name) {
    return given
        .filter(columns -> name.equals(GIVEN))
        .map(
            columns ->
                new Named<>(
                    GIVEN,
                    new VirtualTable(
                        columns,
                        new SystemTable(
                            (context, slot) -> context.givenRows(), ReadTimes.PRESENT))));
  }

  /** The tables that were found so far. */
  List<Dependency> used() {
    return List.copyOf(used);
  }

  private Optional<Named<Schema>> rootSchema(String name) {
    Optional<TimedName> timed = TimedName.of(List.of(name, name));
    if (timed.isPresent()) {
      return Optional.of(new Named<>(name, timedSchema(timed.get().slot())));
    }
    return schema(presentSlot, name);
  }

  private Schema timedSchema(int slot) {
    Catalog catalog = catalog(slot);
    Lookup<Table> tables =
        schema(slot, defaultSchema)
            .<Lookup<Table>>map(schema -> schema.entity().tables())
            .orElseGet(Lookup::empty);
    return new LookedUp(tables, find(name -> schema(slot, name), () -> schemaNames(catalog)));
  }

  private Optional<Named<Schema>> schema(int slot, String name) {
    Optional<SystemSchema> system = SystemSchemas.named(name);
    if (system.isPresent()) {
      return Optional.of(new Named<>(system.get().name(), systemSchema(system.get(), slot)));
    }
    return catalog(slot)
        .schema(name)
        .map(
            schema ->
                new Named<>(schema.name(), new LookedUp(tables(slot, schema), Lookup.empty())));
  }

  private Lookup<Table> tables(int slot, SchemaDefinition schema) {
    return find(
        name ->
            schema
                .table(name)
                .map(table -> new Named<>(table.name(), table(slot, table)))
                .or(
                    () ->
                        schema.view(name).map(view -> new Named<>(view.name(), view(slot, view)))),
        schema::names);
  }

  private Table table(int slot, TableDefinition table) {
    Optional<Pasts.Past> past = past(slot);
    if (past.isPresent()) {
      return new ShardTable(table, slot, OptionalLong.of(past.get().time()));
    }
    used.add(new Dependency(slot, table));
    return new ShardTable(table, slot, OptionalLong.empty());
  }

  private Table view(int slot, ViewDefinition view) {
    if (past(slot).isEmpty()) {
      used.add(new Dependency(slot, view));
    }
    return views.table(view, slot);
  }

  private Schema systemSchema(SystemSchema schema, int slot) {
    if (past(slot).isPresent()) {
      throw SqlFailure.unsupported(
          "a view cannot read schema \"" + schema.name() + "\" AS OF a time of its own");
    }
    Lookup<Table> tables =
        find(
            name ->
                schema
                    .table(name)
                    .map(
                        table ->
                            new Named<>(
                                table.name(),
                                new VirtualTable(
                                    table.columns(), table.table(slot, views.columns())))),
            schema::tableNames);
    return new LookedUp(tables, Lookup.empty());
  }

  private static Set<String> schemaNames(Catalog catalog) {
    Set<String> names = new TreeSet<>();
    catalog.schemas().forEach(schema -> names.add(schema.name()));
    SystemSchemas.all().forEach(schema -> names.add(schema.name()));
    return names;
  }

  private static <T> Lookup<T> find(
      Function<String, Optional<Named<T>>> byName, Supplier<Set<String>> names) {
    return new Lookup<>() {
      @Override
      public @Nullable T get(String name) {
        return byName
            .apply(name)
            .filter(found -> found.name().equals(name))
            .map(Named::entity)
            .orElse(null);
      }

      @Override
      public @Nullable Named<T> getIgnoreCase(String name) {
        return byName.apply(name).orElse(null);
      }

      @Override
      public Set<String> getNames(LikePattern pattern) {
        Set<String> matching = new TreeSet<>(names.get());
        matching.removeIf(name -> !pattern.matcher().apply(name));
        return matching;
      }
    };
  }

  /** A schema that answers from lookups. */
  private static final class LookedUp extends AbstractSchema {
    private final Lookup<Table> tables;
    private final Lookup<Schema> schemas;

    LookedUp(Lookup<Table> tables, Lookup<Schema> schemas) {
      this.tables = tables;
      this.schemas = schemas;
    }

    @Override
    public Lookup<Table> tables() {
      return tables;
    }

    @Override
    public Lookup<? extends Schema> subSchemas() {
      return schemas;
    }
  }
}
