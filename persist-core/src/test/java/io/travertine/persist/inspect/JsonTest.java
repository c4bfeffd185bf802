package io.travertine.persist.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void escapesWhatJsonMustEscape() {
    assertThat(Json.of("a\"b\\c\n\r\t\u0001ä😀").toString())
        .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\u0001ä😀\"");
    assertThat(Json.of("half \ud83d").toString()).isEqualTo("\"half \\ud83d\"");
  }

  @Test
  void writesNumbersThatJsonKnows() {
    assertThat(Json.of(Long.MIN_VALUE)).hasToString("-9223372036854775808");
    assertThat(Json.of(1.5)).hasToString("1.5");
    assertThat(Json.of(Double.NaN)).hasToString("\"NaN\"");
  }

  @Test
  void keepsTheOrderOfFields() {
    Json.Fields object =
        Json.object()
            .put("z", 1)
            .put("a", true)
            .put("none", OptionalLong.empty())
            .put("nothing", Optional.empty())
            .put("list", Json.texts(List.of("x", 2)))
            .put("empty", Json.object().build())
            .build();

    assertThat(object)
        .hasToString(
            "{\"z\":1,\"a\":true,\"none\":null,\"nothing\":null,\"list\":[\"x\",\"2\"],\"empty\":{}}");
    assertThat(object.pretty())
        .isEqualTo(
            """
            {
              "z": 1,
              "a": true,
              "none": null,
              "nothing": null,
              "list": ["x", "2"],
              "empty": {}
            }""");
    assertThat(object.field("z")).isEqualTo(Json.of(1));
    assertThatThrownBy(() -> object.field("y")).hasMessageContaining("no field y");
  }

  @Test
  void printsObjectsInArraysLineByLine() {
    assertThat(Json.of(List.of(Json.object().put("a", 1).build(), Json.nothing())).pretty())
        .isEqualTo(
            """
            [
              {
                "a": 1
              },
              null
            ]""");
  }
}
