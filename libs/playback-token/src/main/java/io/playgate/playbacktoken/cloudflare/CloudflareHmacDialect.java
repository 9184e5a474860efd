package io.playgate.playbacktoken.cloudflare;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cloudflare's {@code is_timed_hmac_valid_v0}: {@code ?verify=TIME-MAC} as the last parameter, the
 * MAC being the HMAC-SHA256, in base64 and percent-encoded, of all of the URL before the separator
 * ({@code /path} or {@code /path?a=b}) followed by TIME.
 *
 * <p>TIME is what Cloudflare calls the time of issue, in epoch seconds; how long the token holds
 * from then on stands in Cloudflare's rule, and here in the option {@value #LIFETIME}, in seconds.
 * A token is dated back from its grant's expiry by that much, so that it may hold for less than the
 * rule says. TIME is therefore not the grant's issuedAt, which has no place here. A rule with the
 * flag {@code s} takes base64url without padding: option {@value #URL_SAFE}. A rule over {@code
 * concat(substring(path, 0, n), "?", query)} signs a directory: option {@value #PREFIX_LENGTH}; the
 * grant's one path pattern must then be the first n characters of the URL's path and {@code *}. The
 * rest of the query is signed in either case.
 */
public final class CloudflareHmacDialect implements PlacedDialect {

  /** The option with the lifetime in the rule, in seconds. */
  public static final String LIFETIME = "lifetime";

  /** The option for rules with the flag {@code s}. */
  public static final String URL_SAFE = "urlSafe";

  /** The option for rules over the first characters of the path. */
  public static final String PREFIX_LENGTH = "prefixLength";

  private static final long DEFAULT_LIFETIME = 10_800;

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Cloudflare timed HMAC",
          "cloudflare-docs: WAF, configure token authentication",
          "is_timed_hmac_valid_v0",
          List.of(Carrier.QUERY),
          "verify",
          List.of(SharedSecrets.ALGORITHM),
          Set.of(GrantField.PATHS),
          "the one signed path, or one prefix of a length that the rule fixes",
          Map.of(
              LIFETIME,
              "the lifetime in the rule, in seconds, by which the token's time is before the expiry;"
                  + " default 10800",
              URL_SAFE,
              "true for rules with the flag s: base64url without padding; default false",
              PREFIX_LENGTH,
              "how many characters of the path the rule signs, and the query; default all"),
          ProofLevel.PUBLISHED_VECTOR,
          "the documentation's three URLs of a signed prefix, and links that users of the rule"
              + " published; the documentation's URL of one path does not follow from its inputs");

  @Override
  public String id() {
    return "cloudflare-hmac";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    RequestTarget target = TokenCutter.target(url, placement);
    long lifetime = SharedSecrets.lifetime(placement, LIFETIME, DEFAULT_LIFETIME);
    String message = message(target.path(), target.query(), placement);
    if (lifetime < 0
        || message == null
        || !List.of("true", "false")
            .contains(placement.options().getOrDefault(URL_SAFE, "false"))) {
      throw new UnsupportedGrantException(
          "option-invalid",
          "lifetime must be seconds, prefixLength at most the path's length, urlSafe true or false");
    }
    String covered =
        placement.options().containsKey(PREFIX_LENGTH)
            ? prefix(target.path(), placement) + "*"
            : target.path();
    List<String> paths = GrantSyntax.paths(grant);
    if (!paths.isEmpty() && !paths.equals(List.of(covered))) {
      throw new UnsupportedGrantException(
          "path-pattern", "the one path pattern that can be said here is " + covered);
    }
    String time = SharedSecrets.seconds(grant.expiresAt() - lifetime);
    return TokenCutter.place(
        time + "-" + mac(message, time, key.secret(), isUrlSafe(placement)), url, placement);
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    TokenCut cut = TokenCutter.cut(request, placement);
    return cut instanceof PresentedToken token && !request.target().endsWith(end(token, placement))
        ? new TokenCut.Refused(DenyCode.MALFORMED, "the token is not the last parameter")
        : cut;
  }

  /** How the URL ends: the query as it is signed, and the token. */
  private static String end(PresentedToken token, Placement placement) {
    String query = token.query();
    return "?" + query + (query.isEmpty() ? "" : "&") + placement.name() + "=" + token.value();
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    String text = token.value();
    int separator = text.indexOf('-');
    String time = text.substring(0, Math.max(separator, 0));
    long issuedAt = SharedSecrets.seconds(time);
    long lifetime = SharedSecrets.lifetime(placement, LIFETIME, DEFAULT_LIFETIME);
    if (issuedAt < 0 || lifetime < 0 || message(token.path(), token.query(), placement) == null) {
      return new Authentication.Rejected(
          DenyCode.MALFORMED, "the token is not a time and a MAC, or an option cannot be read");
    }
    boolean prefix = placement.options().containsKey(PREFIX_LENGTH);
    // A prefix of so many characters is one of the normal form: another text has others there.
    for (String path : prefix ? List.of(token.path()) : token.signedPaths()) {
      String message = String.valueOf(message(path, token.query(), placement));
      SigningKey key =
          SharedSecrets.signer(
              keys,
              text.substring(separator + 1),
              secret -> mac(message, time, secret, isUrlSafe(placement)));
      if (key != null) {
        return accepted(
            token,
            placement,
            issuedAt + lifetime,
            TokenIdentity.of(key.kid(), message + "\0" + time));
      }
    }
    return new Authentication.Rejected(
        DenyCode.SIGNATURE, "no key of the ring made this MAC for this URL");
  }

  private static Authentication accepted(
      PresentedToken token, Placement placement, long expiresAt, TokenIdentity identity) {
    PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(expiresAt);
    return placement.options().containsKey(PREFIX_LENGTH)
        ? Authentication.ofRequest(
            grant.paths(List.of(prefix(token.path(), placement) + "*")).build(), identity)
        : Authentication.ofSignedPath(grant.build(), identity);
  }

  private static boolean isUrlSafe(Placement placement) {
    return "true".equals(placement.options().get(URL_SAFE));
  }

  /** What stands before the separator; null where the path is shorter than the rule's prefix. */
  private static @Nullable String message(String path, String query, Placement placement) {
    String signed = placement.options().containsKey(PREFIX_LENGTH) ? prefix(path, placement) : path;
    return signed == null || query.isEmpty() ? signed : signed + "?" + query;
  }

  /** The start of the path that a rule of a prefix signs; null where it is longer than the path. */
  private static @Nullable String prefix(String path, Placement placement) {
    long length = SharedSecrets.number(placement.options().get(PREFIX_LENGTH));
    if (length < 1 || length > path.length()) {
      return null;
    }
    String prefix = path.substring(0, (int) length);
    return prefix.indexOf('*') < 0 ? prefix : null;
  }

  private static String mac(String message, String time, byte[] secret, boolean urlSafe) {
    byte[] mac = SharedSecrets.hmac("HmacSHA256", secret, SharedSecrets.utf8(message + time));
    return urlSafe
        ? Base64Url.encode(mac)
        : SharedSecrets.percentEncoded(Base64.getEncoder().encodeToString(mac));
  }
}
