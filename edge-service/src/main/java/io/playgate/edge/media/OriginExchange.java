package io.playgate.edge.media;

import io.netty.channel.ConnectTimeoutException;
import io.playgate.edge.denial.EdgeError;
import io.playgate.edge.playlist.ChildToken;
import io.playgate.edge.playlist.DashRewriter;
import io.playgate.edge.playlist.HlsRewriter;
import io.playgate.edge.playlist.ManifestRewriter;
import io.playgate.edge.playlist.UnusableManifestException;
import io.playgate.edge.profile.DeliveryProfile;
import io.playgate.edge.verdict.EdgeVerdict;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.support.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.ReadStream;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One admitted request at the origin: what the origin sees of the player, and the player of the
 * origin.
 *
 * <p>The origin sees the path that was judged, in normal form, without base path and token, and of
 * the player's headers those of {@link PassingHeaders} alone, without the token. The player sees the answer, with
 * caching kept private: the next request for the same bytes has to be judged too.
 *
 * <p>With the query carrier the token is written into manifests; they are read whole, so ranges of
 * them are answered whole. With every other carrier all bodies pass untouched: relative URIs
 * inherit the path, and cookies and headers come by themselves.
 */
final class OriginExchange implements ProxyInterceptor {

  private static final Logger LOG = Logger.getLogger(OriginExchange.class);

  /** Larger manifests are rewritten by a worker, so that the event loop is not held up. */
  private static final int MAX_ON_EVENT_LOOP = 64 * 1024;

  private static final Set<String> HOP_BY_HOP =
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

  private final OriginProxy proxy;
  private final HttpServerRequest request;
  private final EdgeVerdict.Allow allow;
  private final Placement placement;
  private final boolean rewrites;
  private final boolean namedManifest;
  private @Nullable HttpClientRequest sent;
  private boolean failed;

  OriginExchange(OriginProxy proxy, HttpServerRequest request, EdgeVerdict.Allow allow) {
    this.proxy = proxy;
    this.request = request;
    this.allow = allow;
    DeliveryProfile.Checks checks = Objects.requireNonNull(allow.profile().checks());
    this.placement = checks.placement();
    this.rewrites = placement.carrier() == Carrier.QUERY;
    this.namedManifest = rewrites && manifest(allow.admitted().path(), null) != null;
  }

  Future<HttpClientRequest> open(HttpClient client, RequestOptions origin) {
    return client
        .request(origin)
        .onSuccess(opened -> {
          sent = opened;
          if (request.response().closed()) {
            opened.reset();
          }
        });
  }

