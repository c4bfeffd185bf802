package io.travertine.jdbc.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectUrlTest {

  private static ConnectUrl parse(String url) throws SQLException {
    return ConnectUrl.parse(url, new Properties());
  }

  @Test
  void aDirectoryWithItsOptions() throws SQLException {
    ConnectUrl url =
        parse("jdbc:travertine:file:/var/data/my db;schema=sales;READONLY=true;timeZone=+02:00;");

    assertThat(url).isInstanceOf(ConnectUrl.Embedded.class);
    assertThat(((ConnectUrl.Embedded) url).location()).isEqualTo("file:/var/data/my db");
    assertThat(url.options().value(ConnectOption.SCHEMA)).contains("sales");
    assertThat(url.options().readOnly()).isTrue();
    assertThat(url.options().timeZone()).isEqualTo(ZoneId.of("+02:00"));
    assertThat(url.options().fetchSize()).isEqualTo(1000);
  }

  @Test
  void aServerWithPortSchemaAndOptions() throws SQLException {
    ConnectUrl.Remote url =
        (ConnectUrl.Remote) parse("jdbc:travertine://db.example:9000/sales;serialization=json");

    assertThat(url.host()).isEqualTo("db.example");
    assertThat(url.port()).isEqualTo(9000);
    assertThat(url.endpoint()).hasToString("http://db.example:9000/");
    assertThat(url.options().value(ConnectOption.SCHEMA)).contains("sales");
    assertThat(url.options().json()).isTrue();
    assertThat(url.options().timeZone()).isEqualTo(ZoneOffset.UTC);
  }

  @Test
  void aServerWithNothingButItsName() throws SQLException {
    ConnectUrl.Remote url = (ConnectUrl.Remote) parse("jdbc:travertine://localhost;tls=true");

    assertThat(url.endpoint()).hasToString("https://localhost:8765/");
  }

  @Test
  void aPortThatIsNone() {
    assertThatThrownBy(() -> parse("jdbc:travertine://localhost:99999/"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
        .hasMessageContaining("99999");
  }

  @Test
  void anIpv6Server() throws SQLException {
    assertThat(((ConnectUrl.Remote) parse("jdbc:travertine://[::1]:1234/")).endpoint())
        .hasToString("http://[::1]:1234/");
  }

  @Test
  void propertiesSayWhatTheUrlLeavesOpenAndForeignOnesArePassedOver() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "ada");
    properties.setProperty("schema", "from_properties");
    properties.setProperty("somebodyElses", "x");

    ConnectOptions options =
        ConnectUrl.parse("jdbc:travertine:mem:a;schema=from_url", properties).options();

    assertThat(options.value(ConnectOption.USER)).contains("ada");
    assertThat(options.value(ConnectOption.SCHEMA)).contains("from_url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:travertine:                             | it names no location",
        "jdbc:travertine:C:/data                      | it names no location",
        "jdbc:travertine:mem:                         | the name is missing",
        "jdbc:travertine:file:;schema=a               | the path is missing",
        "jdbc:travertine://                           | in HOST:PORT/SCHEMA",
        "jdbc:travertine://host:notaport/             | HOST:PORT",
        "jdbc:travertine://host:1/a/b                 | comes one schema name",
        "jdbc:travertine://host:1/a;schema=b          | the schema is given twice",
        "jdbc:travertine:mem:a;fetchSize              | is not of the form key=value",
        "jdbc:travertine:mem:a;colour=red             | 'colour' is not an option; known are schema, asOf, readOnly, fetchSize, timeZone, consensus, loginTimeout, user, password, region, endpoint, pathStyle, checksums, accessKeyId, secretAccessKey, sessionToken, tls, pubsub, serialization",
        "jdbc:travertine:mem:a;fetchSize=many         | must be a number of rows",
        "jdbc:travertine:mem:a;readOnly=perhaps       | must be one of false, true",
        "jdbc:travertine:mem:a;timeZone=Atlantis      | must be a time zone",
        "jdbc:travertine:mem:a;pubsub=                | must be auto, none or tcp://HOST:PORT",
        "jdbc:travertine:mem:a;pubsub=host:1          | must be auto, none or tcp://HOST:PORT",
        "jdbc:travertine:mem:a;pubsub=tcp://host      | must be auto, none or tcp://HOST:PORT",
        "jdbc:travertine:mem:a;pubsub=tcp://host:0    | must be auto, none or tcp://HOST:PORT",
        "jdbc:travertine:mem:a;pubsub=tcp://host:65536| must be auto, none or tcp://HOST:PORT",
        "jdbc:travertine:mem:a;pubsub=tcp://host:1/x  | must be auto, none or tcp://HOST:PORT",
        "jdbc:travertine:mem:a;pubsub=udp://host:1    | must be auto, none or tcp://HOST:PORT",
        "jdbc:travertine:mem:a;pubsub=tcp://a b:1     | must be auto, none or tcp://HOST:PORT",
        "jdbc:travertine://host:1/;pubsub=none        | the server, not its clients, has a pubsub",
        "jdbc:travertine://host:1/;consensus=mem:a    | the server, not its clients, has a consensus",
        "jdbc:travertine:mem:a;consensus=here         | must be a location such as postgresql://",
        "jdbc:travertine:postgresql:                  | the name is missing",
        "jdbc:travertine:mem:a;asOf=1;asOf=2          | 'asOf' is given twice",
      })
  void aMalformedUrlIsRefusedWithAnExample(String url, String why) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("jdbc:travertine:file:/path/to/directory")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("08001");
  }

  @Test
  void aPubSub() throws SQLException {
    assertThat(parse("jdbc:travertine:mem:a").options().pubSub())
        .isEqualTo(new PubSubChoice.Automatic());
    assertThat(parse("jdbc:travertine:mem:a;pubsub=AUTO").options().pubSub())
        .isEqualTo(new PubSubChoice.Automatic());
    assertThat(parse("jdbc:travertine:mem:a;pubSub=none").options().pubSub())
        .isEqualTo(new PubSubChoice.None());
    assertThat(parse("jdbc:travertine:mem:a;pubsub=tcp://localhost:8766").options().pubSub())
        .isEqualTo(new PubSubChoice.Tcp("localhost", 8766));
    assertThat(parse("jdbc:travertine:mem:a;pubsub=tcp://[::1]:8766/").options().pubSub())
        .isEqualTo(new PubSubChoice.Tcp("[::1]", 8766));
  }

  @Test
  void aPostgresAndAConsensusElsewhere() throws SQLException {
    ConnectUrl.Embedded url =
        (ConnectUrl.Embedded)
            parse("jdbc:travertine:postgresql://ada:x@host:1/db?sslmode=require;schema=sales");
    assertThat(url.location()).isEqualTo("postgresql://ada:x@host:1/db?sslmode=require");
    assertThat(url.options().value(ConnectOption.SCHEMA)).contains("sales");
    assertThat(
            parse("jdbc:travertine:file:a;consensus=postgresql://host/db?user=u&password=p;asOf=1")
                .options()
                .value(ConnectOption.CONSENSUS))
        .contains("postgresql://host/db?user=u&password=p");
  }

  @Test
  void passwordsOfLocationsAreNotShown() {
    for (String url :
        new String[] {
          "jdbc:travertine:postgresql://ada:hush@host/db;asOf=1",
          "jdbc:travertine:postgresql://ada:hu/hu@hush@host/db?sslmode=require;asOf=1",
          "jdbc:travertine:postgresql://ada:hu?hush@host/db?sslmode=require;asOf=1",
          "jdbc:travertine:postgresql://ada:hu;hush@host/db",
          "jdbc:travertine:postgresql://host/db?password=hush&user=ada;asOf=1",
          "jdbc:travertine:file:/a;consensus=postgresql://ada:hush@host/db",
          "jdbc:travertine:s3://bucket/a;accessKeyId=ada; secretAccessKey =hush/+=;region=x",
          "jdbc:travertine:s3://bucket/a;sessionToken=hush",
          "jdbc:travertine:s3://bucket/a;endpoint=https://key:hush@host:9000;region=x",
          "jdbc:travertine:s3://bucket/a;endpoint=https%3A%2F%2Fkey%3Ahush%40host",
          "jdbc:travertine:s3://bucket/a;endpoint=https://hush@host",
          "jdbc:travertine:s3://bucket/a?endpoint=https%3A%2F%2Fkey%3Ahush%40host",
          "jdbc:travertine:mem:a;pasword=hush;asOf=1",
          "jdbc:travertine:mem:a;password=half;hush",
          "jdbc:travertine:file:/a;Password=hush;consensus=postgresql://host/db?sslpassword=hush",
        }) {
      assertThat(ConnectUrl.withoutPassword(url)).doesNotContain("hush").contains("…");
      assertThatThrownBy(() -> parse(url + ";x=1")).hasMessageNotContaining("hush");
    }
    assertThat(ConnectUrl.withoutPassword("jdbc:travertine://host:1/s;user=ada"))
        .isEqualTo("jdbc:travertine://host:1/s;user=ada");
  }

  @Test
  void optionsThatAreKnownAreShown() {
    assertThatThrownBy(() -> parse("jdbc:travertine:mem:a;asOf=1;readOnly;colour=red"))
        .hasMessageContaining("jdbc:travertine:mem:a;asOf=1;readOnly;colour=…'")
        .hasMessageContaining("'readOnly' is not of the form key=value");
  }

  @Test
  void passwordsStayOutOfMessages() {
    assertThatThrownBy(() -> parse("jdbc:travertine:mem:a;password=hush;x=1"))
        .hasMessageNotContaining("hush");
  }
}
