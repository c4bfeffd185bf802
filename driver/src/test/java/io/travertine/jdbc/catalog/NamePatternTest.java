package io.travertine.jdbc.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource(
      value = {
        "%       | anything     | true",
        "ORD%    | orders       | true",
        "order_  | orders       | true",
        "order_  | order        | false",
        "order\\_ | orders      | false",
        "order\\_ | order_      | true",
        "a\\%b   | a%b          | true",
        "a\\%b   | axb          | false",
        "a.c     | abc          | false",
        "(x      | (x           | true",
        "straße  | STRAßE       | true",
      },
      delimiter = '|')
  void matches(String pattern, String name, boolean expected) {
    assertThat(NamePattern.of(pattern).matches(name)).isEqualTo(expected);
  }
}
