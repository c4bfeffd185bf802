package io.travertine.persist.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {

  @Test
  void typesReadBackFromTheirPrintedForm() {
    for (Column column : RandomRows.EVERYTHING.columns()) {
      assertThat(ColumnType.parse(column.type().toString())).isEqualTo(column.type());
    }
    assertThat(ColumnType.decimal(10, 2)).hasToString("DECIMAL(10,2)");
    assertThatThrownBy(() -> ColumnType.parse("DECIMAL(39,2)"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ColumnType.parse("MONEY"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesAndIdsAreUnique() {
    Column a = Column.required(0, "a", ColumnType.INT32);
    assertThatThrownBy(() -> Schema.of(a, Column.required(1, "a", ColumnType.INT32)))
        .hasMessage("two columns named 'a'");
    assertThatThrownBy(() -> Schema.of(a, Column.required(0, "b", ColumnType.INT32)))
        .hasMessage("two columns with id 0");
  }

  @Test
  void columnsAreFoundByIdThroughRenames() {
    Schema schema = Schema.of(Column.required(7, "old", ColumnType.INT32));
    assertThat(schema.positionOf(7)).hasValue(0);
    assertThat(schema.positionOf("old")).hasValue(0);
    assertThat(schema.positionOf("OLD")).isEmpty();
  }

  @Test
  void aBatchHoldsWhatItsSchemaSays() {
    Schema schema = Schema.of(Column.required(0, "a", ColumnType.INT64));
    LongVector one = new LongVector(new long[1], 1, NullMask.none());
    LongVector absent = new LongVector(new long[1], 1, NullMask.all(1));
    IntVector narrow = new IntVector(new int[1], 1, NullMask.none());
    assertThat(new ColumnBatch(schema, 1, List.of(one)).length()).isEqualTo(1);
    assertThatThrownBy(() -> new ColumnBatch(schema, 2, List.of(one)))
        .hasMessageContaining("has 1 rows, not 2");
    assertThatThrownBy(() -> new ColumnBatch(schema, 1, List.of(absent)))
        .hasMessageContaining("null in column a");
    assertThatThrownBy(() -> new ColumnBatch(schema, 1, List.of(narrow)))
        .hasMessageContaining("in a IntVector");
    assertThatThrownBy(() -> new ColumnBatch(schema, 1, List.of()))
        .hasMessage("0 vectors for 1 columns");
  }
}
