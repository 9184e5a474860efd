package io.playgate.edge.media;

import io.playgate.edge.playlist.ChildUrls;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The head of the origin's answer as the player sees it: caching kept private, as the next request
 * for the same bytes has to be judged too, and redirects brought here.
 */
final class PlayerResponse {

  private static final List<String> ORIGIN_ONLY =
      List.of(
          "X-Accel-Redirect",
          "X-Accel-Expires",
          "X-Accel-Buffering",
          "X-Sendfile",
          "Surrogate-Control",
          "CDN-Cache-Control",
          "Alt-Svc");

  private static final List<String> CORS_HEADERS =
      List.of(
          "Access-Control-Allow-Origin",
          "Access-Control-Allow-Credentials",
          "Access-Control-Allow-Headers",
          "Access-Control-Allow-Methods",
          "Access-Control-Expose-Headers",
          "Access-Control-Max-Age");

  private static final List<String> DIGESTS =
      List.of("Content-MD5", "Digest", "Content-Digest", "Repr-Digest", "Accept-Ranges");

  /** Shared caches may not keep what a verdict was about. */
  private static final Set<String> SHARED_CACHE_DIRECTIVES =
      Set.of(
          "public",
          "private",
          "s-maxage",
          "proxy-revalidate",
          "must-understand",
          "stale-while-revalidate",
          "stale-if-error");

  private PlayerResponse() {}

  /** The headers for the player, but for those that frame the body. */
  static MultiMap headers(MultiMap origin, boolean ownCors, Supplier<ChildUrls> urls, Clock clock) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(origin);
    HopByHop.remove(headers);
    ORIGIN_ONLY.forEach(headers::remove);
    if (ownCors) {
      CORS_HEADERS.forEach(headers::remove);
    }
    headers.remove(HttpHeaders.TRANSFER_ENCODING);
    headers.set(HttpHeaders.CACHE_CONTROL, privately(headers.getAll(HttpHeaders.CACHE_CONTROL)));
    headers.set("Referrer-Policy", "no-referrer");
    if (!headers.contains(HttpHeaders.DATE)) {
      headers.set(
          HttpHeaders.DATE,
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)));
    }
    String location = headers.get(HttpHeaders.LOCATION);
    if (location != null) {
      headers.set(HttpHeaders.LOCATION, urls.get().redirect(utf8(location)));
    }
    return headers;
  }

  /** What was made of a representation is no longer byte for byte the origin's. */
  static void rewritten(MultiMap headers) {
    ContentCoding.vary(headers);
    String etag = headers.get(HttpHeaders.ETAG);
    if (etag != null && !etag.startsWith("W/")) {
      headers.set(HttpHeaders.ETAG, "W/" + etag);
    }
    headers.remove(HttpHeaders.CONTENT_LENGTH);
    DIGESTS.forEach(headers::remove);
  }

  /**
   * Ends an answer that has no body, and says nothing of how it is framed (RFC 9110 section 8.6,
   * RFC 9112 section 6.1): the server would add a length of 0, at which some clients wait.
   */
  static void endWithoutBody(HttpServerResponse response) {
    response.headersEndHandler(written -> response.headers().remove(HttpHeaders.CONTENT_LENGTH));
    response.end();
  }

  /** The origin's caching for the player alone; without any, the player asks again each time. */
  private static String privately(List<String> origin) {
    StringBuilder out = new StringBuilder("private");
    boolean lifetime = false;
    for (String header : origin) {
      for (String part : header.split(",", -1)) {
        String directive = part.strip();
        int equals = directive.indexOf('=');
        String name =
            (equals < 0 ? directive : directive.substring(0, equals)).toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !SHARED_CACHE_DIRECTIVES.contains(name)) {
          out.append(", ").append(directive);
          lifetime |= name.equals("max-age") || name.equals("no-cache") || name.equals("no-store");
        }
      }
    }
    return lifetime ? out.toString() : out.append(", no-cache").toString();
  }

  /** A header's bytes as the UTF-8 that browsers take them for, where they are. */
  private static String utf8(String value) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return value;
    }
  }
}
