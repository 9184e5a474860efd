package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.Origins;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.internal.text.LowerHex;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.RequestOrigin;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
final class AtsUrlSigFormat implements PlacedFormat {
  private static final List<String> NAMES = List.of("C", "E", "A", "K", "P", "S");
  private static final int MOST_KEYS = 16;
  private static final int MOST_MARKS = 256;

  private final Dialect dialect;
  private final Placement placement;
  private final boolean signsHost;
  private final @Nullable RequestOrigin origin;

  AtsUrlSigFormat(
      Dialect dialect, Placement placement, boolean signsHost, @Nullable RequestOrigin origin) {
    this.dialect = dialect;
    this.placement = placement;
    this.signsHost = signsHost;
    this.origin = origin;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    GrantSyntax.requireReadableBindings(grant);
    RequestTarget target = TokenCutter.target(url, placement);
    String query = target.query();
    requireClearQuery(query);
    int number = number(key);
    if (number < 0) {
      throw new UnsupportedGrantException(
          "kid-invalid", "the kid must end with the number of the key, 0 to 15");
    }
    String host = signsHost ? Origins.of(target, origin).authority() : "";
    Map<String, String> parameters = new LinkedHashMap<>();
    String ip = GrantSyntax.singleAddress(grant);
    if (ip != null) {
      parameters.put("C", ip);
    }
    parameters.put("E", Long.toString(grant.expiresAt()));
    parameters.put("A", key.algorithm().equals("HS1") ? "1" : "2");
    parameters.put("K", Integer.toString(number));
    String marks = (signsHost ? "1" : "0") + marks(grant, target.path());
    parameters.put("P", marks);
    String parts = parts(marks, host, target.path());
    if (parts == null) {
      throw new UnsupportedGrantException("path-pattern", "nothing of the URL would be signed");
    }
    StringBuilder signed = new StringBuilder(parts).append('?');
    if (!query.isEmpty()) {
      signed.append(query).append('&');
    }
    parameters.forEach((name, value) -> signed.append(name).append('=').append(value).append('&'));
    signed.append("S=");
    parameters.put(
        "S", LowerHex.encode(Signatures.sign(key, SharedSecrets.utf8(signed.toString()))));
    return TokenParameters.placeQuery(parameters, url, placement);
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    Map<String, String> parameters = TokenParameters.split(value, '&');
    if (parameters == null || !NAMES.containsAll(parameters.keySet())) {
      throw new UnsupportedGrantException(
          "token-invalid", "the token must be the parameters C, E, A, K, P and S");
    }
    requireClearQuery(TokenCutter.target(url, placement).query());
    return TokenParameters.placeQuery(parameters, url, placement);
  }

  private static void requireClearQuery(String query) throws UnsupportedGrantException {
    if (holdsAName(query)) {
      throw new UnsupportedGrantException(
          "url-query", "the URL's query holds text that Traffic Server would take for its own");
    }
  }

  /** The marks of the path's segments. */
  private static String marks(PlaybackGrant grant, String path) throws UnsupportedGrantException {
    List<String> paths = GrantSyntax.paths(grant);
    if (!isClear(path)) {
      throw new UnsupportedGrantException(
          "path-unclear", "the URL's path ends with a slash, or holds ; or *");
    }
    if (paths.isEmpty() || (paths.size() == 1 && paths.getFirst().equals(path))) {
      if (path.endsWith("/")) {
        throw new UnsupportedGrantException("path-unclear", "the URL's path ends with a slash");
      }
      return "1";
    }
    String pattern = paths.getFirst();
    String folder = pattern.substring(0, pattern.length() - 1);
    if (paths.size() > 1
        || !pattern.endsWith("/*")
        || folder.indexOf('*') >= 0
        || folder.indexOf('?') >= 0
        || !path.startsWith(folder)) {
      throw new UnsupportedGrantException(
          "path-pattern", "paths may be the URL's own, or one folder above it and /*");
    }
    long segments = folder.chars().filter(c -> c == '/').count() - 1;
    if (segments + 2 > MOST_MARKS) {
      throw new UnsupportedGrantException("path-pattern", "the folder is too deep");
    }
    return "1".repeat((int) segments) + "0";
  }

