package io.playgate.playbacktoken.nginx;

import io.playgate.playbacktoken.AddressBlock;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
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
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.TokenParameters;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * nginx's {@code secure_link} (ngx_http_secure_link_module), in both of its forms.
 *
 * <p><b>By query</b> ({@code secure_link} and {@code secure_link_md5}): {@code
 * ?md5=HASH&expires=EPOCH}, where HASH is base64url without padding of the MD5 of the option
 * {@value #EXPRESSION}, by default {@code $secure_link_expires$uri$secret}, and {@code
 * $secure_link_expires$uri$remote_addr$secret} for a grant that is bound to an address. {@code
 * $secret} stands for the key's bytes as they are: a blank that the directive has before the word
 * belongs to the key. {@code $uri} is the path with its escapes decoded. The names are {@link
 * Placement#name()} and the option {@value #EXPIRES_NAME}.
 *
 * <p><b>By path</b> ({@code secure_link_secret}): {@code BASE/HASH/LINK}, where HASH is the
 * lower-case hexadecimal MD5 of LINK as it stands in the URL, its query included, and the secret;
 * BASE is one segment. Such a link never expires, so it is only signed where the option {@value
 * #NEVER_EXPIRES} is {@code true} and the grant's expiry is {@value #FOREVER}, the end of the year
 * 9999.
 *
 * <p>A link is for one path; by query, the rest of the query takes no part. The address is not in
 * the link, so without the option {@value #EXPRESSION} a link that is not bound and one bound to
 * the client's address are both tried. A path that ends with an address is then refused: it would
 * be hashed like the path before it in a link that is bound to that address. Under an expression
 * that does not start with the time and the path, the time has ten digits, since others could move
 * between it and what stands beside it.
 */
public final class SecureLinkDialect implements PlacedDialect {

  /** The option that holds the text nginx hashes. */
  public static final String EXPRESSION = "expression";

  /** The option that names the parameter of the expiry. */
  public static final String EXPIRES_NAME = "expiresName";

  /** The option that admits links without an expiry. */
  public static final String NEVER_EXPIRES = "neverExpires";

  /** The expiry of links that never expire, in epoch seconds. */
  public static final long FOREVER = 253_402_300_799L;

  private static final String TIME_AND_PATH = "$secure_link_expires$uri";
  private static final String UNBOUND = TIME_AND_PATH + "$secret";
  private static final String BOUND = TIME_AND_PATH + "$remote_addr$secret";
  private static final int HEX_LENGTH = 32;
  private static final int LONGEST_ADDRESS = 45;

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "nginx secure_link",
          "nginx.org: ngx_http_secure_link_module",
          "nginx 1.22",
          List.of(Carrier.QUERY, Carrier.PATH),
          "md5",
          List.of(SharedSecrets.ALGORITHM),
          Set.of(GrantField.IP),
          "the one signed path",
          Map.of(
              EXPRESSION,
              "the text of secure_link_md5, with $secret for the key; default "
                  + UNBOUND
                  + ", with $remote_addr before $secret for a grant with ip",
              EXPIRES_NAME,
              "the name of the parameter with the expiry; default expires",
              NEVER_EXPIRES,
              "true admits links by path, which never expire; default false"),
          ProofLevel.JUDGED,
          "nginx, both forms");

  @Override
  public String id() {
    return "secure-link";
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
    return placement.carrier() == Carrier.PATH
        ? signLink(grant, target, key, placement)
        : signQuery(grant, url, target, key, placement);
  }

  private static SignedToken signQuery(
      PlaybackGrant grant, String url, RequestTarget target, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    String ip = GrantSyntax.singleAddress(grant);
    String given = placement.options().get(EXPRESSION);
    LinkExpression expression =
        LinkExpression.parse(given != null ? given : ip != null ? BOUND : UNBOUND);
    if (expression == null) {
      throw new UnsupportedGrantException(
          "option-invalid",
          "expression must contain $secure_link_expires, $uri and $secret; the only other"
              + " variable that is supported is $remote_addr");
    }
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
    parameters.put(placement.name(), hash);
    parameters.put(expiresName(placement), expires);
    return TokenParameters.placeQuery(parameters, url, placement);
  }

  private static SignedToken signLink(
      PlaybackGrant grant, RequestTarget target, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    if (!admitsForever(placement) || grant.expiresAt() != FOREVER) {
      throw new UnsupportedGrantException(
          "expiry-not-carried",
          "a link by path never expires: set the option neverExpires to true and expiresAt to "
              + FOREVER
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
    String hash = linkHash(link, key.secret());
    return new SignedToken(
        TokenCutter.url(target, placement.basePath() + "/" + hash + "/" + path, target.query()),
        hash,
        Map.of(),
        Map.of());
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    return switch (placement.carrier()) {
      case QUERY ->
          TokenParameters.cutQuery(
              request, placement, List.of(placement.name(), expiresName(placement)));
      case PATH -> cutLink(request, placement);
      case COOKIE, HEADER ->
          new TokenCut.Refused(
              DenyCode.MISSING, "secure_link tokens travel in the query or the path only");
    };
  }

  private static TokenCut cutLink(PlaybackRequest request, Placement placement) {
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
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    return placement.carrier() == Carrier.PATH
        ? authenticateLink(token, keys, placement)
        : authenticateQuery(token, keys, placement);
  }

  private static Authentication authenticateLink(
      PresentedToken token, KeyRing keys, Placement placement) {
    if (!admitsForever(placement)) {
      return malformed("links that never expire are not admitted");
    }
    int start = placement.basePath().length() + 1;
    if (token.path().length() < start) {
      return malformed("the path has no link after the hash");
    }
    for (String path : token.signedPaths()) {
      String file = path.substring(start);
      String link = token.query().isEmpty() ? file : file + "?" + token.query();
      SigningKey key = SharedSecrets.signer(keys, token.value(), secret -> linkHash(link, secret));
      if (key != null) {
        return Authentication.ofSignedPath(
            PlaybackGrant.expiringAt(FOREVER).build(), TokenIdentity.of(key.kid(), link));
      }
    }
    return wrong();
  }

  private static Authentication authenticateQuery(
      PresentedToken token, KeyRing keys, Placement placement) {
    Map<String, String> values = TokenParameters.split(token.value(), '&');
    String expiresName = expiresName(placement);
    if (values == null
        || !List.copyOf(values.keySet()).equals(List.of(placement.name(), expiresName))) {
      return malformed("the hash or the expiry is missing, or there is more");
    }
    String hash = String.valueOf(values.get(placement.name()));
    String expires = String.valueOf(values.get(expiresName));
    String given = placement.options().get(EXPRESSION);
    List<LinkExpression> expressions = new ArrayList<>();
    for (String text : given == null ? List.of(UNBOUND, BOUND) : List.of(given)) {
      LinkExpression expression = LinkExpression.parse(text);
      if (expression == null) {
        return malformed(
            "the option expression must contain $secure_link_expires, $uri and $secret, and no"
                + " other variable than $remote_addr");
      }
      expressions.add(expression);
    }
    long expiresAt =
        expressions.getFirst().startsWithTime()
            ? SharedSecrets.number(expires)
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

  private static String expiresName(Placement placement) {
    String name = placement.options().get(EXPIRES_NAME);
    return name == null || name.isEmpty() ? "expires" : name;
  }

  private static boolean admitsForever(Placement placement) {
    return "true".equals(placement.options().get(NEVER_EXPIRES));
  }

  private static boolean endsWithAddress(@Nullable String uri) {
    if (uri == null) {
      return false;
    }
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
