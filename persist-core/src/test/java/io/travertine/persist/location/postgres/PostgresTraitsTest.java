package io.travertine.persist.location.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a server's settings mean for who relies on it. */
class PostgresTraitsTest {

  private static final Map<String, String> CAREFUL =
      Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

  private static List<Check> checks(
      String uri, Map<String, String> session, Map<String, String> server) {
    Map<String, String> settings = new TreeMap<>(CAREFUL);
    settings.putAll(session);
    Map<String, String> defaults = new TreeMap<>(CAREFUL);
    defaults.putAll(server);
    return new PostgresTraits("PostgreSQL", settings, defaults)
        .durability(PostgresPlace.parse(LocationUri.parse(uri), Map.of()));
  }

  private static Verdict verdict(
      String uri, Map<String, String> session, Map<String, String> server) {
    List<Check> checks = checks(uri, session, server);
    assertThat(checks).hasSize(1);
    return checks.get(0).verdict();
  }

  @Test
  void allOnIsSafe() {
    assertThat(checks("postgresql://h/d", Map.of(), Map.of()))
        .containsExactly(
            Check.safe("durability", "fsync on, synchronous_commit on, full_page_writes on"));
    assertThat(verdict("postgresql://h/d", Map.of("synchronous_commit", "remote_apply"), Map.of()))
        .isInstanceOf(Verdict.Safe.class);
  }

  @Test
  void withoutFsyncNothingOutlivesACrash() {
    assertThat(verdict("postgresql://h/d", Map.of("fsync", "off"), Map.of()))
        .isInstanceOf(Verdict.Unsafe.class);
    assertThat(verdict("postgresql://h/d?fsync=off", Map.of("fsync", "off"), Map.of()))
        .isInstanceOf(Verdict.Warning.class);
  }

  /** Our sessions turn it on; it is off all the same where something forgets what they set. */
  @Test
  void commitsThatDoNotWaitForTheDiskAreLost() {
    Map<String, String> off = Map.of("synchronous_commit", "off");
    assertThat(verdict("postgresql://h/d", off, off)).isInstanceOf(Verdict.Unsafe.class);
    assertThat(verdict("postgresql://h/d?fsync=off", off, off)).isInstanceOf(Verdict.Unsafe.class);
    assertThat(verdict("postgresql://h/d", Map.of(), off)).isInstanceOf(Verdict.Warning.class);
  }

  @Test
  void pagesMayBeTornWithoutFullPageWrites() {
    assertThat(verdict("postgresql://h/d", Map.of("full_page_writes", "off"), Map.of()))
        .isInstanceOf(Verdict.Warning.class);
  }

  @Test
  void whoSaysNothingOfDisksIsNotDoubted() {
    assertThat(
            new PostgresTraits("CockroachDB", Map.of(), Map.of())
                .durability(PostgresPlace.parse(LocationUri.parse("postgresql://h/d"), Map.of())))
        .allMatch(check -> check.verdict() instanceof Verdict.Safe);
  }
}
