package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Authentication;
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
import io.playgate.playbacktoken.RequestOrigin;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Google Media CDN's tokens, and the path component of its signed requests.
 *
 * <p>In a query or a cookie, a <em>token</em> is fields joined by {@code ~}: one of {@code
 * PathGlobs=}, {@code URLPrefix=} and {@code FullPath}, then {@code Starts Expires SessionID Data
 * Headers IPRanges}, and last {@code Signature=} (Ed25519, base64url) or {@code hmac=} (SHA-256 or
 * SHA-1, hexadecimal). Written in that order, which is that of Google's samples; read in any, as
 * signers differ. What is signed is the text before the signature, with the path put after {@code
 * FullPath} and the values of the request's headers put into {@code Headers}. A token names no key:
 * each of the ring is tried.
 *
 * <p>In a path it is the <em>path component</em> {@code NAME=Expires=..&KeyName=..&Signature=..}, a
 * segment that stands where the part of the path ends that it opens; what is signed is the URL up
 * to {@code &Signature}, with Ed25519. It stands beneath the base path, and not only directly.
 *
 * <p>The grant of a token: {@code paths} are PathGlobs (five at most), or one URLPrefix; without
 * paths the path of the URL is the FullPath. {@code notBefore} is Starts, {@code session} is
 * SessionID, {@code data} is Data, {@code ip} is IPRanges. The grant of a path component: one
 * pattern that is a folder and everything in it, {@code /live/42/*}, and the URL in that folder.
 *
 * <p>Options: {@value #SCOPE} ({@code path-globs}, {@code url-prefix}) chooses the field that
 * signing writes; {@value #HEADERS} is what the request's headers must be ({@code
 * Foo=bar,BAZ=quux}), when signing.
 *
 * <p>Refused although Google reads them: the fields' other names, of which its documentation has
 * some for compatibility; values of signed headers with {@code ~} or a comma, and a FullPath with
 * {@code ~}. The signed text does not tell those from a separator, so that a client could move a
 * field of the token (its IPRanges, its Starts) into a header or the path. An empty header and none
 * are the same.
 */
public final class MediaCdnDialect implements PlacedDialect {

  /** The option that chooses what a token's paths are written as. */
  public static final String SCOPE = "scope";

  /** The option that says which headers with which values a token is bound to. */
  public static final String HEADERS = "headers";

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Google Media CDN tokens and path components",
          "Media CDN documentation, \"Generate tokens\" and \"Generate signatures\";"
              + " GoogleCloudPlatform/python-docs-samples media_cdn/dualtoken.py",
          "tokens of 2022; path component",
          List.of(Carrier.QUERY, Carrier.COOKIE, Carrier.PATH),
          "edge-cache-token",
          List.of("EdDSA", "HS256", "HS1"),
          Set.of(
              GrantField.SESSION,
              GrantField.PATHS,
              GrantField.NOT_BEFORE,
              GrantField.IP,
              GrantField.DATA),
          "exact, * and ?, five at most; or one prefix with scheme and host; or one path",
          Map.of(
              SCOPE,
              "path-globs (default) or url-prefix: what paths are signed as",
              HEADERS,
              "headers the token is bound to, when signing: name=value, joined by commas",
              RequestOrigin.ORIGIN,
              "scheme and host of requests that name a path only; default https and their Host"),
          ProofLevel.PUBLISHED_VECTOR,
          "tokens and path component of Google's samples");

  @Override
  public String id() {
    return "media-cdn";
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
    if (grant.expiresAt() > 999_999_999_999_999L
        || (grant.notBefore() < 0 && grant.notBefore() != PlaybackGrant.UNSET)) {
      throw new UnsupportedGrantException("time-range", "times must be epoch seconds");
    }
    return placement.carrier() == Carrier.PATH
        ? PathComponent.sign(grant, url, key, placement)
        : MediaCdnToken.sign(grant, url, key, placement);
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    return placement.carrier() == Carrier.PATH
        ? PathComponent.cut(request, placement)
        : TokenCutter.cut(request, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    return placement.carrier() == Carrier.PATH
        ? PathComponent.authenticate(token, keys, placement)
        : MediaCdnToken.authenticate(token, keys, placement);
  }

  static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
