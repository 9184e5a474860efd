package io.playgate.support.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the parser lets pass although two programs could read it differently: where a request ends,
 * and which host it is for.
 */
final class RequestFraming {

  private RequestFraming() {}

  /** What is wrong with a request, for its sender; null if nothing is. */
  static @Nullable String fault(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    boolean current = version.equals(HttpVersion.HTTP_1_1);
    if (!current && !version.equals(HttpVersion.HTTP_1_0)) {
      return "Use HTTP/1.1.";
    }
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (current && hosts.isEmpty())) {
      return "Send the header Host exactly once.";
    }
    if (!hosts.isEmpty() && !isHost(hosts.getFirst())) {
      return "Host must be a host, with a port where needed.";
    }
    List<String> lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (lengths.size() > 1 || (!lengths.isEmpty() && !codings.isEmpty())) {
      return "Say once how long the body is.";
    }
    if (!codings.isEmpty()
        && (codings.size() > 1
            || !current
            || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst().strip()))) {
      return "Transfer-Encoding must be chunked, once.";
    }
    return null;
  }

  private static boolean isHost(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c <= ' ' || c >= 0x7f || "\"#,/;<>?@\\^`{|}".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }
}
