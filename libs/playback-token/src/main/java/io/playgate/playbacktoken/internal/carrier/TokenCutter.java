package io.playgate.playbacktoken.internal.carrier;

import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.MediaPath;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a token out of a request and puts one on a URL, for every dialect whose token is one piece.
 *
 * <p>The token stands, by carrier:
 *
 * <ul>
 *   <li>PATH: as {@code name=value} in the first segment after the base path, which must be there
 *       literally, and with a path after it;
 *   <li>QUERY: as the one parameter of that name; the other parameters keep their order and text;
 *   <li>COOKIE: as the one cookie of that name;
 *   <li>HEADER: as the whole value of the header of that name.
 * </ul>
 *
 * <p>It is cut from the raw target, before anything is decoded. No token, or an empty one, is
 * {@link DenyCode#MISSING}; two tokens, a token in the URL at another place than the carrier says,
 * and an ambiguous path are {@link DenyCode#MALFORMED}; a path that is not beneath the base path is
 * {@link DenyCode#OUTSIDE_ACL}. Cookies and headers come with a request whether or not the player
 * meant them, so they are read only where they are the carrier.
 */
public final class TokenCutter {

  /** The longest token that is looked at, in characters. */
  public static final int MAX_TOKEN_LENGTH = 8192;

  private static final RecentTargets TARGETS = new RecentTargets();

  private TokenCutter() {}

  /** Cuts the token out of a request and normalises the path that is left. */
  public static TokenCut cut(PlaybackRequest request, Placement placement) {
    try {
      RequestTarget target = RequestTarget.parse(request.target());
      return switch (placement.carrier()) {
        case PATH -> fromPath(request, target, placement);
        case QUERY -> fromQuery(request, target, placement);
        case COOKIE -> {
          String cookies = request.header().apply("cookie");
          yield besideUrl(
              cookies == null ? null : cookie(cookies, placement.name()),
              request,
              target,
              placement);
        }
        case HEADER ->
            besideUrl(
                request.header().apply(placement.name().toLowerCase(Locale.ROOT)),
                request,
                target,
                placement);
      };
    } catch (AmbiguousPathException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, e.reason());
    }
  }

  private static TokenCut fromPath(
      PlaybackRequest request, RequestTarget target, Placement placement)
      throws AmbiguousPathException {
    String text = target.text();
    String basePath = placement.basePath();
    int segment = target.pathStart() + basePath.length() + 1;
    int value = segment + placement.name().length() + 1;
    if (value > target.pathEnd()
        || !text.startsWith(basePath, target.pathStart())
        || text.charAt(segment - 1) != '/'
        || !text.startsWith(placement.name(), segment)
        || text.charAt(value - 1) != '=') {
      return tokenInUrl(path(target, placement), target, placement)
          ? misplaced()
          : new TokenCut.Refused(DenyCode.MISSING, "no token in the first path segment");
    }
    int end = text.indexOf('/', value);
    if (end < 0 || end >= target.pathEnd()) {
      return new TokenCut.Refused(DenyCode.MALFORMED, "nothing follows the token's segment");
    }
    AsciiText path = target.normalPath(basePath, end, basePath.length());
    if (tokenInUrl(path, target, placement)) {
      return misplaced();
    }
    return present(
        target.ascii().part(value, end),
        path,
        target.query(),
        request,
        placement,
        basePath,
        text,
        end,
        target.pathEnd());
  }

  private static TokenCut fromQuery(
      PlaybackRequest request, RequestTarget target, Placement placement)
      throws AmbiguousPathException {
    String name = placement.name();
    AsciiText path = path(target, placement);
    String text = target.text();
    int equals = text.indexOf('=', target.pathStart());
    if (equals < target.pathEnd() && hasSegment(path, name)) {
      return misplaced();
    }
    int query = target.queryStart();
    int start = query;
    if (!startsParameter(text, name, query)) {
      start = parameter(text, name, query);
      if (start < 0) {
        return new TokenCut.Refused(DenyCode.MISSING, "no token in the query");
      }
      if (!text.startsWith(name, start)) {
        return misplaced();
      }
    }
    int next = text.indexOf('&', start);
    if (next >= 0 && parameter(text, name, next + 1) >= 0) {
      return new TokenCut.Refused(DenyCode.MALFORMED, "two tokens");
    }
    int value = start + name.length() + 1;
    int valueEnd = next < 0 ? text.length() : next;
    String before = start == query ? "" : text.substring(query, next < 0 ? start - 1 : start);
    String rest = next < 0 ? before : before.concat(text.substring(next + 1));
    return present(
        target.ascii().part(Math.min(value, valueEnd), valueEnd),
        path,
        rest,
        request,
        placement,
        "",
        target.text(),
        target.pathStart(),
        target.pathEnd());
  }

  private static TokenCut besideUrl(
      @Nullable String value, PlaybackRequest request, RequestTarget target, Placement placement)
      throws AmbiguousPathException {
    AsciiText path = path(target, placement);
    if (tokenInUrl(path, target, placement)) {
      return misplaced();
    }
    if (value == null) {
      return new TokenCut.Refused(DenyCode.MISSING, "no token in cookie or header");
    }
    AsciiText token = AsciiText.of(value);
    if (token == null) {
      return new TokenCut.Refused(
          DenyCode.MALFORMED, "two tokens, or a character that is not allowed in a token");
    }
    return present(
        token,
        path,
        target.query(),
        request,
        placement,
        "",
        target.text(),
        target.pathStart(),
        target.pathEnd());
  }

  /**
   * A token that a dialect has cut out by itself.
   *
   * @param value its text; missing where empty
   * @param rawPath the path without it, not yet normalised
   * @param query the raw query without it
   */
  public static TokenCut presented(
      String value, String rawPath, String query, PlaybackRequest request, Placement placement) {
    AsciiText token = AsciiText.of(value);
    if (token == null) {
      return new TokenCut.Refused(
          DenyCode.MALFORMED, "two tokens, or a character that is not allowed in a token");
    }
    try {
      return present(token, path(rawPath, placement), query, request, placement, rawPath, "", 0, 0);
    } catch (AmbiguousPathException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, e.reason());
    }
  }

  /**
   * Cuts out a token that is the start of the path after the base path.
   *
   * @param end returns where in a raw path under the base path the token ends, at a slash; negative
   *     if there is no token
   */
  public static TokenCut cutStart(
      PlaybackRequest request, Placement placement, ToIntFunction<String> end) {
    try {
      RequestTarget target = RequestTarget.parse(request.target());
      String path = target.path();
      String basePath = placement.basePath();
      int at = path.startsWith(basePath + "/") ? end.applyAsInt(path) : -1;
      return at < 0
          ? new TokenCut.Refused(DenyCode.MISSING, "no token in the first path segments")
          : presented(
              path.substring(basePath.length() + 1, at),
              basePath + path.substring(at),
              target.query(),
              request,
              placement);
    } catch (AmbiguousPathException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, e.reason());
    }
  }

  private static TokenCut present(
      AsciiText token,
      AsciiText path,
      String query,
      PlaybackRequest request,
      Placement placement,
      String rawStart,
      String rawText,
      int rawFrom,
      int rawTo) {
    if (token.length() == 0) {
      return new TokenCut.Refused(DenyCode.MISSING, "the token is empty");
    }
    if (token.length() > MAX_TOKEN_LENGTH) {
      return new TokenCut.Refused(DenyCode.MALFORMED, "the token is too long");
    }
    if (!beneath(placement.basePath(), path)) {
      return new TokenCut.Refused(DenyCode.OUTSIDE_ACL, "the path is not beneath the base path");
    }
    return new PresentedToken(
        token, path, query, request, placement, rawStart, rawText, rawFrom, rawTo);
  }

  private static boolean beneath(String basePath, AsciiText path) {
    return path.length() > basePath.length()
        && path.startsWith(basePath)
        && path.at(basePath.length()) == '/';
  }

  /** The normal form of a path; no dot segment may climb out of a base path that stands there. */
  private static AsciiText path(RequestTarget target, Placement placement)
      throws AmbiguousPathException {
    String basePath = placement.basePath();
    int end = target.pathStart() + basePath.length();
    boolean beneath =
        end < target.pathEnd()
            && target.ascii().at(end) == '/'
            && (basePath.isEmpty() || target.text().startsWith(basePath, target.pathStart()));
    return target.normalPath(beneath ? basePath.length() : 0);
  }

  private static AsciiText path(String raw, Placement placement) throws AmbiguousPathException {
    String basePath = placement.basePath();
    int end = basePath.length();
    boolean beneath = raw.startsWith(basePath) && raw.startsWith("/", end);
    return MediaPath.ascii(MediaPath.normalise(raw, beneath ? end : 0));
  }

  private static TokenCut misplaced() {
    return new TokenCut.Refused(
        DenyCode.MALFORMED, "two tokens, or one at another place than the carrier says");
  }

  /** Whether a target has a token of the placement's name in its path or query. */
  private static boolean tokenInUrl(AsciiText path, RequestTarget target, Placement placement) {
    int query = target.queryStart();
    return hasSegment(path, placement.name())
        || (query < target.text().length()
            && parameter(target.text(), placement.name(), query) >= 0);
  }

  /** Whether some segment of the path is {@code name=...}. */
  private static boolean hasSegment(AsciiText path, String name) {
    return path.indexOf('=', 0, path.length()) < path.length() && hasSegment(path.toString(), name);
  }

  private static boolean hasSegment(String path, String name) {
    for (int at = path.indexOf(name); at > 0; at = path.indexOf(name, at + 1)) {
      int end = at + name.length();
      if (path.charAt(at - 1) == '/' && end < path.length() && path.charAt(end) == '=') {
        return true;
      }
    }
    return false;
  }

  /**
   * Where the parameter of that name starts at or after an index, which is the start of a parameter
   * of the query that ends with the text; -1 where there is none. A name that is percent-encoded
   * counts, so that it cannot hide a second token.
   */
  static int parameter(String query, String name, int from) {
    int start = from;
    while (start <= query.length() && start >= 0) {
      if (startsParameter(query, name, start)) {
        return start;
      }
      int end = query.indexOf('&', start);
      int limit = end < 0 ? query.length() : end;
      if (isNamed(query, start, limit, name)) {
        return start;
      }
      start = end < 0 ? -1 : end + 1;
    }
    return -1;
  }

  private static boolean startsParameter(String query, String name, int start) {
    int value = start + name.length();
    return value < query.length() && query.charAt(value) == '=' && query.startsWith(name, start);
  }

  private static boolean isNamed(String query, int start, int limit, String name) {
    if (query.startsWith(name, start)) {
      int end = start + name.length();
      return end == limit || query.charAt(end) == '=';
    }
    int at = start;
    for (int i = 0; i < name.length(); i++) {
      if (at >= limit) {
        return false;
      }
      char c = query.charAt(at++);
      if (c == '%' && at + 1 < limit) {
        c =
            (char)
                (MediaPath.hexDigit(query.charAt(at)) << 4
                    | MediaPath.hexDigit(query.charAt(at + 1)));
        at += 2;
      }
      if (c != name.charAt(i)) {
        return false;
      }
    }
    return at == limit || query.charAt(at) == '=';
  }

  /** The value of the one cookie of that name; null where there is none, a space where several. */
  static @Nullable String cookie(String header, String name) {
    String found = null;
    int start = 0;
    while (start < header.length()) {
      int end = header.indexOf(';', start);
      int limit = end < 0 ? header.length() : end;
      while (start < limit && header.charAt(start) == ' ') {
        start++;
      }
      int value = start + name.length() + 1;
      if (value <= limit && header.startsWith(name, start) && header.charAt(value - 1) == '=') {
        if (found != null) {
          return " ";
        }
        int last = limit;
        while (last > value && " \t".indexOf(header.charAt(last - 1)) >= 0) {
          last--;
        }
        found = header.substring(value, last);
      }
      start = limit + 1;
    }
    return found;
  }

  /**
   * Puts a token on a URL, whose path is normalised, or in a cookie or header beside it.
   *
   * @param url the absolute URL; its own query stays before the token
   * @throws UnsupportedGrantException if the URL is not a URL under the base path, already has such
   *     a token, or the token is too long or has characters that its carrier does not allow
   */
  public static SignedToken place(String value, String url, Placement placement)
      throws UnsupportedGrantException {
    return TokenWriter.at(url, placement).append(value).place();
  }

  /** A URL at the target's origin; the query may be empty. */
  public static String url(RequestTarget target, String path, String query) {
    return query.isEmpty() ? target.origin() + path : target.origin() + path + "?" + query;
  }

  /**
   * An absolute URL that a token is to be placed on, its path normalised.
   *
   * @throws UnsupportedGrantException if it is not an absolute URL under the base path, or already
   *     has a token
   */
  public static RequestTarget target(String url, Placement placement)
      throws UnsupportedGrantException {
    RequestTarget target = TARGETS.find(url, placement);
    if (target == null) {
      target = takenApart(url, placement);
      TARGETS.keep(url, placement, target);
    }
    return target;
  }

  private static RequestTarget takenApart(String url, Placement placement)
      throws UnsupportedGrantException {
    RequestTarget target;
    AsciiText path;
    try {
      target = RequestTarget.parse(url);
      path = target.normalPath(0);
      if (!path.isIn(target.ascii())) {
        target = RequestTarget.parse(url(target, path.toString(), target.query()));
      }
    } catch (AmbiguousPathException e) {
      throw new UnsupportedGrantException("url-invalid", "the URL cannot be signed: " + e.reason());
    }
    if (target.pathStart() == 0) {
      throw new UnsupportedGrantException("url-invalid", "the URL must be absolute");
    }
    if (!beneath(placement.basePath(), path)) {
      throw new UnsupportedGrantException(
          "url-outside-base-path", "the URL's path must be beneath " + placement.basePath());
    }
    if (tokenInUrl(path, target, placement)) {
      throw new UnsupportedGrantException(
          "url-has-token", "the URL has a " + placement.name() + " already");
    }
    return target;
  }
}
