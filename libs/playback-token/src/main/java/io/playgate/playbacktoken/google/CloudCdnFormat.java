package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.PathProof;
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
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.RequestOrigin;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
final class CloudCdnFormat implements PlacedFormat {
  private static final String URL_PREFIX = "URLPrefix";
  private static final String EXPIRES = "Expires";
  private static final String KEY_NAME = "KeyName";
  private static final String SIGNATURE = "Signature";
  private static final List<String> FIELDS = List.of(URL_PREFIX, EXPIRES, KEY_NAME, SIGNATURE);
  private static final int KEY_BYTES = 16;

  private final Dialect dialect;
  private final Placement placement;
  private final @Nullable RequestOrigin expected;

  // By the carrier.
  private final boolean inQuery;
  private final char separator;

  /**
   * @param expected what the option {@code origin} names; null where it is not set
   */
  CloudCdnFormat(Dialect dialect, Placement placement, @Nullable RequestOrigin expected) {
    this.dialect = dialect;
    this.placement = placement;
    this.expected = expected;
    inQuery = placement.carrier() == Carrier.QUERY;
    separator = inQuery ? '&' : ':';
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    if (key.secret().length != KEY_BYTES) {
      throw new UnsupportedGrantException("key-length", "Cloud CDN's keys have 16 bytes");
    }
    if (!GoogleText.isKeyName(key.kid())) {
      throw new UnsupportedGrantException(
          "kid-charset", "the key's kid must be 1 to 63 letters, digits, - and _");
    }
    RequestTarget target = unsigned(url);
    List<String> paths = GrantSyntax.paths(grant);
    Map<String, String> values = new LinkedHashMap<>();
    String before = "";
    if (paths.isEmpty() && inQuery) {
      before = urlBefore(Origins.of(target, expected), target.path(), target.query());
    } else {
      UrlPrefix prefix = UrlPrefix.of(paths, target, expected);
      values.put(URL_PREFIX, Base64.getUrlEncoder().encodeToString(prefix.bytes()));
    }
    values.put(EXPIRES, Long.toString(grant.expiresAt()));
    values.put(KEY_NAME, key.kid());
    String text = before + join(values);
    byte[] mac = Signatures.sign(key, text.getBytes(StandardCharsets.US_ASCII));
    values.put(SIGNATURE, Base64.getUrlEncoder().encodeToString(mac));
    return inQuery
        ? TokenParameters.placeQuery(values, url, placement)
        : TokenCutter.place(join(values), url, placement);
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    if (!inQuery) {
      return TokenCutter.place(value, url, placement);
    }
    Map<String, String> values = TokenParameters.split(value, separator);
    if (values == null || !FIELDS.containsAll(values.keySet())) {
      throw new UnsupportedGrantException(
          "token-invalid", "the token must be the parameters of a signed URL");
    }
    unsigned(url);
    return TokenParameters.placeQuery(values, url, placement);
  }

  private RequestTarget unsigned(String url) throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    if (TokenParameters.hasAny(target.query(), FIELDS)) {
      throw new UnsupportedGrantException("url-has-token", "the URL is signed already");
    }
    return target;
  }

  /** The parameters, which must stand together and, where they sign the URL, at its end. */
  @Override
  public TokenCut cut(PlaybackRequest request) {
    if (!inQuery) {
      return TokenCutter.cut(request, placement);
    }
    TokenCut cut = TokenParameters.cutQuery(request, placement, FIELDS);
    if (cut instanceof PresentedToken token) {
      String target = request.target();
      String value = token.value();
      int at = target.indexOf(value, target.indexOf('?') + 1);
      int end = at + value.length();
      boolean signsPrefix = value.startsWith(URL_PREFIX);
      // Without a prefix the whole URL is signed, also an & that nothing stands before.
      boolean together =
          at > 0
              && (target.charAt(at - 1) == '?'
                  || (target.charAt(at - 1) == '&' && (signsPrefix || !token.query().isEmpty())))
              && (end == target.length() || (target.charAt(end) == '&' && signsPrefix));
      if (!together) {
        return new TokenCut.Refused(
            DenyCode.MALFORMED, "the parameters are out of order, or do not end the URL");
      }
    }
    return cut;
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    String text = token.value();
    Map<String, String> values =
        text.length() > TokenCutter.MAX_TOKEN_LENGTH
            ? null
            : TokenParameters.split(text, separator);
    if (values == null) {
      return malformed("a field lacks its name, or is given twice");
    }
    String prefixText = values.get(URL_PREFIX);
    if (!List.copyOf(values.keySet())
        .equals(prefixText == null ? FIELDS.subList(1, FIELDS.size()) : FIELDS)) {
      return malformed("the fields are not those of a signed URL, in their order");
    }
    byte[] mac = GoogleText.decode(values.getOrDefault(SIGNATURE, ""));
    long expiresAt = Decimals.number(values.getOrDefault(EXPIRES, ""));
    if (mac == null || expiresAt < 0) {
      return malformed("the signature or the expiry cannot be read");
    }
    RequestOrigin origin = null;
    if (prefixText == null) {
      origin = inQuery ? Origins.of(token.request(), expected) : null;
      if (origin == null) {
        return malformed("a cookie needs a URLPrefix, a signed URL a request with a clear host");
      }
    }
    String kid = values.getOrDefault(KEY_NAME, "");
    SigningKey key = keys.find(kid).orElse(null);
    if (key == null || !key.algorithm().equals("HS1")) {
      return new Authentication.Rejected(DenyCode.SIGNATURE, "the KeyName is unknown", key == null);
    }
    String fields = text.substring(0, text.lastIndexOf(separator));
    PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(expiresAt);
    if (origin != null) {
      for (String path : token.signedPaths()) {
        byte[] signed =
            (urlBefore(origin, path, token.query()) + fields).getBytes(StandardCharsets.UTF_8);
        if (key.verify(signed, 0, signed.length, mac)) {
          return Authentication.ofSignedPath(grant.build(), TokenIdentity.of(kid, signed));
        }
      }
      return new Authentication.Rejected(DenyCode.SIGNATURE, "the signature is not this key's");
    }
    byte[] signed = fields.getBytes(StandardCharsets.UTF_8);
    if (!key.verify(signed, 0, signed.length, mac)) {
      return new Authentication.Rejected(DenyCode.SIGNATURE, "the signature is not this key's");
    }
    UrlPrefix prefix = UrlPrefix.read(String.valueOf(prefixText));
    return prefix == null
        ? malformed("the URLPrefix cannot be read")
        : Authentication.on(
            prefix.condition(expected),
            PathProof.ACL,
            grant.paths(prefix.paths()).build(),
            TokenIdentity.of(kid, signed));
  }

  /** A URL up to where its Expires starts. */
  private static String urlBefore(RequestOrigin origin, String path, String query) {
    return query.isEmpty() ? origin + path + "?" : origin + path + "?" + query + "&";
  }

  private String join(Map<String, String> values) {
    StringBuilder text = new StringBuilder(160);
    values.forEach((name, value) -> {
      text.append(text.isEmpty() ? "" : String.valueOf(separator))
          .append(name)
          .append('=')
          .append(value);
    });
    return text.toString();
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
