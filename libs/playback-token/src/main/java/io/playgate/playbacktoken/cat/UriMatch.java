package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claim {@code catu} (CTA-5007-B section 4.6.10): what the parts of the URI must be. The token
 * has been cut out of it, and the path is in its normal form.
 *
 * <p>The host is that of an absolute target, else of the {@code Host} header, in lower case; the
 * port is empty where it is the scheme's own; the query is compared as it stands. The parent path
 * is without its last slash and the extension has its dot, as two implementations of three have it.
 * Where these two disagree (the parent of {@code /a}; the stem and extension of a name with several
 * dots, a leading or a trailing one), both their readings must match.
 */
final class UriMatch {
  private static final int SCHEME = 0;
  static final int HOST = 1;
  private static final int PORT = 2;
  static final int PATH = 3;
  private static final int QUERY = 4;
  private static final int PARENT_PATH = 5;
  private static final int FILENAME = 6;
  private static final int STEM = 7;
  private static final int EXTENSION = 8;

  private static final List<String> EVERY_PATH = List.of("/*");

  private final List<Part> parts;
  private final List<String> paths;

  private UriMatch(List<Part> parts, List<String> paths) {
    this.parts = List.copyOf(parts);
    this.paths = paths;
  }

  /** What one part of the URI must be. */
  private record Part(int component, TextMatch match) {}

  /** Reads the claim. */
  static UriMatch read(CborItem item) throws RefusedTokenException {
    if (!(item instanceof CborItem.Entries(Map<CborItem, CborItem> entries)) || entries.isEmpty()) {
      throw RefusedTokenException.malformed("catu must be a map that is not empty");
    }
    List<Part> parts = new ArrayList<>(entries.size());
    List<String> paths = EVERY_PATH;
    for (Map.Entry<CborItem, CborItem> entry : entries.entrySet()) {
      if (!(entry.getKey() instanceof CborItem.Int(long component))) {
        throw RefusedTokenException.malformed("the parts of catu must be integers");
      }
      if (component < SCHEME || component > EXTENSION) {
        throw RefusedTokenException.notUnderstood("unknown part of the URI in catu");
      }
      TextMatch match = TextMatch.read(entry.getValue(), component == PATH);
      if (component == PATH) {
        List<String> patterns = match.patterns();
        if (patterns != null) {
          paths = patterns;
          continue;
        }
        paths = List.of();
      }
      parts.add(new Part((int) component, match));
    }
    return new UriMatch(parts, paths);
  }

  /** Whether an absolute URL is at this host, which is in lower case. */
  static boolean isAt(RequestTarget url, String host) {
    return host.equals(Authority.of(url.origin(), null, null).host);
  }

  /** What a token without the claim allows. */
  static List<String> everyPath() {
    return EVERY_PATH;
  }

  /**
   * The path patterns that say exactly what the claim says of the path; empty where there are none,
   * and {@link #covers} alone can tell.
   */
  List<String> paths() {
    return paths;
  }

  /** Whether {@link #covers} judges the path, since no pattern says what the claim says of it. */
  boolean judgesPath() {
    return parts.stream().anyMatch(part -> part.component == PATH);
  }

  /** Whether the claim asks for more than its paths. */
  boolean asksForMore() {
    return !parts.isEmpty();
  }

  /**
   * Whether a request is what the claim asks for beyond its paths.
   *
   * @param scheme of requests that name none; null where that is not known
   */
  boolean covers(PresentedToken token, @Nullable String scheme) {
    Authority authority = Authority.of(token.request(), scheme);
    for (Part part : parts) {
      List<String> readings = readings(part.component, token, authority);
      if (readings.isEmpty()) {
        return false;
      }
      for (String reading : readings) {
        if (!part.match.holds(reading)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The text of a part of the URI; empty where it is not known, several where it is disputed. */
  private static List<String> readings(int component, PresentedToken token, Authority authority) {
    String path = token.path();
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    int firstDot = name.indexOf('.');
    int lastDot = name.lastIndexOf('.');
    return switch (component) {
      case SCHEME -> known(authority.scheme);
      case HOST -> known(authority.host);
      case PORT -> known(authority.port);
      case PATH -> List.of(path);
      case QUERY -> List.of(token.query());
      case PARENT_PATH -> slash == 0 ? List.of("", "/") : List.of(path.substring(0, slash));
      case FILENAME -> List.of(name);
      case STEM -> {
        if (firstDot < 0) {
          yield List.of(name);
        }
        yield List.of(
            name.substring(0, firstDot), lastDot == 0 ? name : name.substring(0, lastDot));
      }
      case EXTENSION -> {
        if (firstDot < 0) {
          yield List.of("");
        }
        yield List.of(
            name.substring(firstDot), lastDot == name.length() - 1 ? "" : name.substring(lastDot));
      }
      default -> List.of();
    };
  }

  private static List<String> known(@Nullable String text) {
    return text == null ? List.of() : List.of(text);
  }

  /** Scheme, host and port of a request; null where not known, or not clear. */
  private record Authority(@Nullable String scheme, @Nullable String host, @Nullable String port) {
    private static final Authority UNKNOWN = new Authority(null, null, null);

    static Authority of(PlaybackRequest request, @Nullable String schemeOfOthers) {
      String origin;
      try {
        origin = RequestTarget.parse(request.target()).origin();
      } catch (AmbiguousPathException e) {
        return UNKNOWN;
      }
      return of(origin, schemeOfOthers, request.header().apply("host"));
    }

    static Authority of(
        String origin, @Nullable String schemeOfOthers, @Nullable String hostHeader) {
      int colon = origin.indexOf("://");
      String scheme =
          colon < 0 ? schemeOfOthers : origin.substring(0, colon).toLowerCase(Locale.ROOT);
      String authority = colon < 0 ? hostHeader : origin.substring(colon + 3);
      if (authority == null || !isHostAndPort(authority)) {
        return new Authority(scheme, null, null);
      }
      int end = authority.indexOf(':', authority.indexOf(']') + 1);
      String host = end < 0 ? authority : authority.substring(0, end);
      String port = end < 0 ? "" : authority.substring(end + 1);
      return host.isEmpty() || !isPort(port)
          ? new Authority(scheme, null, null)
          : new Authority(scheme, host.toLowerCase(Locale.ROOT), port(scheme, port));
    }

    private static boolean isHostAndPort(String authority) {
      return !authority.isEmpty()
          && authority
              .chars()
              .allMatch(c ->
                  (c >= 'a' && c <= 'z')
                      || (c >= 'A' && c <= 'Z')
                      || (c >= '0' && c <= '9')
                      || "-._:[]".indexOf(c) >= 0);
    }

    private static boolean isPort(String port) {
      return port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static @Nullable String port(@Nullable String scheme, String port) {
      if (!port.equals("80") && !port.equals("443")) {
        return port;
      }
      if (scheme == null) {
        return null;
      }
      return port.equals(scheme.equals("https") ? "443" : "80") ? "" : port;
    }
  }
}
