package io.playgate.edge.media;

import io.netty.channel.ConnectTimeoutException;
import io.playgate.edge.denial.EdgeError;
import io.playgate.edge.playlist.ChildUrls;
import io.playgate.edge.playlist.ManifestRewriter;
import io.playgate.edge.profile.DeliveryProfile;
import io.playgate.edge.verdict.EdgeVerdict;
import io.playgate.playbacktoken.Placement;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One admitted request at the origin. Bodies are streamed as the player reads them; those of
 * manifests are rewritten on their way ({@link ManifestBody}), and are therefore fetched whole.
 */
final class OriginExchange {

  private static final Logger LOG = Logger.getLogger(OriginExchange.class);

  private final OriginProxy proxy;
  private final HttpServerRequest request;
  private final HttpServerResponse player;
  private final EdgeVerdict.Allow allow;
  private final Placement placement;
  private @Nullable HttpClientRequest sent;
  private OriginConnections.@Nullable Turn turn;
  private @Nullable ManifestBody body;
  private boolean again;
  private MultiMap head = MultiMap.caseInsensitiveMultiMap();

  OriginExchange(OriginProxy proxy, HttpServerRequest request, EdgeVerdict.Allow allow) {
    this.proxy = proxy;
    this.request = request;
    this.player = request.response();
    this.allow = allow;
    DeliveryProfile.Checks checks = Objects.requireNonNull(allow.profile().checks());
    this.placement = checks.format().placement();
  }

  /** Asks the origin, and answers the player with what it has. */
  void start() {
    player.exceptionHandler(gone -> {
      if (body != null) {
        body.abandon();
      }
      resetOrigin();
    });
    proxy.open().onSuccess(this::ask).onFailure(this::failed);
  }

  private void ask(HttpClientRequest opened) {
    sent = opened;
    turn = proxy.connections().begin(opened);
    if (player.closed()) {
      resetOrigin();
      return;
    }
    opened.setMethod(request.method());
    opened.setURI(OriginRequest.target(proxy.origin().pathPrefix(), allow));
    boolean named = ManifestFormat.of(allow.admitted().path(), null) != null;
    OriginRequest.headers(request, allow, placement, proxy.passing(), opened.headers(), named);
    opened
        .send()
        .onSuccess(response -> {
          try {
            answer(response);
          } catch (RuntimeException e) {
            resetOrigin();
            proxy.denial().answerFault(request, e);
          }
        })
        .onFailure(this::unanswered);
  }

  /**
   * A kept connection may be closed by the origin just when it is used again: GET and HEAD are then
   * sent once more (RFC 9110 section 9.2.2).
   */
  private void unanswered(Throwable failure) {
    if (failure instanceof HttpClosedException && !again && !player.closed()) {
      again = true;
      proxy.open().onSuccess(this::ask).onFailure(this::failed);
    } else {
      failed(failure);
    }
  }

  private void answer(HttpClientResponse response) {
    response.pause();
    response.exceptionHandler(broken -> LOG.debug("The origin broke off"));
    int status = response.statusCode();
    if (status < 200) {
      // Nothing was asked for that it could be about.
      resetOrigin();
      failed(new IllegalStateException("status"));
      return;
    }
    head =
        PlayerResponse.headers(
            response.headers(), proxy.cors().isEnabled(), this::urls, proxy.clock());
    ManifestFormat format =
        ManifestFormat.of(allow.admitted().path(), head.get(HttpHeaders.CONTENT_TYPE));
    String coding = head.get(HttpHeaders.CONTENT_ENCODING);
    boolean readable = ContentCoding.isIdentity(coding) || ContentCoding.isGzip(coding);
    ChildUrls urls = format == null ? null : urls();
    if (format == null || urls == null || (!readable && !urls.needsEveryUrl())) {
      pass(response, head);
    } else if (status != 200) {
      PlayerResponse.rewritten(head);
      pass(response, head);
    } else if (!readable) {
      manifestFailed(EdgeError.ORIGIN_MANIFEST, "coding", false);
    } else {
      rewrite(response, format.rewriter(urls), urls.needsEveryUrl());
    }
  }

  private ChildUrls urls() {
    String query = allow.admitted().query();
    return new ChildUrls(
        proxy.edge(request, allow.profile()),
        proxy.origin(),
        allow.admitted().presented().pieces(),
        allow.admitted().path(),
        query);
  }