  private static boolean isClear(String path) {
    return path.indexOf(';') < 0 && path.indexOf('*') < 0;
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    return TokenParameters.cutQuery(request, placement, NAMES);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    if (token.value().length() > TokenCutter.MAX_TOKEN_LENGTH) {
      return malformed("the token is too long");
    }
    Map<String, String> values = TokenParameters.split(token.value(), '&');
    if (values == null || !NAMES.containsAll(values.keySet())) {
      return malformed("the token holds other parameters");
    }
    long expiresAt = Decimals.number(values.get("E"));
    long number = Decimals.number(values.get("K"));
    String marks = values.get("P");
    String mac = values.get("S");
    String ip = values.get("C");
    String algorithm = algorithm(values.get("A"));
    if (expiresAt < 0
        || number < 0
        || mac == null
        || (ip != null && ip.indexOf('/') >= 0)
        || algorithm == null
        || marks == null
        || !isFolder(marks)) {
      return malformed("a parameter is missing, or is not what it may be");
    }
    if (marks.startsWith("1") != signsHost) {
      return malformed("the host is signed, or is not, other than the option says");
    }
    String query = query(token);
    if (query == null) {
      return malformed("the token does not end the query, or text like its own stands before it");
    }
    String host = signsHost ? host(token.request()) : "";
    if (host == null || !isClear(token.path()) || parts(marks, host, token.path()) == null) {
      return malformed("what was signed is not clear");
    }
    AsciiText hex = AsciiText.of(mac);
    for (String path : token.signedPaths()) {
      byte[] signed =
          SharedSecrets.utf8(
              parts(marks, host, path) + "?" + query.substring(0, query.length() - mac.length()));
      for (SigningKey key : keys.keys()) {
        if (key.algorithm().equals(algorithm)
            && number(key) == number
            && hex != null
            && key.verifyHex(signed, hex)) {
          return read(ip, expiresAt, marks, token.path(), TokenIdentity.of(key.kid(), signed));
        }
      }
    }
    return new Authentication.Rejected(DenyCode.SIGNATURE, "no key of that number signed this URL");
  }

  private static Authentication read(
      @Nullable String ip, long expiresAt, String marks, String path, TokenIdentity identity) {
    PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(expiresAt).ip(ip);
    if (marks.endsWith("1")) {
      return path.endsWith("/")
          ? new Authentication.Rejected(
              DenyCode.OUTSIDE_ACL, "the signed path must not end with a slash")
          : Authentication.ofSignedPath(grant.build(), identity);
    }
    int end = 0;
    for (int i = 2; i < marks.length() && end >= 0; i++) {
      end = path.indexOf('/', end + 1);
    }
    if (end < 0) {
      return new Authentication.Rejected(
          DenyCode.OUTSIDE_ACL, "the path is not beneath the signed folder");
    }
    return Authentication.ofRequest(
        grant.paths(List.of(path.substring(0, end) + "/*")).build(), identity);
  }

  /** The request's whole query, where the token ends it; null otherwise. */
  private static @Nullable String query(PresentedToken token) {
    try {
      String query = RequestTarget.parse(token.request().target()).query();
      int start = query.length() - token.value().length();
      boolean ends =
          query.endsWith(token.value()) && (start == 0 || query.charAt(start - 1) == '&');
      return ends && !holdsAName(query.substring(0, start)) ? query : null;
    } catch (AmbiguousPathException e) {
      return null;
    }
  }

  private static boolean holdsAName(String query) {
    return NAMES.stream().anyMatch(name -> query.contains(name + "="));
  }

  private @Nullable String host(PlaybackRequest request) {
    RequestOrigin asked = Origins.of(request, origin);
    return asked == null ? null : asked.authority();
  }

  private static @Nullable String algorithm(@Nullable String number) {
    return "1".equals(number) ? "HS1" : "2".equals(number) ? "HMD5" : null;
  }

  /** The number that ends a kid; -1 where it is none from 0 to 15. */
  private static int number(SigningKey key) {
    String kid = key.kid();
    int start = kid.length();
    while (start > 0 && kid.charAt(start - 1) >= '0' && kid.charAt(start - 1) <= '9') {
      start--;
    }
    long number = Decimals.number(kid.substring(start));
    return number < MOST_KEYS ? (int) number : -1;
  }

  /** Whether these marks are a host's, then ones, then a zero perhaps, and not zeros alone. */
  private static boolean isFolder(String marks) {
    int length = marks.length();
    if (length == 0 || length > MOST_MARKS || marks.indexOf('1') < 0) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = marks.charAt(i);
      if (c != '1' && (c != '0' || (i > 0 && i < length - 1))) {
        return false;
      }
    }
    return true;
  }

  /** The marked parts, joined by slashes; null where there are none. */
  private static @Nullable String parts(String marks, String host, String path) {
    StringBuilder parts = new StringBuilder(path.length() + host.length());
    int mark = 0;
    for (String part : (host + path).split("/", -1)) {
      if (mark > 0 && part.isEmpty()) {
        continue;
      }
      if (marks.charAt(Math.min(mark, marks.length() - 1)) == '1') {
        parts.append(parts.isEmpty() ? "" : "/").append(part);
      }
      mark++;
    }
    return parts.isEmpty() ? null : parts.toString();
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
