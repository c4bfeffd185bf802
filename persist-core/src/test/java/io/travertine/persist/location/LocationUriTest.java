package io.travertine.persist.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationUriTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ada:hush@host/db",
        "postgresql://ada:hu%2Fhush@host:1/db?sslmode=require",
        "postgresql://ada:hu/sh@hush@host:1/db",
        "postgresql://ada:hu?hush@host:1/db",
        "postgresql://ada:hu?hush@hush@host:1/db?sslmode=require",
        "postgresql://:hush@host/db",
        "postgresql://host/db?user=ada&password=hush&sslmode=require",
        "postgresql://host/db?PASSWORD=hush",
        "postgresql://host/db?sslpassword=hush",
        "s3://bucket/p?secretAccessKey=hush",
        "s3://bucket/p?secret-access-key=hush&session-token=hush",
        "s3://key:hush@bucket/p",
        "s3://bucket/p?endpoint=https://key:hush@host:9000",
        "s3://bucket/p?region=x&endpoint=https%3A%2F%2Fkey%3Ahush%40host&pathStyle=true",
        "s3://bucket/p?endpoint=https%3a%2f%2fhush%40host",
      })
  void secretsAreReadAndNotShown(String text) {
    LocationUri uri = LocationUri.parse(text);
    assertThat(uri.text()).isEqualTo(text);
    assertThat(uri.toString()).doesNotContain("hush").contains("…");
    assertThat(PersistLocation.of("mem:a").withConsensus(text).toString()).doesNotContain("hush");
    assertThat(uri).isEqualTo(LocationUri.parse(text));
    assertThat(uri).isNotEqualTo(LocationUri.parse(text.replace("hush", "other")));
  }

  @Test
  void whatIsNoSecretIsShown() {
    for (String text :
        List.of(
            "file:/a/b:c@d",
            "mem:a?password",
            "postgresql://ada@host/db?sslmode=require",
            "postgresql://host:5432/db?ApplicationName=a@b",
            "s3://bucket/prefix?region=eu-central-1")) {
      assertThat(LocationUri.parse(text)).hasToString(text);
    }
  }
}
