package io.playgate.support.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceLinksTest {

  private static ServiceLinks links(String base) {
    return new ServiceLinks(Optional.of(URI.create(base)), "the.key");
  }

  @ParameterizedTest
  @CsvSource({
    "https://token.example.com,https://token.example.com/v1/x",
    "https://token.example.com/,https://token.example.com/v1/x",
    "http://127.0.0.1:8082/base,http://127.0.0.1:8082/base/v1/x"
  })
  void aLinkStandsUnderTheConfiguredBaseUrl(String base, String link) {
    assertThat(links(base).to("/v1/x")).isEqualTo(link);
  }

  @Test
  void withoutOneItIsRelative() {
    assertThat(new ServiceLinks(Optional.empty(), "the.key").to("/v1/x")).isEqualTo("/v1/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token.example.com",
        "/base",
        "ftp://token.example.com",
        "https:token",
        "https://user@token.example.com",
        "https://token.example.com?a=b",
        "https://token.example.com#a"
      })
  void anythingElseIsRefusedByName(String base) {
    assertThatThrownBy(() -> links(base))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the.key");
  }
}
