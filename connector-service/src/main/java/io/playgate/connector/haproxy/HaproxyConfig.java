package io.playgate.connector.haproxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;

/** The HAProxy processes that are told, by name. */
@ConfigMapping(prefix = "playgate.haproxy")
public interface HaproxyConfig {

  /** The targets, by the name that stands in health, metrics and logs. */
  @WithParentName
  Map<String, Target> targets();

  /** One HAProxy. */
  interface Target {

    /**
     * Its runtime API ({@code stats socket ... level admin}): {@code
     * unix:/run/haproxy/playgate.sock} or {@code tcp:host:port}. Whoever reaches it can do anything
     * to that HAProxy.
     */
    String socket();

    /** The map as its configuration names it, for example {@code /etc/haproxy/revoked.map}. */
    String map();

    /** Longest wait for an answer. */
    @WithDefault("PT2S")
    Duration timeout();
  }
}