  // ---- towards the origin

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
    ProxyRequest outgoing = context.request();
    String query = allow.admitted().query();
    outgoing.setURI(proxy.pathPrefix() + allow.originPath() + (query.isEmpty() ? "" : "?" + query));
    outgoing.setBody(null);
    request.resume();
    cleanRequest(outgoing.headers());
    return context
        .sendRequest()
        .recover(failure -> Future.succeededFuture(failed(outgoing, failure)));
  }

  private void cleanRequest(MultiMap headers) {
    removeHopByHop(headers);
    proxy.passing().keepIn(headers);
    if (placement.carrier() == Carrier.HEADER) {
      headers.remove(placement.name());
    }
    String referer = headers.get(HttpHeaders.REFERER);
    if (referer != null) {
      headers.set(HttpHeaders.REFERER, siteOf(referer));
    }
    if (placement.carrier() == Carrier.COOKIE) {
      keepOtherCookies(headers);
    }
    removeTokenHolders(headers);
    if (rewrites) {
      headers.set(HttpHeaders.ACCEPT_ENCODING, "identity");
    }
    if (namedManifest) {
      headers.remove("Range");
      headers.remove("If-Range");
    }
    SocketAddress peer = request.remoteAddress();
    String address = peer == null ? null : peer.hostAddress();
    if (address != null) {
      headers.set("X-Forwarded-For", address);
    }
    headers.set("X-Forwarded-Proto", scheme());
    HostAndPort host = request.authority();
    if (host != null) {
      headers.set("X-Forwarded-Host", host.toString());
    }
    headers.add(HttpHeaders.createOptimized("Via"), "1.1 playgate");
  }

  /** Whatever header holds the token, the origin's logs are not to. */
  private void removeTokenHolders(MultiMap headers) {
    String token = allow.admitted().token();
    List<String> holders = null;
    for (Map.Entry<String, String> header : headers) {
      if (header.getValue().contains(token)) {
        if (holders == null) {
          holders = new ArrayList<>();
        }
        holders.add(header.getKey());
      }
    }
    if (holders != null) {
      holders.forEach(headers::remove);
    }
  }

  private void keepOtherCookies(MultiMap headers) {
    List<String> kept = new ArrayList<>();
    for (String header : headers.getAll(HttpHeaders.COOKIE)) {
      for (String cookie : header.split(";", -1)) {
        String one = cookie.strip();
        if (!one.isEmpty() && !one.startsWith(placement.name() + "=")) {
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

  private ProxyResponse failed(ProxyRequest outgoing, Throwable failure) {
    failed = true;
    boolean timeout =
        failure instanceof TimeoutException || failure instanceof ConnectTimeoutException;
    if (timeout) {
      proxy.countTimeout();
    } else {
      proxy.countUnreachable();
    }
    LOG.warnf(
        "Origin failed: profile=%s sid=%s cause=%s",
        allow.profile().id(),
        allow.admitted().grant().session(),
        failure.getClass().getSimpleName());
    return problem(
        outgoing.release().response(),
        timeout ? EdgeError.ORIGIN_TIMEOUT : EdgeError.ORIGIN_UNREACHABLE);
  }

  private static ProxyResponse problem(ProxyResponse response, EdgeError error) {
    Buffer body = Buffer.buffer(Problem.of(error, null).toJson());
    response.headers().clear();
    response.headers().set(HttpHeaders.CACHE_CONTROL, "no-store");
    response.headers().set(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.headers().set("Referrer-Policy", "no-referrer");
    return response.setStatusCode(error.status()).setStatusMessage(null).setBody(Body.body(body));
  }

  // ---- towards the player

  @Override
  public Future<Void> handleProxyResponse(ProxyContext context) {
    ProxyResponse response = context.response();
    if (failed) {
      return context.sendResponse();
    }
    MultiMap headers = response.headers();
    cleanResponse(response);
    ManifestRewriter rewriter =
        rewrites ? manifest(allow.admitted().path(), headers.get(HttpHeaders.CONTENT_TYPE)) : null;
    if (rewriter == null) {
      return context.sendResponse();
    }
    weakenEtag(headers);
    if (response.getStatusCode() != 200) {
      return context.sendResponse();
    }
    DIGESTS.forEach(headers::remove);
    headers.remove(HttpHeaders.CONTENT_LENGTH);
    if (request.method().equals(HttpMethod.HEAD)) {
      // Its length is that of a body nobody has made.
      Body body = response.getBody();
      if (body != null) {
        response.setBody(Body.body(body.stream(), -1));
      }
      return context.sendResponse();
    }
    return rewrite(response, rewriter).compose(ready -> context.sendResponse());
  }

  private void cleanResponse(ProxyResponse response) {
    MultiMap headers = response.headers();
    removeHopByHop(headers);
    ORIGIN_ONLY.forEach(headers::remove);
    if (proxy.cors().isEnabled()) {
      CORS_HEADERS.forEach(headers::remove);
    }
    headers.set(HttpHeaders.CACHE_CONTROL, privately(headers.getAll(HttpHeaders.CACHE_CONTROL)));
    headers.set("Referrer-Policy", "no-referrer");
    String location = headers.get(HttpHeaders.LOCATION);
    if (location != null) {
      headers.set(HttpHeaders.LOCATION, locationHere(location));
    }
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

  /** Brings a redirect within the origin back beneath the base path, and the token with it. */
  private String locationHere(String location) {
    String rest = location;
    for (String scheme : List.of("http://", "https://")) {
      String prefix = scheme + proxy.authority();
      if (rest.regionMatches(true, 0, prefix, 0, prefix.length())
          && (rest.length() == prefix.length() || rest.charAt(prefix.length()) == '/')) {
        rest = rest.substring(prefix.length());
        break;
      }
    }
    if (!rest.startsWith("/")
        || rest.startsWith("//")
        || !rest.startsWith(proxy.pathPrefix() + "/")) {
      return location;
    }
    rest = rest.substring(proxy.pathPrefix().length());
    String parameter = placement.name() + "=" + allow.admitted().token();
    return switch (placement.carrier()) {
      case PATH -> placement.basePath() + "/" + parameter + rest;
      case QUERY -> {
        int hash = rest.indexOf('#');
        String before = hash < 0 ? rest : rest.substring(0, hash);
        String after = hash < 0 ? "" : rest.substring(hash);
        yield placement.basePath()
            + before
            + (before.indexOf('?') < 0 ? "?" : "&")
            + parameter
            + after;
      }
      case COOKIE, HEADER -> placement.basePath() + rest;
    };
  }

  private Future<Void> rewrite(ProxyResponse response, ManifestRewriter rewriter) {
    String encoding = response.headers().get(HttpHeaders.CONTENT_ENCODING);
    boolean gzip = "gzip".equalsIgnoreCase(encoding) || "x-gzip".equalsIgnoreCase(encoding);
    boolean identity = encoding == null || "identity".equalsIgnoreCase(encoding);
    Body body = response.getBody();
    if (body == null || (!gzip && !identity)) {
      abandon(response);
      return Future.succeededFuture();
    }
    HostAndPort host = request.authority();
    ChildToken token =
        new ChildToken(
            scheme(),
            host == null ? "" : host.toString(),
            allow.admitted().path(),
            allow.admitted().query(),
            placement.basePath(),
            placement.name(),
            allow.admitted().token());
    return collect(body.stream(), proxy.maxManifestSize())
        .compose(manifest -> rewritten(rewriter, manifest.getBytes(), gzip, token))
        .map(rewritten -> {
          response.headers().remove(HttpHeaders.CONTENT_ENCODING);
          response.setBody(Body.body(rewritten));
          return (Void) null;
        })
        .recover(failure -> {
          LOG.errorf(
              "Manifest not rewritten: profile=%s sid=%s cause=%s",
              allow.profile().id(),
              allow.admitted().grant().session(),
              failure instanceof UnusableManifestException
                  ? failure.getMessage()
                  : failure.getClass().getSimpleName());
          abandon(response);
          return Future.succeededFuture();
        });
  }

  private Future<Buffer> rewritten(
      ManifestRewriter rewriter, byte[] manifest, boolean gzip, ChildToken token) {
    int limit = proxy.maxManifestSize();
    Callable<Buffer> work =
        () -> Buffer.buffer(rewriter.rewrite(gzip ? unzip(manifest, limit) : manifest, token));
    if (gzip || manifest.length > MAX_ON_EVENT_LOOP) {
      return proxy.vertx().executeBlocking(work, false).map(Objects::requireNonNull);
    }
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  private void abandon(ProxyResponse response) {
    if (sent != null) {
      sent.reset();
    }
    problem(response, EdgeError.ORIGIN_MANIFEST);
  }

  private static Future<Buffer> collect(ReadStream<Buffer> stream, int limit) {
    Promise<Buffer> promise = Promise.promise();
    Buffer collected = Buffer.buffer();
    stream.handler(part -> {
      if (collected.length() + part.length() > limit) {
        promise.tryFail(new UnusableManifestException("the manifest is too large"));
      } else {
        collected.appendBuffer(part);
      }
    });
    stream.exceptionHandler(promise::tryFail);
    stream.endHandler(end -> promise.tryComplete(collected));
    stream.resume();
    return promise.future();
  }

  private static byte[] unzip(byte[] packed, int limit) throws UnusableManifestException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] plain = in.readNBytes(limit + 1);
      if (plain.length > limit) {
        throw new UnusableManifestException("the manifest is too large");
      }
      return plain;
    } catch (IOException e) {
      throw new UnusableManifestException("the manifest is not gzip as it says");
    }
  }

  /** What was made of a representation is no longer byte for byte the origin's. */
  private static void weakenEtag(MultiMap headers) {
    String etag = headers.get(HttpHeaders.ETAG);
    if (etag != null && !etag.startsWith("W/")) {
      headers.set(HttpHeaders.ETAG, "W/" + etag);
    }
  }

  /** The rewriter for a manifest, by its media type or its name; null for anything else. */
  private static @Nullable ManifestRewriter manifest(String path, @Nullable String mediaType) {
    String type = mediaType == null ? "" : mediaType.toLowerCase(Locale.ROOT);
    if (type.contains("mpegurl") || path.endsWith(".m3u8")) {
      return new HlsRewriter();
    }
    if (type.startsWith("application/dash+xml") || path.endsWith(".mpd")) {
      return new DashRewriter();
    }
    return null;
  }

  private String scheme() {
    String scheme = request.scheme();
    return scheme == null ? "http" : scheme;
  }

  private static void removeHopByHop(MultiMap headers) {
    for (String connection : headers.getAll(HttpHeaders.CONNECTION)) {
      for (String name : connection.split(",", -1)) {
        String named = name.strip();
        // Not what the verdict or the framing stands on (RFC 9110 section 7.6.1).
        if (!named.isEmpty() && !named.equalsIgnoreCase("content-length")) {
          headers.remove(named);
        }
      }
    }
    HOP_BY_HOP.forEach(headers::remove);
  }
}
