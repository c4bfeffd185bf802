package io.travertine.persist.location.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.location.LocationUri;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class S3LocationTest {

  private static S3Location parse(String text) {
    return S3Location.parse(LocationUri.parse(text));
  }

  @Test
  void namesABucketAndAPrefix() {
    assertThat(parse("s3://stones").prefix()).isEmpty();
    assertThat(parse("s3://stones/").prefix()).isEmpty();
    S3Location location = parse("s3://stones/old/ones/?region=eu-central-1");
    assertThat(location.bucket()).isEqualTo("stones");
    assertThat(location.prefix()).isEqualTo("old/ones/");
    assertThat(location.region()).contains("eu-central-1");
    assertThat(location.pathStyle()).isFalse();
    assertThat(location.checksums()).isTrue();
    assertThat(location.keys()).isEmpty();
  }

  @Test
  void otherStoresAreAskedInTheWayMostUnderstand() {
    S3Location location = parse("s3://stones/p?endpoint=http://localhost:9000");
    assertThat(location.endpoint()).contains(URI.create("http://localhost:9000"));
    assertThat(location.pathStyle()).isTrue();
    assertThat(location.checksums()).isFalse();
    S3Location other =
        parse("s3://stones/p?endpoint=https://s3.example.com&pathStyle=false&checksums=supported");
    assertThat(other.pathStyle()).isFalse();
    assertThat(other.checksums()).isTrue();
  }

  @Test
  void takesKeysWithEveryCharacterTheyHave() {
    S3Location.AccessKeys keys =
        parse("s3://stones/p?accessKeyId=AK&secretAccessKey=a+b/c%3Dd%26e&sessionToken=t")
            .keys()
            .orElseThrow();
    assertThat(keys.secret()).isEqualTo("a+b/c=d&e");
    assertThat(keys.sessionToken()).contains("t");
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (String wrong :
        List.of(
            "s3:bucket/prefix",
            "s3://",
            "s3:///prefix",
            "s3://a b/p",
            "s3://bucket//p",
            "s3://bucket/p?colour=blue",
            "s3://bucket/p?region",
            "s3://bucket/p?region=a&region=b",
            "s3://bucket/p?endpoint=localhost:9000",
            "s3://bucket/p?endpoint=http://me:pw@localhost",
            "s3://bucket/p?endpoint=127.0.0.1:9000",
            "s3://bucket/p?accessKeyId=AK&secretAccessKey=%hidden",
            "s3://bucket/p?pathStyle=maybe",
            "s3://bucket/p?checksums=never",
            "s3://bucket/p?accessKeyId=AK",
            "s3://bucket/p?secretAccessKey=hidden")) {
      assertThatThrownBy(() -> parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("s3:")
          .hasMessageNotContaining("hidden")
          .hasMessageNotContaining("\"hi\"");
    }
  }
}
