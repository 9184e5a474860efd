package io.playgate.edge.media;

import io.playgate.edge.authorize.AuthorizeHandler;
import io.playgate.edge.denial.Denial;
import io.playgate.edge.profile.RequestHost;
import io.playgate.edge.verdict.EdgeVerdict;
import io.playgate.edge.verdict.RequestHeaders;
import io.playgate.edge.verdict.RequestJudge;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.support.problem.CommonError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * The media port: {@code /authorize} is forward-auth, everything else is media. One route, ahead of
 * the framework's own, on the event loop: no other handler sees these requests, and none of them
 * can reach a resource without a verdict.
 */
@Singleton
public class MediaRoutes {

  /** Before the framework's filters, which begin at -300. */
  private static final int ORDER = -10_000;

  private final RequestJudge judge;
  private final OriginProxy proxy;
  private final AuthorizeHandler authorize;
  private final Denial denial;
  private final Cors cors;

  /** Makes the routes. */
  @Inject
  public MediaRoutes(
      RequestJudge judge, OriginProxy proxy, AuthorizeHandler authorize, Denial denial, Cors cors) {
    this.judge = judge;
    this.proxy = proxy;
    this.authorize = authorize;
    this.denial = denial;
    this.cors = cors;
  }

  void install(@Observes Router router) {
    router.route().order(ORDER).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    try {
      if (AuthorizeHandler.isFor(request.uri())) {
        authorize.handle(request);
      } else {
        media(request);
      }
    } catch (RuntimeException e) {
      denial.answerFault(request, e);
    }
  }

  private void media(HttpServerRequest request) {
    if (cors.apply(request)) {
      return;
    }
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.OPTIONS)) {
      PlayerResponse.endWithoutBody(
          request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS").setStatusCode(204));
      return;
    }
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
      closeWithBody(request);
      denial.answer(request, CommonError.METHOD_NOT_ALLOWED, null);
      return;
    }
    if (hasBody(request)) {
      // It means nothing to GET and HEAD, and is how requests are smuggled (RFC 9110 section
      // 9.3.1).
      closeWithBody(request);
      denial.answer(request, CommonError.MALFORMED_REQUEST, "Media requests have no body.");
      return;
    }
    SocketAddress peer = request.remoteAddress();
    PlaybackRequest asked =
        new PlaybackRequest(
            method.name(),
            request.uri(),
            new RequestHeaders(request.headers()),
            peer == null ? null : peer.hostAddress());
    judge
        .judge(asked, RequestHost.of(authority(request)))
        .onComplete(judged -> {
          try {
            if (judged.failed()) {
              denial.answerFault(request, judged.cause());
            } else {
              switch (judged.result()) {
                case EdgeVerdict.Deny deny -> denial.answerMedia(request, deny);
                case EdgeVerdict.Allow allow -> proxy.forward(request, allow);
              }
            }
          } catch (RuntimeException e) {
            denial.answerFault(request, e);
          }
        });
  }

  private static @Nullable String authority(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? null : authority.toString();
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.equals("0"))
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  /** A body that nobody reads would be taken for the next request. */
  private static void closeWithBody(HttpServerRequest request) {
    if (hasBody(request)) {
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
      request.response().endHandler(done -> request.connection().close());
    }
  }
}
