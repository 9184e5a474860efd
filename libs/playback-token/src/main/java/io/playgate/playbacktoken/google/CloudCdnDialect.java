package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.PathProof;
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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Google Cloud CDN's signed URLs and signed cookies.
 *
 * <p>A token is the fields {@code URLPrefix Expires KeyName Signature}, in that order, as {@code
 * name=value} joined by {@code &} in a query and by {@code :} in the one cookie. The signature is
 * HMAC-SHA1 over the fields before it; without {@code URLPrefix}, which only a query can be, it is
 * over the whole URL up to it, and so must be its last parameter. URLPrefix and Signature are
 * base64url, written with padding. Keys have 16 bytes; their {@code kid} is the KeyName.
 *
 * <p>The grant: without {@code paths} the signed URL alone, its query included; else one pattern
 * whose only wildcard is a {@code *} at its end, which is a URLPrefix over the scheme and host of
 * the URL. Nothing else has a place. {@link RequestOrigin} says which URL a request is for; Cloud
 * CDN wants no port in it.
 */
public final class CloudCdnDialect implements PlacedDialect {
  private static final String URL_PREFIX = "URLPrefix";
  private static final String EXPIRES = "Expires";
  private static final String KEY_NAME = "KeyName";
  private static final String SIGNATURE = "Signature";
  private static final List<String> FIELDS = List.of(URL_PREFIX, EXPIRES, KEY_NAME, SIGNATURE);
  private static final int KEY_BYTES = 16;

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Google Cloud CDN signed URLs and signed cookies",
          "Cloud CDN documentation, \"Use signed URLs\" and \"Use signed cookies\";"
              + " GoogleCloudPlatform/python-docs-samples cdn/snippets.py",
          "signed URL, URL prefix, signed cookie",
          List.of(Carrier.QUERY, Carrier.COOKIE),
          "Cloud-CDN-Cookie",
          List.of("HS1"),
          Set.of(GrantField.PATHS),
          "one prefix ending with *, with scheme and host; or one signed URL (query)",
          Map.of(
              RequestOrigin.ORIGIN,
              "scheme and host of requests that name a path only; default https and their Host"),
          ProofLevel.PUBLISHED_VECTOR,
          "signed URLs, prefixes and cookies of Google's samples");

  @Override
  public String id() {
    return "cloud-cdn";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    if (key.secret().length != KEY_BYTES) {
      throw new UnsupportedGrantException("key-length", "Cloud CDN's keys have 16 bytes");
    }
    if (!GoogleText.isKeyName(key.kid())) {
      throw new UnsupportedGrantException(
          "kid-charset", "the key's kid must be 1 to 63 letters, digits, - and _");
    }
    if (grant.expiresAt() > 999_999_999_999_999L) {
      throw new UnsupportedGrantException("time-range", "times must be epoch seconds");
    }
    RequestTarget target = TokenCutter.target(url, placement);
    if (TokenParameters.hasAny(target.query(), FIELDS)) {
      throw new UnsupportedGrantException("url-has-token", "the URL is signed already");
    }
    boolean inQuery = placement.carrier() == Carrier.QUERY;
    List<String> paths = GrantSyntax.paths(grant);
    Map<String, String> values = new LinkedHashMap<>();
    String before = "";
    if (paths.isEmpty() && inQuery) {
      before = urlBefore(RequestOrigin.of(target, placement), target.path(), target.query());
    } else {
      UrlPrefix prefix = UrlPrefix.of(paths, target, placement);
      values.put(URL_PREFIX, Base64.getUrlEncoder().encodeToString(prefix.bytes()));
    }
    values.put(EXPIRES, Long.toString(grant.expiresAt()));
    values.put(KEY_NAME, key.kid());
    char separator = inQuery ? '&' : ':';
    String text = before + join(values, separator);
    byte[] mac = key.sign(text.getBytes(StandardCharsets.US_ASCII));
    values.put(SIGNATURE, Base64.getUrlEncoder().encodeToString(mac));
    return inQuery
        ? TokenParameters.placeQuery(values, url, placement)
        : TokenCutter.place(join(values, separator), url, placement);
  }

  /** The parameters, which must stand together and, where they sign the URL, at its end. */
  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    if (placement.carrier() != Carrier.QUERY) {
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
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    String text = token.value();
    char separator = placement.carrier() == Carrier.QUERY ? '&' : ':';
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
    long expiresAt = SharedSecrets.number(values.getOrDefault(EXPIRES, ""));
    if (mac == null || expiresAt < 0) {
      return malformed("the signature or the expiry cannot be read");
    }
    RequestOrigin origin = null;
    if (prefixText == null) {
      origin = separator == '&' ? RequestOrigin.of(token.request(), placement) : null;
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
            prefix.condition(placement),
            PathProof.ACL,
            grant.paths(prefix.paths()).build(),
            TokenIdentity.of(kid, signed));
  }

  /** A URL up to where its Expires starts. */
  private static String urlBefore(RequestOrigin origin, String path, String query) {
    return query.isEmpty() ? origin + path + "?" : origin + path + "?" + query + "&";
  }

  private static String join(Map<String, String> values, char separator) {
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
