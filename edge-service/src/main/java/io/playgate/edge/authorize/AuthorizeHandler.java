package io.playgate.edge.authorize;

import io.playgate.edge.denial.Denial;
import io.playgate.edge.profile.RequestHost;
import io.playgate.edge.verdict.EdgeVerdict;
import io.playgate.edge.verdict.RequestHeaders;
import io.playgate.edge.verdict.RequestJudge;
import io.playgate.playbacktoken.PlaybackRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /authorize}: 200 without body when the request that the asking proxy holds may
 * pass, 403 problem+json when it may not. Those two only, because nginx takes any other status for
 * an error of its own, and Envoy any 2xx but 200 for a refusal.
 *
 * <p>What is asked about: {@code X-Original-URI} (nginx), {@code X-Forwarded-Uri} (Traefik, Caddy,
 * HAProxy), {@code X-Original-URL} (ingress-nginx and the like, from trusted proxies), or what
 * follows {@code /authorize} in the target (Envoy, which puts its prefix before the path). The
 * method: {@code X-Original-Method} or {@code X-Forwarded-Method}, else the question's own. Two
 * that differ, or a header sent twice, are refused: one of them came from the client.
 *
 * <p>Where delivery profiles share a path, the host decides: {@code X-Forwarded-Host}, else the
 * question's own. A proxy that hands on the player's host sets the former itself.
 *
 * <p>With 200 come {@code Playgate-Session}, {@code Playgate-Path} (the path at the origin, without
 * base path and token) and {@code Playgate-Target} (the same with what is left of the query), ready
 * to be put behind the origin's address.
 */
@Singleton
public class AuthorizeHandler {

  private static final String PATH = "/authorize";
  private static final CharSequence ORIGINAL_URI = HttpHeaders.createOptimized("X-Original-URI");
  private static final CharSequence ORIGINAL_URL = HttpHeaders.createOptimized("X-Original-URL");
  private static final CharSequence FORWARDED_URI = HttpHeaders.createOptimized("X-Forwarded-Uri");
  private static final CharSequence ORIGINAL_METHOD =
      HttpHeaders.createOptimized("X-Original-Method");
  private static final CharSequence FORWARDED_METHOD =
      HttpHeaders.createOptimized("X-Forwarded-Method");
  private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
  private static final CharSequence FORWARDED_HOST =
      HttpHeaders.createOptimized("X-Forwarded-Host");
  private static final CharSequence REAL_IP = HttpHeaders.createOptimized("X-Real-IP");
  private static final CharSequence SESSION = HttpHeaders.createOptimized("Playgate-Session");
  private static final CharSequence ORIGIN_PATH = HttpHeaders.createOptimized("Playgate-Path");
  private static final CharSequence TARGET = HttpHeaders.createOptimized("Playgate-Target");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence ZERO = HttpHeaders.createOptimized("0");

  private final RequestJudge judge;
  private final Denial denial;
  private final ClientAddress clientAddress;

  /** Makes the handler. */
  @Inject
  public AuthorizeHandler(RequestJudge judge, Denial denial, AuthorizeConfig config) {
    this.judge = judge;
    this.denial = denial;
    this.clientAddress = new ClientAddress(config.trustedProxies());
  }

  /** Whether a request target is for this handler. */
  public static boolean isFor(String uri) {
    return uri.startsWith(PATH)
        && (uri.length() == PATH.length()
            || uri.charAt(PATH.length()) == '/'
            || uri.charAt(PATH.length()) == '?');
  }

  /** Answers one question. */
  public void handle(HttpServerRequest request) {
    MultiMap headers = request.headers();
    SocketAddress peer = request.remoteAddress();
    String address = peer == null ? null : peer.hostAddress();
    String originalUrl = single(headers, ORIGINAL_URL);
    if (originalUrl != null && !clientAddress.isTrusted(address)) {
      denial.answerUnclear(
          request, "X-Original-URL is read from playgate.authorize.trusted-proxies alone.");
      return;
    }
    String target =
        AskedTarget.of(
            single(headers, ORIGINAL_URI),
            single(headers, FORWARDED_URI),
            originalUrl,
            behindPrefix(request.uri()));
    if (target == null) {
      denial.answerUnclear(
          request,
          "Send the original target once: as X-Original-URI, X-Original-URL, X-Forwarded-Uri or"
              + " behind /authorize.");
      return;
    }
    String method = method(headers);
    if (method == null) {
      method = request.method().name();
    } else if (method.isEmpty()) {
      denial.answerUnclear(request, "Send the original method once, or not at all.");
      return;
    }
    PlaybackRequest asked =
        new PlaybackRequest(
            method,
            target,
            new RequestHeaders(headers),
            clientAddress.of(address, all(headers, FORWARDED_FOR), all(headers, REAL_IP)));
    judge
        .judge(asked, host(request))
        .onComplete(judged -> {
          if (judged.failed()) {
            denial.answerFault(request, judged.cause());
          } else {
            switch (judged.result()) {
              case EdgeVerdict.Deny deny -> denial.answer(request, deny);
              case EdgeVerdict.Allow allow -> allow(request, allow);
            }
          }
        });
  }

  private static void allow(HttpServerRequest request, EdgeVerdict.Allow allow) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    String path = allow.originPath();
    String query = allow.admitted().query();
    String session = allow.admitted().grant().session();
    if (session != null) {
      response.putHeader(SESSION, session);
    }
    response
        .putHeader(ORIGIN_PATH, path)
        .putHeader(TARGET, query.isEmpty() ? path : path + '?' + query)
        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
        .putHeader(HttpHeaders.CONTENT_LENGTH, ZERO)
        .end();
  }

  /** The method that is named: null where there is none, empty where two differ. */
  private static @Nullable String method(MultiMap headers) {
    String original = single(headers, ORIGINAL_METHOD);
    String forwarded = single(headers, FORWARDED_METHOD);
    if (original == null || forwarded == null) {
      return original == null ? forwarded : original;
    }
    return original.equals(forwarded) ? original : "";
  }

  /** A header's value: null where it is missing, empty where it was sent twice. */
  private static @Nullable String single(MultiMap headers, CharSequence name) {
    // Most are not there: a list is made only of those that are.
    String value = headers.get(name);
    return value == null || headers.getAll(name).size() == 1 ? value : "";
  }

  private static List<String> all(MultiMap headers, CharSequence name) {
    return headers.contains(name) ? headers.getAll(name) : List.of();
  }

  /** What the proxy says the player named, and what the question itself names. */
  private static RequestHost host(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return new RequestHost(
        single(request.headers(), FORWARDED_HOST), authority == null ? null : authority.toString());
  }

  /** What an Envoy-like proxy put behind the prefix; null where there is nothing. */
  private static @Nullable String behindPrefix(String uri) {
    return uri.length() > PATH.length() + 1 && uri.charAt(PATH.length()) == '/'
        ? uri.substring(PATH.length())
        : null;
  }
}
