package io.playgate.edge.playlist;

import io.playgate.playbacktoken.TokenPieces;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.MediaPath;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the URLs that one answer names have to become, so that a player fetches them through this
 * edge and with its token.
 *
 * <p>A URL is <em>here</em> where it leads to this edge (and is not http where the player came by
 * https), its path is unambiguous and beneath the profile's base path; it gets the token where it
 * does not inherit it: in the query always (RFC 3986 section 5.2.2), in the path where it begins
 * with a slash or a host. A URL of the <em>origin</em>, by its host or by a path as the origin
 * counts, is brought here. Everything else is left as it stands: the token is not shown to others.
 */
public final class ChildUrls {

  /** Where a URL leads. */
  enum Kind {
    ELSEWHERE,
    HERE,
    ORIGIN
  }

  /**
   * Stands for the host that the player asked, in URLs that name none: a player resolves those
   * against where it got the answer from, whatever that is called. No text that is read holds it.
   */
  private static final String ASKED = "\0";

  private final Edge edge;
  private final Origin origin;
  private final TokenPieces token;
  private final TokenPieces inTemplate;
  private final UriReference manifest;
  private final Set<String> hosts;

  /**
   * The edge as the player knows it.
   *
   * @param scheme by which the player asked: {@code http} or {@code https}
   * @param authority host and port that the player asked; empty where it named none
   * @param hosts hosts, with port where it is not the default, that are this edge's
   * @param basePath of the delivery profile, without trailing slash
   * @param others whether a path is another delivery profile's
   */
  public record Edge(
      String scheme,
      String authority,
      Set<String> hosts,
      String basePath,
      Predicate<String> others) {}

  /**
   * The origin.
   *
   * @param scheme of its URL
   * @param authority host and port
   * @param pathPrefix that takes the place of the base path, without trailing slash
   */
  public record Origin(String scheme, String authority, String pathPrefix) {}

  /**
   * Prepares the URLs of one answer.
   *
   * @param edge as the player knows it
   * @param origin that made the answer
   * @param token of the request, as it stood there
   * @param path that was asked, base path included, in normal form
   * @param query that was asked, raw, without the token
   */
  public ChildUrls(Edge edge, Origin origin, TokenPieces token, String path, String query) {
    this.edge = edge;
    this.origin = origin;
    this.token = token.escaped(PlayerText::quotable);
    this.inTemplate = this.token.escaped(text -> text.replace("$", "$$"));
    this.manifest =
        new UriReference(edge.scheme, ASKED, path, query.isEmpty() ? null : query, null);
    this.hosts =
        edge.hosts.stream()
            .filter(host -> !host.isEmpty())
            .map(host -> host(host, edge.scheme))
            .collect(Collectors.toSet());
  }

  /** The answer's own URL, without the token. */
  UriReference manifest() {
    return manifest;
  }

  /** The answer's own query, the token included where it is there. */
  String queryWithToken() {
    String query = manifest.query();
    if (!token.areInQuery()) {
      return query == null ? "" : query;
    }
    return query == null ? token.parameters() : query + "&" + token.parameters();
  }

  /** Whether a URL that is left as it stands cannot be fetched, wherever it leads. */
  public boolean needsEveryUrl() {
    return token.areInQuery();
  }

  /** What the URL of a redirect becomes. */
  public String redirect(String location) {
    String text = PlayerText.of(location);
    String placed = place(text, text, UriReference.parse(text));
    return placed == null ? location : placed;
  }

  /**
   * What a plain relative path becomes ({@link PlayerText#isPlainRelative}).
   *
   * @return null where it stays
   */
  @Nullable String placePlain(String uri) {
    return token.areInQuery() ? token.onQuery(uri, false) : null;
  }

  /**
   * What a URL becomes that is resolved against the answer's own.
   *
   * @param text as it stands, variables and all
   * @param expanded the same with the variables that are known
   * @param judged the same, with those that are not taken for text
   * @return null where it stays
   */
  @Nullable String place(String text, String expanded, UriReference judged) {
    UriReference target = manifest.resolve(judged);
    Kind kind = judged.names() ? kind(target) : kindOfRelative(target);
    if (kind == Kind.ELSEWHERE) {
      return null;
    }
    return kind == Kind.HERE && stands(judged)
        ? added(text, judged.query(), false)
        : moved(UriReference.parse(expanded), kind, "", true, false);
  }

