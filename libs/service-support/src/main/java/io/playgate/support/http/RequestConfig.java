package io.playgate.support.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a request may take. */
@ConfigMapping(prefix = "playgate.http")
public interface RequestConfig {

  /**
   * Longest time from the first byte of a request to the last one of its body, however steadily it
   * comes. A later one is answered 408, and the connection closed.
   */
  @WithDefault("PT20S")
  Duration requestDeadline();
}