  private void rewrite(HttpClientResponse response, ManifestRewriter rewriter, boolean strict) {
    boolean packed = ContentCoding.isGzip(head.get(HttpHeaders.CONTENT_ENCODING));
    boolean pack = ContentCoding.prefersGzip(request.headers().getAll(HttpHeaders.ACCEPT_ENCODING));
    if (request.method().equals(HttpMethod.HEAD)) {
      sendHead(response, -1, pack);
      response.resume();
      player.end();
      return;
    }
    ManifestBody manifest =
        new ManifestBody(
            this,
            response,
            player,
            proxy.context(),
            proxy.limits(),
            rewriter,
            packed,
            pack,
            strict);
    body = manifest;
    manifest.start();
  }

  /**
   * Prepares the head of a rewritten manifest.
   *
   * @param length of its body; negative where it is not known
   */
  void sendHead(HttpClientResponse response, long length, boolean pack) {
    PlayerResponse.rewritten(head);
    head.remove(HttpHeaders.CONTENT_ENCODING);
    if (pack) {
      head.set(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (length >= 0) {
      head.set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
    }
    putHead(response, head);
  }

  /** Sends a manifest untouched, of which some parts, or all, were read. */
  Future<Void> passAsItIs(HttpClientResponse response, List<Buffer> parts, boolean ended) {
    putHead(response, head);
    parts.forEach(player::write);
    return ended ? player.end() : pipe(response);
  }

  /** Breaks off what is sent already, so that it is not taken for the whole. */
  void breakOff() {
    resetOrigin();
    if (!player.reset()) {
      request.connection().close();
    }
  }

  private void pass(HttpClientResponse response, MultiMap headers) {
    int status = response.statusCode();
    boolean headOnly = request.method().equals(HttpMethod.HEAD);
    if (headOnly || status == 204 || status == 205 || status == 304) {
      putStatus(response);
      player.headers().addAll(headers);
      response.resume();
      if (status == 204 || status == 304) {
        PlayerResponse.endWithoutBody(player);
      } else {
        if (!headOnly) {
          player.headers().remove(HttpHeaders.CONTENT_LENGTH);
        }
        player.end();
      }
    } else {
      putHead(response, headers);
      pipe(response);
    }
  }

  private void putStatus(HttpClientResponse response) {
    player.setStatusCode(response.statusCode());
    if (response.statusMessage() != null) {
      player.setStatusMessage(response.statusMessage());
    }
  }

  private void putHead(HttpClientResponse response, MultiMap headers) {
    putStatus(response);
    player.headers().addAll(headers);
    if (!headers.contains(HttpHeaders.CONTENT_LENGTH)
        && !request.method().equals(HttpMethod.HEAD)) {
      if (request.version() == HttpVersion.HTTP_1_0) {
        // Its end is that of the connection; the server would promise to keep it.
        player.headersEndHandler(
            written -> player.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        player.endHandler(ended -> request.connection().close());
      } else {
        player.setChunked(true);
      }
    }
  }

  private Future<Void> pipe(HttpClientResponse response) {
    return response.pipe().endOnFailure(false).to(player).onFailure(broken -> breakOff());
  }

  /** The length that a body is said to have; negative where it is not said. */
  long declaredLength(HttpClientResponse response) {
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  void resetOrigin() {
    if (sent != null && turn != null) {
      proxy.connections().reset(sent, turn);
    }
  }

  /**
   * Says that a manifest cannot be had.
   *
   * @param committed whether a part of it is sent, so that only breaking off says so
   */
  void manifestFailed(EdgeError error, String cause, boolean committed) {
    resetOrigin();
    proxy.countManifest(error);
    if (committed) {
      proxy.denial().noteBrokenOff(request, error, allow, cause);
      breakOff();
    } else {
      problem(error, cause);
    }
  }

  private void failed(Throwable failure) {
    boolean timeout =
        failure instanceof TimeoutException || failure instanceof ConnectTimeoutException;
    if (timeout) {
      proxy.countTimeout();
    } else {
      proxy.countUnreachable();
    }
    problem(
        timeout ? EdgeError.ORIGIN_TIMEOUT : EdgeError.ORIGIN_UNREACHABLE,
        failure.getClass().getSimpleName());
  }

  private void problem(EdgeError error, String cause) {
    if (player.headWritten()) {
      proxy.denial().noteBrokenOff(request, error, allow, cause);
      breakOff();
      return;
    }
    if (error == EdgeError.BUSY) {
      player.putHeader(HttpHeaders.RETRY_AFTER, "2");
    }
    proxy.denial().answerOrigin(request, error, allow, cause);
  }
}