  /** Whether a URL that is here needs no other path: the token goes into its query, or nowhere. */
  boolean stands(UriReference reference) {
    return !token.areInPath() || !reference.names();
  }

  /** A URL that is here, with the token in its query; null where it stays. */
  @Nullable String added(String text, @Nullable String query, boolean template) {
    return !token.areInQuery() || (query != null && token.isInQuery(query))
        ? null
        : (template ? inTemplate : token).onQuery(text, query != null);
  }

  /**
   * A URL that names its whole path, written beneath the base path.
   *
   * @param home what comes before the path: empty, or scheme and host of this edge
   * @param withToken whether it carries the token in its query
   * @param template whether a dollar sign has to be doubled
   * @return null where it stays
   */
  @Nullable String moved(
      UriReference reference, Kind kind, String home, boolean withToken, boolean template) {
    String prefix = kind == Kind.ORIGIN ? origin.pathPrefix : edge.basePath;
    if (!reference.path().startsWith(prefix + "/")) {
      return null;
    }
    String path = edge.basePath + reference.path().substring(prefix.length());
    if (kind == Kind.HERE && (!token.areInPath() || token.isInPath(path))) {
      return null;
    }
    StringBuilder out =
        new StringBuilder(home).append((template ? inTemplate : token).onPath(path));
    String query = reference.query();
    if (query != null) {
      out.append('?').append(query);
    }
    String carried = withToken ? added(out.toString(), query, template) : null;
    String fragment = reference.fragment() == null ? "" : "#" + reference.fragment();
    return (carried == null ? out : carried) + fragment;
  }

  /** Scheme and host of this edge, before a path; null where they are not certain. */
  @Nullable String home() {
    return hosts.contains(host(edge.authority, edge.scheme))
        ? edge.scheme + "://" + edge.authority
        : null;
  }

  /** A URL of the origin's, as it is here, without the token. */
  UriReference atHome(UriReference reference) {
    return new UriReference(
        edge.scheme,
        ASKED,
        edge.basePath + reference.path().substring(origin.pathPrefix.length()),
        reference.query(),
        null);
  }

  /** Where an absolute URL leads whose path stands in it whole. */
  Kind kind(UriReference target) {
    String scheme = target.scheme();
    String authority = target.authority();
    if (scheme == null || authority == null) {
      return Kind.ELSEWHERE;
    }
    boolean own = isOwn(target);
    if (own && isBeneath(target.path(), edge.basePath)) {
      return Kind.HERE;
    }
    boolean web = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
    boolean origins = web && host(authority, scheme).equals(host(origin.authority, origin.scheme));
    String prefix = origin.pathPrefix;
    return (origins || (own && !edge.others.test(target.path())))
            && isBeneath(target.path(), prefix)
            && target.path().startsWith(prefix + "/")
            && isBeneath(target.path().substring(prefix.length()), "")
        ? Kind.ORIGIN
        : Kind.ELSEWHERE;
  }

  /** Where an absolute URL leads that was made of a relative path: here or not. */
  Kind kindOfRelative(UriReference target) {
    return isOwn(target) && isBeneath(target.path(), edge.basePath) ? Kind.HERE : Kind.ELSEWHERE;
  }

  /** Whether an absolute URL leads to this edge, and is as safe as the way the player came. */
  boolean isOwn(UriReference target) {
    String scheme = target.scheme();
    String authority = target.authority();
    return scheme != null
        && authority != null
        && (scheme.equalsIgnoreCase(edge.scheme) || scheme.equalsIgnoreCase("https"))
        && (authority.equals(ASKED) || hosts.contains(host(authority, scheme)));
  }

  private static boolean isBeneath(String raw, String basePath) {
    try {
      String path = MediaPath.normalise(raw);
      return path.startsWith(basePath)
          && path.length() > basePath.length()
          && path.charAt(basePath.length()) == '/';
    } catch (AmbiguousPathException e) {
      return false;
    }
  }

  /** Host and port in lower case, without a port that is the scheme's default. */
  private static String host(String authority, String scheme) {
    String lower = authority.toLowerCase(Locale.ROOT);
    String port = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }
}
