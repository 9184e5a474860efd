package io.playgate.edge.playlist;

import io.playgate.playbacktoken.AmbiguousPathException;
import io.playgate.playbacktoken.MediaPath;
import java.util.Locale;

/**
 * The token that the children of one manifest shall carry in their query, because a relative URI
 * does not inherit its parent's query (RFC 3986 section 5.2.2).
 *
 * <p>A child gets it if, and only if, its URI stays on this CDN property: resolved against the
 * manifest's own URL it has the same host and port (and is not http where the manifest came by
 * https), its path is unambiguous and beneath the profile's base path, and it has no parameter of
 * the token's name yet. Everything else is left as it stands: the token is not shown to others.
 */
public final class ChildToken {

  private final UriReference manifest;
  private final String basePath;
  private final String name;
  private final String parameter;

  /**
   * Prepares the rewriting of one manifest.
   *
   * @param scheme by which the player asked: {@code http} or {@code https}
   * @param authority host and port that the player asked
   * @param manifestPath the manifest's path at this edge, base path included, in normal form
   * @param query the manifest's raw query without the token
   * @param basePath of the delivery profile, without trailing slash
   * @param name of the token's parameter
   * @param value the token exactly as it stood in the query
   */
  public ChildToken(
      String scheme,
      String authority,
      String manifestPath,
      String query,
      String basePath,
      String name,
      String value) {
    this.manifest =
        new UriReference(scheme, authority, manifestPath, query.isEmpty() ? null : query, null);
    this.basePath = basePath;
    this.name = name;
    this.parameter = name + "=" + visible(value);
  }

  /** The manifest's own URL, without the token. */
  UriReference manifest() {
    return manifest;
  }

  /** Name and value of a parameter of the manifest's own query, the token included. */
  String queryWithToken() {
    return manifest.query() == null ? parameter : manifest.query() + "&" + parameter;
  }

  /** Whether a resolved URI, free of variables and templates, may be shown the token. */
  boolean staysHere(UriReference target) {
    String scheme = target.scheme();
    String authority = target.authority();
    if (scheme == null || authority == null) {
      return false;
    }
    String wanted = String.valueOf(manifest.scheme());
    boolean sameScheme = scheme.equalsIgnoreCase(wanted);
    if (!sameScheme && !scheme.equalsIgnoreCase("https")) {
      return false;
    }
    if (!host(authority, scheme).equals(host(String.valueOf(manifest.authority()), wanted))) {
      return false;
    }
    try {
      String path = MediaPath.normalise(target.path());
      return path.startsWith(basePath)
          && path.length() > basePath.length()
          && path.charAt(basePath.length()) == '/';
    } catch (AmbiguousPathException e) {
      return false;
    }
  }

  /** Whether a query names the token's parameter. */
  boolean hasToken(String query) {
    for (int at = query.indexOf(name); at >= 0; at = query.indexOf(name, at + 1)) {
      int end = at + name.length();
      if ((at == 0 || query.charAt(at - 1) == '&')
          && (end == query.length() || query.charAt(end) == '=' || query.charAt(end) == '&')) {
        return true;
      }
    }
    return false;
  }

  /**
   * Writes the token into a URI's text.
   *
   * @param text the URI as it stands, variables and all
   * @param hasQuery whether its query begins before its end
   * @param escapeDollar whether a dollar sign has to be doubled (DASH templates)
   */
  String addTo(String text, boolean hasQuery, boolean escapeDollar) {
    int hash = text.indexOf('#');
    String before = hash < 0 ? text : text.substring(0, hash);
    String after = hash < 0 ? "" : text.substring(hash);
    String added = escapeDollar ? parameter.replace("$", "$$") : parameter;
    String joint = !hasQuery ? "?" : before.endsWith("?") || before.endsWith("&") ? "" : "&";
    return before + joint + added + after;
  }

  /** Host and port in lower case, without a port that is the scheme's default. */
  private static String host(String authority, String scheme) {
    String lower = authority.toLowerCase(Locale.ROOT);
    String port = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }

  /** Escapes what could end a quoted string or begin a variable; no token we sign holds these. */
  private static String visible(String value) {
    StringBuilder out = null;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f || "\"<>{}`\\^|#&".indexOf(c) >= 0) {
        if (out == null) {
          out = new StringBuilder(value.length() + 16).append(value, 0, i);
        }
        out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c & 0xff));
      } else if (out != null) {
        out.append(c);
      }
    }
    return out == null ? value : out.toString();
  }
}
