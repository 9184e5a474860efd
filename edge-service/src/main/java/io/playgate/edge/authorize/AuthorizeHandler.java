package io.playgate.edge.authorize;

import io.playgate.edge.denial.Denial;
import io.playgate.edge.verdict.EdgeVerdict;
import io.playgate.edge.verdict.RequestHeaders;
import io.playgate.edge.verdict.RequestJudge;
import io.playgate.playbacktoken.PlaybackRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /authorize}: 200 without body when the request that the asking proxy holds may
 * pass, 403 problem+json when it may not. Those two only, because nginx takes any other status for
 * an error of its own, and Envoy any 2xx but 200 for a refusal.
 *
 * <p>What is asked about: {@code X-Original-URI} (nginx) or {@code X-Forwarded-Uri} (Traefik,
 * Caddy, HAProxy), or what follows {@code /authorize} in the target (Envoy, which puts its prefix
 * before the path). The method: {@code X-Original-Method} or {@code X-Forwarded-Method}, else the
 * question's own. Two that differ, or a header sent twice, are refused: one of them came from the
 * client.
 *
 * <p>With 200 come {@code Playgate-Session}, {@code Playgate-Path} (the path at the origin, without
 * base path and token) and {@code Playgate-Target} (the same with what is left of the query), ready
 * to be put behind the origin's address.
 */
@ApplicationScoped
public class AuthorizeHandler {

  private static final String PATH = "/authorize";
  private static final CharSequence ORIGINAL_URI = HttpHeaders.createOptimized("X-Original-URI");
  private static final CharSequence FORWARDED_URI = HttpHeaders.createOptimized("X-Forwarded-Uri");
  private static final CharSequence ORIGINAL_METHOD =
      HttpHeaders.createOptimized("X-Original-Method");
  private static final CharSequence FORWARDED_METHOD =
      HttpHeaders.createOptimized("X-Forwarded-Method");
  private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
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
    String target = one(request, ORIGINAL_URI, FORWARDED_URI, behindPrefix(request.uri()));
    if (target == null) {
      denial.answerUnclear(
          request,
          "Send the original target once: as X-Original-URI, X-Forwarded-Uri or behind /authorize.");
      return;
    }
    boolean named =
        request.headers().contains(ORIGINAL_METHOD) || request.headers().contains(FORWARDED_METHOD);
    String method =
        named ? one(request, ORIGINAL_METHOD, FORWARDED_METHOD, null) : request.method().name();
    if (method == null) {
      denial.answerUnclear(request, "Send the original method once, or not at all.");
      return;
    }
    SocketAddress peer = request.remoteAddress();
    PlaybackRequest asked =
        new PlaybackRequest(
            method.toUpperCase(Locale.ROOT),
            target,
            new RequestHeaders(request.headers()),
            clientAddress.of(
                peer == null ? null : peer.hostAddress(),
                request.headers().getAll(FORWARDED_FOR),
                request.headers().getAll(REAL_IP)));
    judge
        .judge(asked)
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

  /** The one value that is given, however often it is; null where there is none or they differ. */
  private static @Nullable String one(
      HttpServerRequest request, CharSequence first, CharSequence second, @Nullable String third) {
    String value = third;
    for (CharSequence name : List.of(first, second)) {
      List<String> values = request.headers().getAll(name);
      if (values.size() > 1
          || (values.size() == 1 && value != null && !value.equals(values.getFirst()))) {
        return null;
      }
      value = values.isEmpty() ? value : values.getFirst();
    }
    return value;
  }

  /** What an Envoy-like proxy put behind the prefix; null where there is nothing. */
  private static @Nullable String behindPrefix(String uri) {
    return uri.length() > PATH.length() + 1 && uri.charAt(PATH.length()) == '/'
        ? uri.substring(PATH.length())
        : null;
  }
}
