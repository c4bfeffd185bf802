package io.travertine.jdbc.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.persist.location.PersistLocation;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedLocationTest {

  private static PersistLocation of(String url, Properties properties) throws SQLException {
    return EmbeddedLocation.of((ConnectUrl.Embedded) ConnectUrl.parse(url, properties));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://h/db                     | postgresql://h/db?user=ada&password=p%40%20%2B",
        "postgresql://h/db?sslmode=require     | postgresql://h/db?sslmode=require&user=ada&password=p%40%20%2B",
        "postgresql://h/db?password=x          | postgresql://h/db?password=x&user=ada",
        "postgresql://bob@h/db                 | postgresql://bob@h/db",
        "postgresql://h/db?user=bob            | postgresql://h/db?user=bob",
        "file:/a@b                             | file:/a@b",
        "mem:a                                 | mem:a",
      })
  void whoConnectsIsToldWhereTheLocationDoesNotSay(String location, String signedIn)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "ada");
    properties.setProperty("password", "p@ +");
    PersistLocation both = of("jdbc:travertine:" + location, properties);
    assertThat(both.blob().text()).isEqualTo(signedIn);
    assertThat(both.consensus()).isEqualTo(both.blob());
    PersistLocation apart = of("jdbc:travertine:mem:a;consensus=" + location, properties);
    assertThat(apart.blob().text()).isEqualTo("mem:a");
    assertThat(apart.consensus().text()).isEqualTo(signedIn);
  }

  @Test
  void nobodyConnectsAsNobody() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "");
    assertThat(of("jdbc:travertine:postgresql://h/db", properties).blob().text())
        .isEqualTo("postgresql://h/db");
  }
}
