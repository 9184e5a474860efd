package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import io.playgate.playbacktoken.uri.RequestOrigin;

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
public final class MediaCdnDialect implements SignedDialect {

  /** The option that chooses what a token's paths are written as. */
  public static final String SCOPE = "scope";

  /** The option that says which headers with which values a token is bound to. */
  public static final String HEADERS = "headers";

  private static final String PATH_GLOBS = "path-globs";
  private static final String URL_PREFIX = "url-prefix";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Google Media CDN tokens and path components",
              "Media CDN documentation, \"Generate tokens\" and \"Generate signatures\";"
                  + " GoogleCloudPlatform/python-docs-samples media_cdn/dualtoken.py",
              "tokens of 2022; path component")
          .carriers(Carrier.QUERY, Carrier.COOKIE, Carrier.PATH)
          .tokenName("edge-cache-token")
          .algorithms("EdDSA", "HS256", "HS1")
          .fields(
              GrantField.SESSION,
              GrantField.PATHS,
              GrantField.NOT_BEFORE,
              GrantField.IP,
              GrantField.DATA)
          .acl(
              Scope.PATTERNS,
              "exact, * and ?, five at most; or one prefix with scheme and host; or one path")
          .options(
              OptionSpec.of(
                      SCOPE,
                      OptionType.oneOf(PATH_GLOBS, URL_PREFIX),
                      "what paths are signed as, in query and cookie")
                  .otherwise(PATH_GLOBS),
              OptionSpec.of(
                  HEADERS,
                  OptionType.TEXT,
                  "headers the token is bound to, when signing: name=value, joined by commas; not"
                      + " in the path"),
              OptionSpec.of(
                  RequestOrigin.ORIGIN,
                  OptionType.ORIGIN,
                  "scheme and host of requests that name a path only; default https and their"
                      + " Host"))
          .proof(ProofLevel.PUBLISHED_VECTOR, "tokens and path component of Google's samples");

  @Override
  public String id() {
    return "media-cdn";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues options = OptionValues.read(this, placement);
    RequestOrigin expected = options.origin(RequestOrigin.ORIGIN);
    String headers = options.text(HEADERS);
    if (placement.carrier() != Carrier.PATH) {
      return new MediaCdnFormat(
          this,
          placement,
          expected,
          URL_PREFIX.equals(options.text(SCOPE)),
          headers == null ? null : SignedHeaders.parse(headers));
    }
    if (headers != null) {
      throw InvalidPlacementException.option(
          HEADERS, "the option headers cannot be set in the path, where a token is bound to none");
    }
    return new PathComponentFormat(this, placement, expected);
  }
}
