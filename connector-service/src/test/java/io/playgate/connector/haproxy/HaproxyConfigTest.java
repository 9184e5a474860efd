package io.playgate.connector.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HaproxyConfigTest {

  /** As the chart sets it. */
  @Test
  void targetsCanBeNamedByEnvironmentVariables() {
    HaproxyConfig config =
        config(
            Map.of(
                "PLAYGATE_HAPROXY_FRONT1_SOCKET", "tcp:haproxy-0.haproxy.media.svc:9999",
                "PLAYGATE_HAPROXY_FRONT1_MAP", "/etc/haproxy/revoked.map",
                "PLAYGATE_HAPROXY_FRONT2_SOCKET", "unix:/run/haproxy/playgate.sock",
                "PLAYGATE_HAPROXY_FRONT2_MAP", "revoked.map"));

    assertThat(config.targets().keySet()).containsExactlyInAnyOrder("front1", "front2");
    HaproxyConfig.Target front1 = Objects.requireNonNull(config.targets().get("front1"));
    assertThat(front1.socket()).isEqualTo("tcp:haproxy-0.haproxy.media.svc:9999");
    assertThat(front1.map()).isEqualTo("/etc/haproxy/revoked.map");
    assertThat(front1.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(new HaproxyMaps(config).connectors().keySet()).containsExactly("front1", "front2");
  }

  @Test
  void unusableTargetIsNamed() {
    HaproxyConfig config =
        config(
            Map.of(
                "PLAYGATE_HAPROXY_FRONT1_SOCKET", "http://haproxy:9999",
                "PLAYGATE_HAPROXY_FRONT1_MAP", "revoked.map"));

    assertThatIllegalStateException()
        .isThrownBy(() -> new HaproxyMaps(config).connectors())
        .withMessage("playgate.haproxy.front1: socket must be unix:/path or tcp:host:port");
  }

  @Test
  void noneIsNoError() {
    assertThat(new HaproxyMaps(config(Map.of())).connectors()).isEmpty();
  }

  private static HaproxyConfig config(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withSources(new EnvConfigSource(environment, 300))
        .withMapping(HaproxyConfig.class)
        .build()
        .getConfigMapping(HaproxyConfig.class);
  }
}
