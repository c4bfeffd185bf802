package io.travertine.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementTextTest {

  @Test
  void theFirstWordTells() {
    assertThat(
            List.of(
                "select 1",
                "  ((SELECT 1)",
                "/* INSERT */ -- x\n\tVALUES (1)",
                "with x as (select 1) select * from x"))
        .allSatisfy(sql -> assertThat(StatementText.of(sql)).isEqualTo(StatementText.QUERY));
    assertThat(List.of("insert into t values (1)", "-- SELECT\nDELETE FROM t", "Drop table t"))
        .allSatisfy(sql -> assertThat(StatementText.of(sql)).isEqualTo(StatementText.CHANGE));
    assertThat(List.of("explain plan for select 1", "", "/* never closed", "selection", "("))
        .allSatisfy(sql -> assertThat(StatementText.of(sql)).isEqualTo(StatementText.UNCLEAR));
  }
}
