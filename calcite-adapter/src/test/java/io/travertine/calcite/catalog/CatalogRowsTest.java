package io.travertine.calcite.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlType;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatalogRowsTest {

  private static final Seed SEED = Seed.of(1);

  private static TableDefinition table(String schema, String name) {
    return new TableDefinition(
        schema,
        name,
        ShardId.generate(SEED),
        List.of(
            new ColumnDefinition(0, "Id", SqlType.parse("BIGINT"), false),
            new ColumnDefinition(1, "Straße", SqlType.parse("DECIMAL(10, 2)"), true)),
        17);
  }

  private static Catalog roundTrip(Catalog catalog) {
    return CatalogRows.read(
        CatalogRows.of(catalog).stream().map(List::toArray).toList(), catalog.version());
  }

  @Test
  void aCatalogReadsBackFromItsRows() {
    Catalog catalog =
        Catalog.initial()
            .withSchema("Sales")
            .withTable(table("Sales", "Orders"))
            .withTable(table("public", "t"));
    Catalog read = roundTrip(catalog);
    assertThat(CatalogRows.of(read)).isEqualTo(CatalogRows.of(catalog));
    assertThat(read.table("sales", "ORDERS"))
        .isEqualTo(catalog.table("Sales", "Orders"))
        .isPresent();
    assertThat(CatalogRows.of(roundTrip(Catalog.initial())))
        .isEqualTo(CatalogRows.of(Catalog.initial()));
  }

  @Test
  void everythingThatIsSaidOfATableAndAViewReadsBack() {
    TableDefinition plain = table("public", "t");
    ColumnDefinition id =
        plain
            .columns()
            .get(0)
            .withIdentity(Optional.of(new Identity(Identity.Generation.ALWAYS, -5, 3)))
            .withComment(Optional.of("the \"number\""));
    ColumnDefinition added =
        new ColumnDefinition(7, "added", SqlType.parse("VARCHAR(3)"), false)
            .withDefaultSql(Optional.of("'a' || 'b'"))
            .withInitial(Optional.of("ab"));
    ColumnDefinition date = new ColumnDefinition(8, "once", SqlType.parse("DATE"), true);
    TableDefinition table =
        plain
            .withColumns(List.of(id, plain.columns().get(1), added), List.of())
            .with(date)
            .without(date)
            .withConstraints(
                List.of(
                    new Constraint.PrimaryKey("t_pkey", List.of(7, 0)),
                    new Constraint.Unique("u", List.of(1)),
                    new Constraint.Check("c", "added <> 'x'")))
            .withRetainHistory(Optional.of(Duration.ofDays(7)))
            .withComment(Optional.of("rows"));
    ViewDefinition view =
        new ViewDefinition(
            "s", "V", "SELECT *\nFROM t", List.of("a", "B"), "public", 19, Optional.of("shown"));
    Catalog catalog =
        Catalog.initial()
            .withSchema("s")
            .withTable(table)
            .withView(view)
            .withView(
                new ViewDefinition("public", "w", "TABLE t", List.of(), "s", 3, Optional.empty()))
            .withSchemaComment("public", Optional.of("all"));
    Catalog read = roundTrip(catalog);
    assertThat(read.table("public", "t")).contains(table);
    assertThat(read.view("s", "v")).contains(view);
    assertThat(read.views()).hasSize(2);
    assertThat(read.schema("public").orElseThrow().comment()).contains("all");
    assertThat(CatalogRows.of(read)).isEqualTo(CatalogRows.of(catalog));
  }

  @Test
  void aTableAndAViewCannotHaveOneName() {
    ViewDefinition view =
        new ViewDefinition("public", "T", "SELECT 1", List.of(), "public", 1, Optional.empty());
    Catalog tables = Catalog.initial().withTable(table("public", "t"));
    assertThatThrownBy(() -> tables.withView(view))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("42P07"));
    Catalog views = Catalog.initial().withView(view);
    assertThatThrownBy(() -> views.withTable(table("public", "t")))
        .hasMessage("view \"t\" already exists in schema \"public\"");
    assertThat(views.withoutView("PUBLIC", "t").views()).isEmpty();
  }

  @Test
  void namesAreOneNameInAnyCase() {
    Catalog catalog = Catalog.initial().withTable(table("public", "Orders"));
    assertThatThrownBy(() -> catalog.withTable(table("PUBLIC", "orders")))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("42P07"));
    assertThat(catalog.withoutTable("Public", "ORDERS").table("public", "Orders")).isEmpty();
  }

  @Test
  void whatIsNotThereCannotBeDroppedAndWhatIsFullNeither() {
    Catalog catalog = Catalog.initial().withSchema("s").withTable(table("s", "t"));
    assertThatThrownBy(() -> catalog.withoutTable("s", "u"))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("42P01"));
    assertThatThrownBy(() -> catalog.withoutSchema("s"))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("2BP01"));
    assertThatThrownBy(() -> catalog.withoutSchema("x"))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("3F000"));
  }

  @Test
  void aNewerFormatIsRefused() {
    Object[] newer = new Object[CatalogRows.SCHEMA.width()];
    newer[0] = "format";
    newer[10] = Integer.toString(CatalogRows.FORMAT + 1);
    assertThatThrownBy(() -> CatalogRows.read(List.<Object[]>of(newer), 1))
        .isInstanceOf(FormatTooNewException.class);
  }
}
