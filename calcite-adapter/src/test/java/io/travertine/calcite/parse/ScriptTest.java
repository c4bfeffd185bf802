package io.travertine.calcite.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private static List<String> texts(String script) {
    List<Script.Statement> statements = Script.split(script);
    for (Script.Statement s : statements) {
      assertThat(script.substring(s.offset())).startsWith(s.text());
    }
    return statements.stream().map(Script.Statement::text).toList();
  }

  @Test
  void cutsAtSemicolons() {
    assertThat(texts(" SELECT 1 ;\n\nSELECT 2;SELECT 3"))
        .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    assertThat(Script.split("a; b").get(1)).isEqualTo(new Script.Statement("b", 3, false));
    assertThat(Script.split("a;").get(0)).isEqualTo(new Script.Statement("a", 0, true));
  }

  @Test
  void leavesQuotesAndCommentsAlone() {
    assertThat(texts("SELECT 'a;''b;'; SELECT \"a;\"\"b;\"; x"))
        .containsExactly("SELECT 'a;''b;'", "SELECT \"a;\"\"b;\"", "x");
    assertThat(texts("SELECT 1 -- one; ' \"\n+ 2; y"))
        .containsExactly("SELECT 1 -- one; ' \"\n+ 2", "y");
    assertThat(texts("SELECT /* ; ' */ 1; y // ;\n; z"))
        .containsExactly("SELECT /* ; ' */ 1", "y // ;", "z");
    assertThat(texts("SELECT E'it\\';'';'; y")).containsExactly("SELECT E'it\\';'';'", "y");
    assertThat(texts("SELECT 'back\\'; y")).containsExactly("SELECT 'back\\'", "y");
    assertThat(texts("SELECT nameE'x;\\'; y")).containsExactly("SELECT nameE'x;\\'", "y");
  }

  @Test
  void leavesOutWhatSaysNothing() {
    assertThat(texts("")).isEmpty();
    assertThat(texts(" ; ;; -- nothing ;\n /* ; */ ;")).isEmpty();
    assertThat(texts("-- first\nSELECT 1; -- last")).containsExactly("-- first\nSELECT 1");
  }

  @Test
  void saysThatTheLastStatementIsOpen() {
    for (String open :
        List.of("SELECT 'a;", "SELECT \"a;", "SELECT 1 /* ;", "/* a ;", "'", "E'\\")) {
      List<Script.Statement> statements = Script.split("x; " + open);
      assertThat(statements).as(open).hasSize(2);
      assertThat(statements.get(1)).isEqualTo(new Script.Statement(open, 3, false));
    }
  }

  @Test
  void agreesWithTheParser() {
    for (Script.Statement statement :
        Script.split(
            "SELECT 'a;b' FROM t; INSERT INTO t VALUES (E'\\';', U&'\\0041;'); /* x; */ COMMIT")) {
      assertThat(Sql.parse(statement.text()).text()).isEqualTo(statement.text());
    }
  }
}
