package io.travertine.persist.location.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.location.LocationUri;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresPlaceTest {

  private static PostgresPlace parse(String uri) {
    return PostgresPlace.parse(LocationUri.parse(uri), Map.of());
  }

  @Test
  void aHostAndADatabaseAreEnough() {
    PostgresPlace place = parse("postgresql://db.example/prod");
    assertThat(place.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example/prod");
    assertThat(place.schema()).isEqualTo("travertine");
    assertThat(place.connections()).isEqualTo(8);
    assertThat(place.patience()).isEqualTo(Duration.ofSeconds(30));
    assertThat(place.properties())
        .isEqualTo(
            Map.of(
                "ApplicationName", "travertine",
                "connectTimeout", "5",
                "loginTimeout", "10",
                "socketTimeout", "30",
                "tcpKeepAlive", "true"));
    assertThat(place).hasToString("postgresql://db.example/prod?currentSchema=travertine");
  }

  @Test
  void whatOthersKnowReachesPgjdbc() {
    PostgresPlace place =
        parse(
            "postgresql://a:1,[::1]:2/prod?currentSchema=sales&maximumPoolSize=3&connectionTimeout=500"
                + "&sslmode=verify-full&sslrootcert=/etc/ca%20s.pem&options=-c%20a=b+c&connectTimeout=9");
    assertThat(place.hosts()).isEqualTo("a:1,[::1]:2");
    assertThat(place.schema()).isEqualTo("sales");
    assertThat(place.connections()).isEqualTo(3);
    assertThat(place.patience()).isEqualTo(Duration.ofMillis(500));
    assertThat(place.properties())
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslrootcert", "/etc/ca s.pem")
        .containsEntry("options", "-c a=b+c")
        .containsEntry("connectTimeout", "9")
        .containsEntry("targetServerType", "primary")
        .doesNotContainKeys("currentSchema", "maximumPoolSize", "connectionTimeout");
  }

  @Test
  void userAndPasswordComeFromTheUriOrTheEnvironment() {
    Map<String, String> environment = Map.of("PGUSER", "env", "PGPASSWORD", "envpass");
    assertThat(
            PostgresPlace.parse(LocationUri.parse("postgresql://host/db"), environment)
                .properties())
        .containsEntry("user", "env")
        .containsEntry("password", "envpass");
    assertThat(
            PostgresPlace.parse(
                    LocationUri.parse("postgresql://ada:p%40ss%3A@host/db"), environment)
                .properties())
        .containsEntry("user", "ada")
        .containsEntry("password", "p@ss:");
    PostgresPlace both = parse("postgresql://ada:one@host/db?user=bob&password=two%26");
    assertThat(both.properties()).containsEntry("user", "bob").containsEntry("password", "two&");
    assertThat(both.hosts()).isEqualTo("host");
    assertThat(both.toString()).doesNotContain("one").doesNotContain("two").doesNotContain("bob");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql:host/db                           | does not look like",
        "postgresql://host                            | does not look like",
        "postgresql:///db                             | needs a host",
        "postgresql://host:port/db                    | needs a host",
        "postgresql://ho st/db                        | needs a host",
        "postgresql://host/                           | one database",
        "postgresql://host/a/b                        | one database",
        "postgresql://u:hush@host/a/b                 | one database",
        "postgresql://host/db?sslmode                 | NAME=VALUE",
        "postgresql://host/db?colour=red              | no parameter 'colour'",
        "postgresql://host/db?socketFactory=a.B       | no parameter 'socketFactory'",
        "postgresql://host/db?user=a&user=b           | given twice",
        "postgresql://host/db?currentSchema=          | name of one schema",
        "postgresql://host/db?currentSchema=a,b       | name of one schema",
        "postgresql://host/db?currentSchema=%22       | name of one schema",
        "postgresql://host/db?maximumPoolSize=0       | between 1 and 1000",
        "postgresql://host/db?connectionTimeout=1     | between 250",
        "postgresql://host/db?password=hush&colour=1  | no parameter 'colour'",
        "postgresql://u:hu?hush@host/db               | does not look like",
        "postgresql://u:%hush@host/db                 | %25",
        "postgresql://host/db?password=%hush          | %25",
      })
  void whatMakesNoSenseIsRefusedWithoutTellingSecrets(String uri, String why) {
    assertThatThrownBy(() -> parse(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("postgresql:")
        .hasMessageContaining(why)
        .hasMessageNotContaining("hush")
        .hasMessageNotContaining("\"hu\"");
  }
}
