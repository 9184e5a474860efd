package io.playgate.edge.media;

import io.playgate.edge.verdict.EdgeVerdict;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the origin sees of a player's request: the path that was judged, in normal form, without
 * base path and token, and of the player's headers those of {@link PassingHeaders} alone, without
 * the token.
 */
final class OriginRequest {

  private OriginRequest() {}

  /** The request's target at the origin. */
  static String target(String pathPrefix, EdgeVerdict.Allow allow) {
    String query = allow.admitted().query();
    return pathPrefix + allow.originPath() + (query.isEmpty() ? "" : "?" + query);
  }

  /**
   * Fills in the headers.
   *
   * @param passing which of the player's headers pass
   * @param to the headers of the request to the origin
   * @param wholeAndPlain whether the answer is read here, and so has to be whole and plain
   */
  static void headers(
      HttpServerRequest request,
      EdgeVerdict.Allow allow,
      Placement placement,
      PassingHeaders passing,
      MultiMap to,
      boolean wholeAndPlain) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
    HopByHop.remove(headers);
    passing.keepIn(headers);
    if (placement.carrier() == Carrier.HEADER) {
      headers.remove(placement.name());
    }
    String referer = headers.get(HttpHeaders.REFERER);
    if (referer != null) {
      headers.set(HttpHeaders.REFERER, siteOf(referer));
    }
    if (placement.carrier() == Carrier.COOKIE) {
      keepOtherCookies(headers, placement.name());
    }
    removeTokenHolders(headers, allow.admitted().token());
    if (wholeAndPlain) {
      headers.set(HttpHeaders.ACCEPT_ENCODING, "identity");
      headers.remove("Range");
      headers.remove("If-Range");
    }
    SocketAddress peer = request.remoteAddress();
    String address = peer == null ? null : peer.hostAddress();
    if (address != null) {
      headers.set("X-Forwarded-For", address);
    }
    headers.set("X-Forwarded-Proto", scheme(request));
    HostAndPort host = request.authority();
    if (host != null) {
      headers.set("X-Forwarded-Host", host.toString());
    }
    headers.add("Via", "1.1 playgate");
    to.addAll(headers);
  }

  /** The scheme by which the player came. */
  static String scheme(HttpServerRequest request) {
    String scheme = request.scheme();
    return scheme == null ? "http" : scheme;
  }

  /** Whatever header holds the token, the origin's logs are not to. */
  private static void removeTokenHolders(MultiMap headers, String token) {
    List<String> holders = new ArrayList<>(0);
    for (Map.Entry<String, String> header : headers) {
      if (header.getValue().contains(token)) {
        holders.add(header.getKey());
      }
    }
    holders.forEach(headers::remove);
  }

  private static void keepOtherCookies(MultiMap headers, String token) {
    List<String> kept = new ArrayList<>();
    for (String header : headers.getAll(HttpHeaders.COOKIE)) {
      for (String cookie : header.split(";", -1)) {
        String one = cookie.strip();
        if (!one.isEmpty() && !one.startsWith(token + "=")) {
          kept.add(one);
        }
      }
    }
    headers.remove(HttpHeaders.COOKIE);
    if (!kept.isEmpty()) {
      headers.set(HttpHeaders.COOKIE, String.join("; ", kept));
    }
  }

  /** A referring page's scheme and host; its path may hold this token or a former one. */
  private static String siteOf(String referer) {
    int authority = referer.indexOf("://");
    if (authority < 0) {
      return "";
    }
    int end = authority + 3;
    while (end < referer.length() && "/?#\\".indexOf(referer.charAt(end)) < 0) {
      end++;
    }
    int user = referer.lastIndexOf('@', end);
    return referer.substring(0, user > authority ? authority + 3 : end) + "/";
  }
}
