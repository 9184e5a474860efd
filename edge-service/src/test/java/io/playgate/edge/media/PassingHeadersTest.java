package io.playgate.edge.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassingHeadersTest {

  @Test
  void whatMediaNeedPassesAndNothingElse() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("RANGE", "bytes=0-1")
            .add("User-Agent", "player")
            .add("X-Real-IP", "192.0.2.1")
            .add("X_Original_URL", "/x")
            .add("X-Invented-Tomorrow", "1");

    new PassingHeaders(List.of()).keepIn(headers);

    assertThat(headers.names()).containsExactlyInAnyOrder("RANGE", "User-Agent");
  }

  @Test
  void whatTheOperatorNamesPasses() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Site", "1").add("X-Other", "1");

    new PassingHeaders(List.of(" x-site")).keepIn(headers);

    assertThat(headers.names()).containsExactly("X-Site");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "x-original-url",
        "X-HTTP-Method-Override",
        "Forwarded",
        "Upgrade",
        "HTTP2-Settings",
        "X-Real-IP",
        "True-Client-IP",
        "Content-Length",
        "Host",
        "",
        "a b",
        "X_Y"
      })
  void whatOverridesCannotBeNamed(String name) {
    assertThatThrownBy(() -> new PassingHeaders(List.of(name)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("playgate.origin.pass-headers");
  }
}
