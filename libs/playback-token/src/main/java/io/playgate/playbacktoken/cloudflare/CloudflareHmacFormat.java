package io.playgate.playbacktoken.cloudflare;

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
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
final class CloudflareHmacFormat implements PlacedFormat {
  /** The length of a prefix that is the whole path, however long it is. */
  static final int WHOLE_PATH = 0;

  private final Dialect dialect;
  private final Placement placement;
  private final long lifetime;
  private final boolean urlSafe;
  private final int prefixLength;

  /**
   * @param lifetime the lifetime in the rule, in seconds
   * @param urlSafe whether the MAC is base64url without padding
   * @param prefixLength how many characters of the path are signed; {@link #WHOLE_PATH} for all
   */
  CloudflareHmacFormat(
      Dialect dialect, Placement placement, long lifetime, boolean urlSafe, int prefixLength) {
    this.dialect = dialect;
    this.placement = placement;
    this.lifetime = lifetime;
    this.urlSafe = urlSafe;
    this.prefixLength = prefixLength;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    RequestTarget target = TokenCutter.target(url, placement);
    String start = signedStart(target.path());
    if (start == null) {
      throw new UnsupportedGrantException(
          "url-prefix",
          "the URL's path must have %d characters, and no * among them".formatted(prefixLength));
    }
    String covered = signsPrefix() ? start + "*" : start;
    List<String> paths = GrantSyntax.paths(grant);
    if (!paths.isEmpty() && !paths.equals(List.of(covered))) {
      throw new UnsupportedGrantException(
          "path-pattern", "the one path pattern that can be said here is " + covered);
    }
    String time = SharedSecrets.seconds(grant.expiresAt() - lifetime);
    return TokenCutter.place(
        time + "-" + mac(message(start, target.query()), time, key.secret()), url, placement);
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    TokenCut cut = TokenCutter.cut(request, placement);
    return cut instanceof PresentedToken token && !request.target().endsWith(end(token))
        ? new TokenCut.Refused(DenyCode.MALFORMED, "the token is not the last parameter")
        : cut;
  }

  /** How the URL ends: the query as it is signed, and the token. */
  private String end(PresentedToken token) {
    String query = token.query();
    return "?" + query + (query.isEmpty() ? "" : "&") + placement.name() + "=" + token.value();
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    String text = token.value();
    int separator = text.indexOf('-');
    String time = text.substring(0, Math.max(separator, 0));
    long issuedAt = SharedSecrets.seconds(time);
    String start = signedStart(token.path());
    if (issuedAt < 0 || start == null) {
      return new Authentication.Rejected(
          DenyCode.MALFORMED,
          "the token must be a time and a MAC, and the path as long as the signed prefix");
    }
    String presented = text.substring(separator + 1);
    // A prefix of so many characters is one of the normal form: another text has others there.
    for (String path : signsPrefix() ? List.of(start) : token.signedPaths()) {
      String message = message(path, token.query());
      SigningKey key = SharedSecrets.signer(keys, presented, secret -> mac(message, time, secret));
      if (key != null) {
        PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(issuedAt + lifetime);
        TokenIdentity identity = TokenIdentity.of(key.kid(), message + "\0" + time);
        return signsPrefix()
            ? Authentication.ofRequest(grant.paths(List.of(start + "*")).build(), identity)
            : Authentication.ofSignedPath(grant.build(), identity);
      }
    }
    return new Authentication.Rejected(
        DenyCode.SIGNATURE, "no key of the ring made this MAC for this URL");
  }

  private boolean signsPrefix() {
    return prefixLength != WHOLE_PATH;
  }

  /** The part of a path that is signed; null where the path has no such prefix. */
  private @Nullable String signedStart(String path) {
    if (!signsPrefix()) {
      return path;
    }
    if (prefixLength > path.length()) {
      return null;
    }
    String prefix = path.substring(0, prefixLength);
    return prefix.indexOf('*') < 0 ? prefix : null;
  }

  /** What stands before the separator. */
  private static String message(String path, String query) {
    return query.isEmpty() ? path : path + "?" + query;
  }

  private String mac(String message, String time, byte[] secret) {
    byte[] mac = SharedSecrets.hmac("HmacSHA256", secret, SharedSecrets.utf8(message + time));
    return urlSafe
        ? Base64Url.encode(mac)
        : SharedSecrets.percentEncoded(Base64.getEncoder().encodeToString(mac));
  }
}
