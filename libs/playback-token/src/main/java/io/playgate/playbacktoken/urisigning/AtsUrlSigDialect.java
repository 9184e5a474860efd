package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.AmbiguousPathException;
import io.playgate.playbacktoken.AsciiText;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.LowerHex;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.RequestOrigin;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.TokenParameters;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The older signing plugin of Apache Traffic Server, {@code url_sig}: the parameters {@code C}
 * (client address, may be absent), {@code E} (expiry, epoch seconds), {@code A} (1 for HMAC-SHA1, 2
 * for HMAC-MD5), {@code K} (the number of the key, 0 to 15), {@code P} (which parts are signed) and
 * {@code S} (the MAC in lower-case hexadecimal), which end the query.
 *
 * <p>Signed are the parts that {@code P} marks with a 1, the first digit being the host's, each
 * other a path segment's, and the last one standing for all further ones; then {@code ?} and the
 * query up to and with {@code S=}. This dialect writes the host's digit by the option {@value
 * #SIGN_HOST}, and one for every segment of the URL, or for those of a folder ({@code /live/42/*})
 * with a last 0; other marks are refused.
 *
 * <p>A key's number are the digits that end its kid ({@code key3}). In Traffic Server the key is
 * text, which the JWK holds as bytes.
 *
 * <p>Where the plugin is looser, this is not: it serves in the second of expiry, does not tell
 * {@code /live/42} from {@code /live/42/} or from the folder, and takes {@code P=0}, under which
 * nothing is signed. It finds parameters by their first occurrence anywhere in the query, so a
 * query that holds such text before the token is refused, as are paths that end with a slash or
 * hold {@code ;} or {@code *}.
 */
public final class AtsUrlSigDialect implements PlacedDialect {

  /** The option that says whether the host is signed. */
  public static final String SIGN_HOST = "signHost";

  private static final List<String> NAMES = List.of("C", "E", "A", "K", "P", "S");
  private static final int MOST_KEYS = 16;
  private static final int MOST_MARKS = 256;

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Apache Traffic Server url_sig",
          "trafficserver.apache.org: url_sig plugin; plugins/experimental/url_sig",
          "9.2",
          List.of(Carrier.QUERY),
          "S",
          List.of("HS1", "HMD5"),
          Set.of(GrantField.PATHS, GrantField.IP),
          "the signed URL, or one folder and all beneath it",
          Map.of(
              SIGN_HOST,
              "true or false: whether the host is signed, as the plugin sees it: the client's with"
                  + " url_type = pristine, else the origin's; false",
              RequestOrigin.ORIGIN,
              "the scheme and host of requests that name none, where the host is signed"),
          ProofLevel.JUDGED,
          "Apache Traffic Server 9.2 with its plugin url_sig serves what is signed here");

  @Override
  public String id() {
    return "ats-url-sig";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    GrantSyntax.requireReadableBindings(grant);
    RequestTarget target = TokenCutter.target(url, placement);
    String query = target.query();
    if (holdsAName(query)) {
      throw new UnsupportedGrantException(
          "url-query", "the URL's query holds text that Traffic Server would take for its own");
    }
    int number = number(key);
    if (number < 0) {
      throw new UnsupportedGrantException(
          "kid-invalid", "the kid must end with the number of the key, 0 to 15");
    }
    Boolean signsHost = signsHost(placement);
    if (signsHost == null) {
      throw new UnsupportedGrantException("option-invalid", SIGN_HOST + " must be true or false");
    }
    String host = signsHost ? RequestOrigin.of(target, placement).authority() : "";
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
    parameters.put("S", LowerHex.encode(key.sign(SharedSecrets.utf8(signed.toString()))));
    return TokenParameters.placeQuery(parameters, url, placement);
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
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    return TokenParameters.cutQuery(request, placement, NAMES);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    if (token.value().length() > TokenCutter.MAX_TOKEN_LENGTH) {
      return malformed("the token is too long");
    }
    Map<String, String> values = TokenParameters.split(token.value(), '&');
    if (values == null || !NAMES.containsAll(values.keySet())) {
      return malformed("the token holds other parameters");
    }
    long expiresAt = SharedSecrets.number(values.get("E"));
    long number = SharedSecrets.number(values.get("K"));
    String marks = values.get("P");
    String mac = values.get("S");
    String ip = values.get("C");
    String algorithm = algorithm(values.get("A"));
    Boolean signsHost = signsHost(placement);
    if (expiresAt < 0
        || number < 0
        || mac == null
        || (ip != null && ip.indexOf('/') >= 0)
        || algorithm == null
        || signsHost == null
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
    String host = signsHost ? host(token.request(), placement) : "";
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
          ? new Authentication.Rejected(DenyCode.OUTSIDE_ACL, "the signed path ends in no slash")
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

  private static @Nullable String host(PlaybackRequest request, Placement placement) {
    RequestOrigin origin = RequestOrigin.of(request, placement);
    return origin == null ? null : origin.authority();
  }

  private static @Nullable Boolean signsHost(Placement placement) {
    return switch (placement.options().getOrDefault(SIGN_HOST, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> null;
    };
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
    long number = SharedSecrets.number(kid.substring(start));
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
