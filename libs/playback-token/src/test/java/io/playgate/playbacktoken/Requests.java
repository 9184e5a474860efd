package io.playgate.playbacktoken;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests as an edge would hand them over. */
public final class Requests {

  private Requests() {}

  /** A GET without headers. */
  public static PlaybackRequest get(String target) {
    return request("GET", target, Map.of(), null);
  }

  /** Any request; header names in any case. */
  public static PlaybackRequest request(
      String method, String target, Map<String, String> headers, @Nullable String clientIp) {
    Map<String, String> byLowerName = new HashMap<>();
    headers.forEach((name, value) -> byLowerName.put(name.toLowerCase(Locale.ROOT), value));
    return new PlaybackRequest(method, target, byLowerName::get, clientIp);
  }

  /** The request a player makes with a signed token, for another path of the same property. */
  public static PlaybackRequest follow(SignedToken token, Placement placement, String path) {
    String query = token.value().isEmpty() ? "" : placement.name() + "=" + token.value();
    String base = placement.basePath();
    return switch (placement.carrier()) {
      case PATH -> get(base + "/" + query + path.substring(base.length()));
      case QUERY -> get(path + "?" + query);
      case COOKIE -> request("GET", path, Map.of("Cookie", "a=b; " + query), null);
      case HEADER -> request("GET", path, token.headers(), null);
    };
  }

  /**
   * The processor time that a piece of work takes on this thread, whatever else the machine does.
   */
  public static Duration cpuTime(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
  }
}
