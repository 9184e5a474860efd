package io.playgate.playbacktoken;

import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What of one token stands in a URL, so that other URLs of its delivery profile can carry it: a
 * part of the path, directly behind the base path, or parameters of the query. It is nothing where
 * the token travels beside the URL, and where its dialect has it at a place of the path that
 * differs from URL to URL.
 *
 * <p>Whether the token covers another URL is not known here: {@link DialectDescription#scope}.
 */
public final class TokenPieces {
  private static final TokenPieces NONE = new TokenPieces("", "", "", List.of(), "");

  private final String basePath;
  private final String segments;
  private final String mark;
  private final List<String> names;
  private final String parameters;

  /**
   * @param segments the part of the path without the slashes around it; empty where there is none
   * @param mark how a path behind the base path begins that has such a token
   * @param names of the parameters; empty where there are none
   * @param parameters {@code name=value}, several joined by {@code &}
   */
  private TokenPieces(
      String basePath, String segments, String mark, List<String> names, String parameters) {
    this.basePath = basePath;
    this.segments = segments;
    this.mark = mark;
    this.names = names;
    this.parameters = parameters;
  }

  /**
   * A token in one piece, under the name of its placement. What would end a parameter is escaped.
   */
  public static TokenPieces of(Placement placement, String value) {
    String piece = placement.name() + "=" + value;
    return switch (placement.carrier()) {
      case PATH -> inPath(placement, piece);
      case QUERY ->
          new TokenPieces(
              "", "", "", List.of(placement.name()), piece.replace("&", "%26").replace("#", "%23"));
      case COOKIE, HEADER -> NONE;
    };
  }

  /**
   * A token as it stood on a request.
   *
   * @param target the request's, the token in it
   * @param path its path as it was sent, without the token
   * @param query its query without the token
   */
  static TokenPieces of(
      Placement placement, String value, RequestTarget target, String path, String query) {
    return switch (placement.carrier()) {
      case PATH -> ofPath(placement, target.path(), path);
      case QUERY -> ofQuery(placement, value, target.query(), query);
      case COOKIE, HEADER -> NONE;
    };
  }

  private static TokenPieces ofPath(Placement placement, String whole, String rest) {
    int start = placement.basePath().length();
    int length = whole.length() - rest.length();
    boolean isBehindBasePath =
        length > 1
            && rest.startsWith(placement.basePath())
            && whole.startsWith(placement.basePath() + "/")
            && whole.startsWith(rest.substring(start), start + length);
    return isBehindBasePath ? inPath(placement, whole.substring(start + 1, start + length)) : NONE;
  }

  private static TokenPieces inPath(Placement placement, String segments) {
    String named = placement.name() + "=";
    return new TokenPieces(
        placement.basePath(),
        segments,
        segments.startsWith(named) ? "/" + named : "/" + segments + "/",
        List.of(),
        "");
  }

  private static TokenPieces ofQuery(Placement placement, String value, String whole, String rest) {
    String[] left = rest.split("&", -1);
    int next = 0;
    List<String> names = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    for (String pair : whole.split("&", -1)) {
      if (next < left.length && pair.equals(left[next])) {
        next++;
      } else if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        names.add(equals < 0 ? pair : pair.substring(0, equals));
        pairs.add(pair);
      }
    }
    return names.isEmpty() || new HashSet<>(names).size() < names.size()
        ? of(placement, value)
        : new TokenPieces("", "", "", List.copyOf(names), String.join("&", pairs));
  }

  /** Whether it stands in the path, so that URLs relative to the path inherit it. */
  public boolean areInPath() {
    return !segments.isEmpty();
  }

  /** Whether it stands in the query, which no other URL inherits. */
  public boolean areInQuery() {
    return !names.isEmpty();
  }

  /** The names of its parameters. */
  public List<String> names() {
    return names;
  }

  /** Its parameters, {@code name=value} joined by {@code &}; empty where there are none. */
  public String parameters() {
    return parameters;
  }

  /**
   * The same with the texts escaped, for a document in which not every character may stand. What
   * such a token is recognised by stays.
   */
  public TokenPieces escaped(UnaryOperator<String> escape) {
    return new TokenPieces(basePath, escape.apply(segments), mark, names, escape.apply(parameters));
  }

  /** Whether a raw query has one of the parameters. */
  public boolean isInQuery(String query) {
    for (String name : names) {
      for (int at = query.indexOf(name); at >= 0; at = query.indexOf(name, at + 1)) {
        int end = at + name.length();
        if ((at == 0 || query.charAt(at - 1) == '&')
            && (end == query.length() || query.charAt(end) == '=' || query.charAt(end) == '&')) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a whole path has such a token behind the base path. */
  public boolean isInPath(String path) {
    return areInPath() && path.startsWith(basePath) && path.startsWith(mark, basePath.length());
  }

  /**
   * A whole path with the token behind the base path.
   *
   * @param path raw; it may hold what is still to be replaced, as templates do
   * @return the same path where no token stands in paths, the path is not beneath the base path, or
   *     has a token already
   */
  public String onPath(String path) {
    int start = basePath.length();
    return !areInPath()
            || !path.startsWith(basePath)
            || !path.startsWith("/", start)
            || isInPath(path)
        ? path
        : basePath + "/" + segments + path.substring(start);
  }

  /**
   * A URL reference with the parameters at the end of its query.
   *
   * @param reference raw; it may hold what is still to be replaced, as templates do
   * @param hasQuery whether it has a query, which what is still to be replaced may begin
   */
  public String onQuery(String reference, boolean hasQuery) {
    if (!areInQuery()) {
      return reference;
    }
    int hash = reference.indexOf('#');
    String before = hash < 0 ? reference : reference.substring(0, hash);
    String after = hash < 0 ? "" : reference.substring(hash);
    String joint = !hasQuery ? "?" : before.endsWith("?") || before.endsWith("&") ? "" : "&";
    return before + joint + parameters + after;
  }

  /**
   * Another URL of the delivery profile with the token on it; the same URL where it has such a
   * token, or the token travels beside it.
   *
   * @param url an absolute URL, or a whole path with or without a query
   */
  public String on(String url) {
    int hash = url.indexOf('#');
    String target = hash < 0 ? url : url.substring(0, hash);
    int question = target.indexOf('?');
    String before = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    int authority = before.indexOf("://");
    int path = authority < 0 ? 0 : before.indexOf('/', authority + 3);
    int start = path < 0 ? before.length() : path;
    String rest = url.substring(before.length());
    String placed = before.substring(0, start) + onPath(before.substring(start)) + rest;
    return isInQuery(query) ? placed : onQuery(placed, question >= 0);
  }

  /** Shows no token. */
  @Override
  public String toString() {
    return "TokenPieces[" + (areInPath() ? "path" : "query " + names) + "]";
  }
}
