package io.playgate.playbacktoken.internal.carrier;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For dialects whose token is spread over several query parameters or cookies: cuts them out of a
 * request, and places them. The token's text is then {@code name=value} of each that is there, in
 * the dialect's order, joined by {@code &} or {@code ;}.
 */
public final class TokenParameters {

  private TokenParameters() {}

  /**
   * Cuts the parameters of those names out of the query; the others keep their order and text. None
   * of them is {@link DenyCode#MISSING}; one twice, or under a percent-encoded name, is {@link
   * DenyCode#MALFORMED}.
   *
   * @param names in the order in which the token's text holds them
   */
  public static TokenCut cutQuery(
      PlaybackRequest request, Placement placement, List<String> names) {
    RequestTarget target;
    try {
      target = RequestTarget.parse(request.target());
    } catch (AmbiguousPathException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, e.reason());
    }
    String rest = target.query();
    StringBuilder token = new StringBuilder();
    for (String name : names) {
      int start = TokenCutter.parameter(rest, name, 0);
      if (start < 0) {
        continue;
      }
      int next = rest.indexOf('&', start);
      if (!rest.startsWith(name, start)
          || (next >= 0 && TokenCutter.parameter(rest, name, next + 1) >= 0)) {
        return new TokenCut.Refused(DenyCode.MALFORMED, "the parameter " + name + " is ambiguous");
      }
      token.append(token.isEmpty() ? "" : "&");
      token.append(rest, start, next < 0 ? rest.length() : next);
      rest =
          next >= 0
              ? rest.substring(0, start) + rest.substring(next + 1)
              : rest.substring(0, Math.max(0, start - 1));
    }
    if (token.isEmpty()) {
      return new TokenCut.Refused(DenyCode.MISSING, "no token in the query");
    }
    return TokenCutter.presented(token.toString(), target.path(), rest, request, placement);
  }

  /**
   * Cuts the cookies of those names out of the request. None of them is {@link DenyCode#MISSING};
   * one twice is {@link DenyCode#MALFORMED}.
   *
   * @param names in the order in which the token's text holds them
   */
  public static TokenCut cutCookies(
      PlaybackRequest request, Placement placement, List<String> names) {
    RequestTarget target;
    try {
      target = RequestTarget.parse(request.target());
    } catch (AmbiguousPathException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, e.reason());
    }
    String cookies = request.header().apply("cookie");
    StringBuilder token = new StringBuilder();
    for (String name : names) {
      String value = cookies == null ? null : TokenCutter.cookie(cookies, name);
      if (value != null) {
        token.append(token.isEmpty() ? "" : ";").append(name).append('=').append(value);
      }
    }
    if (token.isEmpty()) {
      return new TokenCut.Refused(DenyCode.MISSING, "no token in the cookies");
    }
    return TokenCutter.presented(
        token.toString(), target.path(), target.query(), request, placement);
  }

  /**
   * Takes a token's text apart again, strictly.
   *
   * @param separator {@code &} or {@code ;}
   * @return the raw values by name, in their order; null if a part has no {@code =}, or a name is
   *     repeated
   */
  public static @Nullable Map<String, String> split(String token, char separator) {
    Map<String, String> values = new LinkedHashMap<>();
    int start = 0;
    while (start <= token.length()) {
      int end = token.indexOf(separator, start);
      int limit = end < 0 ? token.length() : end;
      int equals = token.indexOf('=', start);
      if (equals < 0
          || equals >= limit
          || values.put(token.substring(start, equals), token.substring(equals + 1, limit))
              != null) {
        return null;
      }
      start = limit + 1;
    }
    return values;
  }

  /** Whether a raw query has a parameter of one of those names, percent-encoded or not. */
  public static boolean hasAny(String query, List<String> names) {
    for (String name : names) {
      if (TokenCutter.parameter(query, name, 0) >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Appends parameters to the query of a URL, whose path is normalised.
   *
   * @param parameters raw, as they are to appear in the URL
   * @throws UnsupportedGrantException if the URL is not a URL under the base path, already has one
   *     of these parameters, or a value contains characters that are not allowed in a query
   */
  public static SignedToken placeQuery(
      Map<String, String> parameters, String url, Placement placement)
      throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    String query = target.query();
    StringBuilder token = new StringBuilder();
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (TokenCutter.parameter(query, parameter.getKey(), 0) >= 0) {
        throw new UnsupportedGrantException(
            "url-has-token", "the URL has a " + parameter.getKey() + " already");
      }
      TokenWriter.requireFits(parameter.getValue(), Carrier.QUERY);
      token.append(token.isEmpty() ? "" : "&");
      token.append(parameter.getKey()).append('=').append(parameter.getValue());
    }
    String text = token.toString();
    return new SignedToken(
        TokenCutter.url(target, target.path(), query.isEmpty() ? text : query + "&" + text),
        text,
        Map.of(),
        Map.of());
  }

  /**
   * The same of a token's text, as {@link SignedToken#value()} has it.
   *
   * @param names the names that its parameters may have
   * @throws UnsupportedGrantException besides, {@code token-invalid} where the text is not made of
   *     such parameters
   */
  public static SignedToken placeQuery(
      String token, List<String> names, String url, Placement placement)
      throws UnsupportedGrantException {
    Map<String, String> parameters = split(token, '&');
    if (parameters == null || !names.containsAll(parameters.keySet())) {
      throw new UnsupportedGrantException(
          "token-invalid", "the token must be parameters of its dialect, joined by &");
    }
    return placeQuery(parameters, url, placement);
  }

  /**
   * Sets cookies beside a URL, whose path is normalised.
   *
   * @throws UnsupportedGrantException if the URL is not a URL under the base path, or a value
   *     contains characters that are not allowed in a cookie
   */
  public static SignedToken placeCookies(
      Map<String, String> cookies, String url, Placement placement)
      throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    StringBuilder token = new StringBuilder();
    for (Map.Entry<String, String> cookie : cookies.entrySet()) {
      TokenWriter.requireFits(cookie.getValue(), Carrier.COOKIE);
      token.append(token.isEmpty() ? "" : ";");
      token.append(cookie.getKey()).append('=').append(cookie.getValue());
    }
    return new SignedToken(
        TokenCutter.url(target, target.path(), target.query()),
        token.toString(),
        cookies,
        Map.of());
  }
}
