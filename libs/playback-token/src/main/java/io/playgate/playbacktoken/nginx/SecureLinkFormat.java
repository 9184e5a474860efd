package io.playgate.playbacktoken.nginx;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
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
import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.internal.text.LowerHex;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the links of one placement.
 *
 * @param given the expression that the option names; null where there is none
 * @param names of the parameters with the hash and the expiry
 * @param admitsForever whether links by path are admitted, which never expire
 */
record SecureLinkFormat(
    Dialect dialect,
    Placement placement,
    @Nullable LinkExpression given,
    List<String> names,
    boolean admitsForever)
    implements PlacedFormat {
  private static final int HEX_LENGTH = 32;
  private static final int LONGEST_ADDRESS = 45;

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    GrantSyntax.requireReadableBindings(grant);
    RequestTarget target = TokenCutter.target(url, placement);
    return isInPath() ? signLink(grant, target, key) : signQuery(grant, url, target, key);
  }

  private boolean isInPath() {
    return placement.carrier() == Carrier.PATH;
  }

  private SignedToken signQuery(
      PlaybackGrant grant, String url, RequestTarget target, SigningKey key)
      throws UnsupportedGrantException {
    String ip = GrantSyntax.singleAddress(grant);
    LinkExpression expression =
        given != null ? given : ip != null ? LinkExpression.BOUND : LinkExpression.UNBOUND;
    if (expression.isBound() != (ip != null)) {
      throw new UnsupportedGrantException(
          "ip-expression",
          "a grant with ip needs $remote_addr in the expression, one without needs it absent");
    }
    String uri = String.valueOf(SharedSecrets.percentDecoded(target.path()));
    if (given == null && ip == null && endsWithAddress(uri)) {
      throw new UnsupportedGrantException(
          "path-ambiguous", "the path ends with an address, as if the link were bound to it");
    }
    String expires =
        expression.startsWithTime()
            ? Long.toString(grant.expiresAt())
            : SharedSecrets.seconds(grant.expiresAt());
    String hash = hash(expression.text(expires, uri, ip == null ? "" : ip, key.secret()));
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(names.get(0), hash);
    parameters.put(names.get(1), expires);
    return TokenParameters.placeQuery(parameters, url, placement);
  }

  private SignedToken signLink(PlaybackGrant grant, RequestTarget target, SigningKey key)
      throws UnsupportedGrantException {
    if (!admitsForever || grant.expiresAt() != SecureLinkDialect.FOREVER) {
      throw new UnsupportedGrantException(
          "expiry-not-carried",
          "a link by path never expires: set the option neverExpires to true and expiresAt to "
              + SecureLinkDialect.FOREVER
              + ", or use the query");
    }
    if (grant.ip() != null) {
      throw new UnsupportedGrantException(
          "ip-not-carried", "a link by path cannot carry ip: use the query");
    }
    if (placement.basePath().lastIndexOf('/') != 0) {
      throw new UnsupportedGrantException(
          "base-path", "nginx looks for the hash behind the first segment: set basePath to one");
    }
    String path = target.path().substring(placement.basePath().length() + 1);
    String link = target.query().isEmpty() ? path : path + "?" + target.query();
    return placeLink(linkHash(link, key.secret()), target);
  }

  private SignedToken placeLink(String hash, RequestTarget target) {
    String basePath = placement.basePath();
    String file = target.path().substring(basePath.length());
    return new SignedToken(
        TokenCutter.url(target, basePath + "/" + hash + file, target.query()),
        hash,
        Map.of(),
        Map.of());
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    if (!isInPath()) {
      return TokenParameters.placeQuery(value, names, url, placement);
    }
    if (value.length() != HEX_LENGTH || !LowerHex.isAll(value, 0, HEX_LENGTH)) {
      throw new UnsupportedGrantException(
          "token-invalid", "the token must be an MD5 in lower-case hexadecimal");
    }
    return placeLink(value, TokenCutter.target(url, placement));
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    if (!isInPath()) {
      return TokenParameters.cutQuery(request, placement, names);
    }
    int start = placement.basePath().length() + 1;
    int end = start + HEX_LENGTH;
    return TokenCutter.cutStart(
        request,
        placement,
        path ->
            path.length() > end && path.charAt(end) == '/' && LowerHex.isAll(path, start, end)
                ? end
                : -1);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    return isInPath() ? authenticateLink(token, keys) : authenticateQuery(token, keys);
  }

  private Authentication authenticateLink(PresentedToken token, KeyRing keys) {
    if (!admitsForever) {
      return malformed("links that never expire are not admitted");
    }
    int start = placement.basePath().length() + 1;
    if (token.path().length() < start) {
      return malformed("a link must follow the hash in the path");
    }
    for (String path : token.signedPaths()) {
      String file = path.substring(start);
      String link = token.query().isEmpty() ? file : file + "?" + token.query();
      SigningKey key = SharedSecrets.signer(keys, token.value(), secret -> linkHash(link, secret));
      if (key != null) {
        return Authentication.ofSignedPath(
            PlaybackGrant.expiringAt(SecureLinkDialect.FOREVER).build(),
            TokenIdentity.of(key.kid(), link));
      }
    }
    return wrong();
  }

  private Authentication authenticateQuery(PresentedToken token, KeyRing keys) {
    Map<String, String> values = TokenParameters.split(token.value(), '&');
    if (values == null || !List.copyOf(values.keySet()).equals(names)) {
      return malformed("the hash or the expiry is missing, or there is more");
    }
    String hash = String.valueOf(values.get(names.get(0)));
    String expires = String.valueOf(values.get(names.get(1)));
    List<LinkExpression> expressions = given == null ? LinkExpression.UNNAMED : List.of(given);
    long expiresAt =
        expressions.getFirst().startsWithTime()
            ? Decimals.number(expires)
            : SharedSecrets.seconds(expires);
    String uri = SharedSecrets.percentDecoded(token.path());
    if (expiresAt < 0 || uri == null) {
      return malformed("the expiry is not a plain number, or not of ten digits");
    }
    for (LinkExpression expression : expressions) {
      boolean bound = expression.isBound();
      AddressBlock client = AddressBlock.single(token.request().clientIp());
      if (bound ? client == null : given == null && endsWithAddress(uri)) {
        continue;
      }
      String ip = bound && client != null ? client.text() : "";
      SigningKey key =
          SharedSecrets.signer(
              keys, hash, secret -> hash(expression.text(expires, uri, ip, secret)));
      if (key != null) {
        return Authentication.ofSignedPath(
            PlaybackGrant.expiringAt(expiresAt).ip(ip.isEmpty() ? null : ip).build(),
            TokenIdentity.of(key.kid(), String.join("\0", expires, uri, ip)));
      }
    }
    return wrong();
  }

  private static boolean endsWithAddress(String uri) {
    int length = uri.length();
    for (int i = Math.max(uri.lastIndexOf('/') + 1, length - LONGEST_ADDRESS); i < length; i++) {
      if (AddressBlock.parse(uri.substring(i)) != null) {
        return true;
      }
    }
    return false;
  }

  private static String hash(byte[] text) {
    return Base64Url.encode(SharedSecrets.digest("MD5", text));
  }

  private static String linkHash(String link, byte[] secret) {
    return SharedSecrets.md5Hex(SharedSecrets.utf8(link), secret);
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }

  private static Authentication wrong() {
    return new Authentication.Rejected(
        DenyCode.SIGNATURE, "no key of the ring made this hash for this path and client");
  }
}
