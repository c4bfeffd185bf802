package io.travertine.calcite.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlType;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import java.util.List;
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
