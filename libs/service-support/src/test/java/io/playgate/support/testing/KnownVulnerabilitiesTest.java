package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.support.testing.KnownVulnerabilities.Entry;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownVulnerabilitiesTest {

  private static final String REPOSITORY = "/home/somebody/.m2/repository/";

  @ParameterizedTest
  @CsvSource({
    "io/netty/netty-codec-http/4.1.133.Final/netty-codec-http-4.1.133.Final.jar, CVE-2026-89044",
    "io/netty/netty-handler/4.1.136.Final/netty-handler-4.1.136.Final.jar, CVE-2026-75595",
    "io/netty/netty-codec-http/4.1.137.Final/netty-codec-http-4.1.137.Final.jar, CVE-2026-100656",
    "org/postgresql/postgresql/42.7.10/postgresql-42.7.10.jar, CVE-2026-42198",
    "com/fasterxml/jackson/core/jackson-core/2.21.2/jackson-core-2.21.2.jar, CVE-2026-89425",
    "io/micrometer/micrometer-core/1.16.3/micrometer-core-1.16.3.jar, CVE-2026-40984",
    "io/quarkus/quarkus-vertx-http/3.33.2/quarkus-vertx-http-3.33.2.jar, CVE-2026-50559"
  })
  void anAffectedVersionIsFound(String jar, String number) {
    assertThat(KnownVulnerabilities.found(List.of(REPOSITORY + jar), KnownVulnerabilities.list()))
        .anySatisfy(found -> assertThat(found).contains(number));
  }

  @ParameterizedTest
  @CsvSource({
    "io/netty/netty-codec-http/4.1.138.Final/netty-codec-http-4.1.138.Final.jar",
    "org/postgresql/postgresql/42.7.12/postgresql-42.7.12.jar",
    "io/quarkus/quarkus-vertx-http/3.33.2.1/quarkus-vertx-http-3.33.2.1.jar"
  })
  void aMendedOneIsNot(String jar) {
    assertThat(KnownVulnerabilities.found(List.of(REPOSITORY + jar), KnownVulnerabilities.list()))
        .isEmpty();
  }

  @Test
  void aVersionBeforeTheAffectedOnesIsNotFoundAndAnAcceptedOneIsSilent() {
    List<String> jar = List.of(REPOSITORY + "org/example/thing/1.4.0/thing-1.4.0.jar");

    assertThat(KnownVulnerabilities.found(jar, List.of(entry(">=1.4.0 <1.5", "")))).hasSize(1);
    assertThat(KnownVulnerabilities.found(jar, List.of(entry(">=1.4.1 <1.5", "")))).isEmpty();
    assertThat(KnownVulnerabilities.found(jar, List.of(entry("<1.5", "not reached")))).isEmpty();
  }

  @Test
  void theListIsWhole() {
    assertThat(KnownVulnerabilities.date()).isBeforeOrEqualTo(LocalDate.now(ZoneOffset.UTC));
    assertThat(KnownVulnerabilities.list())
        .hasSizeGreaterThan(50)
        .allSatisfy(entry -> {
          assertThat(entry.number()).matches("CVE-\\d{4}-\\d{4,}|GHSA(-[0-9a-z]{4}){3}");
          assertThat(entry.library()).matches("[a-z0-9_.]+:[a-z0-9.-]+\\*?");
          assertThat(entry.affected()).matches("(>=[0-9.]+ )?<[0-9.]+").endsWith(entry.mended());
        });
  }

  private static Entry entry(String affected, String accepted) {
    return new Entry("CVE-2026-0001", "org.example:*", affected, "1.5", accepted);
  }

  @Test
  void versionsAreComparedByTheirNumbers() {
    assertThat(KnownVulnerabilities.compare("4.1.138.Final", "4.1.138")).isZero();
    assertThat(KnownVulnerabilities.compare("4.1.99.Final", "4.1.138")).isNegative();
    assertThat(KnownVulnerabilities.compare("3.33.2", "3.33.2.1")).isNegative();
    assertThat(KnownVulnerabilities.compare("42.7.13", "42.7.7")).isPositive();
  }

  @Test
  void thisModuleHasNone() {
    KnownVulnerabilities.assertNoneOnClassPath();
  }
}
