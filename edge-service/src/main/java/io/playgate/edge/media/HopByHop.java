package io.playgate.edge.media;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Set;

/** Headers that are about one connection alone (RFC 9110 section 7.6.1). */
final class HopByHop {

  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "upgrade",
          "http2-settings");

  private HopByHop() {}

  static void remove(MultiMap headers) {
    for (String connection : headers.getAll(HttpHeaders.CONNECTION)) {
      for (String name : connection.split(",", -1)) {
        String named = name.strip();
        // Not what the framing stands on.
        if (!named.isEmpty()
            && !named.equalsIgnoreCase("content-length")
            && !named.equalsIgnoreCase("transfer-encoding")) {
          headers.remove(named);
        }
      }
    }
    NAMES.forEach(headers::remove);
  }
}
