package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.AddressBlock;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.MediaPath;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Common Access Token of CTA-5007-B: claims in CBOR (RFC 8392) inside a COSE_Mac0 or COSE_Sign1
 * (RFC 9052), in base64url without padding.
 *
 * <p>The grant, by claim: {@code sub} viewer, {@code aud} asset (or the option {@code audience}),
 * {@code exp}, {@code nbf}, {@code iat}, {@code cti} session (1 to 64 of {@code [A-Za-z0-9_-]}; any
 * other is read as the token's id, in hexadecimal digits), {@code catu} paths, {@code catm} methods
 * (GET and HEAD where the grant has none, since without the claim other edges allow them all),
 * {@code catnip} one address or block, {@code catgeoiso3166} countries, {@code catifdata} data.
 * {@code catv} is 1. {@code iss} is the option {@code issuer}: a token with an issuer is refused
 * where none is configured.
 *
 * <p>Paths: without any the signed URL's path is matched exactly; one without wildcards is an exact
 * match, one with a single {@code *} at its end a prefix, everything else a regular expression
 * ({@link PathRegex}). A token without {@code catu} allows every path.
 *
 * <p>Read besides: every part and every type of match of {@code catu} ({@link UriMatch}) and {@code
 * cath}, save regular expressions that are not {@link PathRegex}'s; several addresses; {@code
 * catalpn} with the option {@code alpnHeader}; {@code cattpk} with {@code certificateHeader};
 * {@code catreplay} 0, and with the option {@code countUses} 1 and 2 too: 1 refuses every further
 * use, 2 a use from another address than the first ({@link TokenUses}; each {@link #verify} and
 * each explanation of a token that holds is a use); {@code catr} ({@link #renew}) and {@code catif}
 * ({@link #conditionalAnswer}). Refused, for want of what it takes to judge them: {@code catpor},
 * autonomous systems, regions other than countries, {@code catgeocoord}, {@code geohash}, {@code
 * catgeoalt}, {@code cnf} and {@code catdpop}, composite claims, and every claim that is not known,
 * unless it is private and the option {@code ignoreClaims} names it. Encrypted tokens are refused:
 * what the standard wants encrypted (a viewer that identifies a person, an address of more than 24
 * or 56 bits) travels in the clear here, as in most dialects.
 *
 * <p>Known quirks. node-cat reads its tag 61 only, hence the option {@code cwtTag}; it signs
 * COSE_Sign1 over hexadecimal text, hence {@code textPayload}; it reads prefixes in {@code catnip}
 * only with the zero bytes that RFC 9164 forbids; its SHA-512/256 is SHA-512, which is refused. The
 * Rust crate common-access-token leaves the COSE tag out by default, which is refused.
 */
public final class CatDialect implements PlacedDialect {

  static final List<String> ALGORITHMS = List.of("ES256", "PS256", "HS256");

  private static final String NAME = "CTA-Common-Access-Token";
  private static final String QUERY_NAME = "cat";

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "CTA-5007 Common Access Token",
          "CTA-5007-B; RFC 8392, RFC 9052, RFC 9164; Eyevinn/node-cat, Quicr/cat-token,"
              + " common-access-token",
          "CTA-5007-B, catv 1",
          List.of(Carrier.HEADER, Carrier.COOKIE, Carrier.QUERY, Carrier.PATH),
          NAME,
          ALGORITHMS,
          Set.of(
              GrantField.SESSION,
              GrantField.VIEWER,
              GrantField.ASSET,
              GrantField.PATHS,
              GrantField.ISSUED_AT,
              GrantField.NOT_BEFORE,
              GrantField.IP,
              GrantField.METHODS,
              GrantField.COUNTRIES,
              GrantField.DATA),
          "exact, prefix, or a regular expression for * and ?, several",
          CatOptions.MEANINGS,
          ProofLevel.JUDGED,
          "@eyevinn/cat 0.16.4, both directions, HS256");

  private static final int CTI_BYTES = 16;
  private static final int MOST = 50;

  @Override
  public String id() {
    return "cat";
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
    CatOptions options;
    try {
      options = CatOptions.of(placement);
    } catch (IllegalArgumentException e) {
      throw new UnsupportedGrantException("option-invalid", String.valueOf(e.getMessage()));
    }
    Map<CborItem, CborItem> claims = claims(grant, url, placement, options);
    String token = Base64Url.encode(signed(claims, key, options));
    return TokenCutter.place(token, url, placement);
  }

  /** The bytes of a token. */
  static byte[] signed(Map<CborItem, CborItem> claims, SigningKey key, CatOptions options)
      throws UnsupportedGrantException {
    byte[] payload = new CborWriter().item(new CborItem.Entries(claims)).toByteArray();
    return CoseMessage.sign(payload, key, options.cwtTag(), options.textPayload());
  }

  /** The claims of a grant, in the order of their labels. */
  private static Map<CborItem, CborItem> claims(
      PlaybackGrant grant, String url, Placement placement, CatOptions options)
      throws UnsupportedGrantException {
    Map<CborItem, CborItem> claims = new LinkedHashMap<>();
    put(claims, Claim.ISS, text(options.issuer(), "issuer"));
    put(claims, Claim.SUB, text(grant.viewer(), "viewer"));
    String audience = options.audience();
    if (audience != null && grant.asset() != null) {
      throw new UnsupportedGrantException(
          "asset-not-carried",
          "aud is taken by the option audience, so the asset cannot be carried");
    }
    put(claims, Claim.AUD, text(audience == null ? grant.asset() : audience, "asset"));
    put(claims, Claim.EXP, time(grant.expiresAt()));
    put(claims, Claim.NBF, time(grant.notBefore()));
    put(claims, Claim.IAT, time(grant.issuedAt()));
    String session = grant.session();
    if (session != null) {
      if (!ClaimsReader.isSession(session)) {
        throw new UnsupportedGrantException(
            "session-charset", "session may be 1 to 64 letters, digits, - and _");
      }
      byte[] cti = session.getBytes(StandardCharsets.US_ASCII);
      put(claims, Claim.CTI, new CborItem.Bytes(cti));
    }
    Replay replay = options.replay();
    put(claims, Claim.CATREPLAY, replay == null ? null : replay.item());
    put(claims, Claim.CATV, new CborItem.Int(1));
    String ip = grant.ip();
    AddressBlock block = ip == null ? null : AddressBlock.parse(ip);
    if (block != null) {
      put(claims, Claim.CATNIP, new CborItem.Array(List.of(address(block))));
    }
    put(claims, Claim.CATU, uri(grant, url, placement, options));
    List<String> methods = grant.methods().isEmpty() ? ClaimsReader.USUAL_METHODS : grant.methods();
    put(claims, Claim.CATM, texts(methods, "methods"));
    if (!grant.countries().isEmpty()) {
      put(claims, Claim.CATGEOISO3166, texts(grant.countries(), "countries"));
    }
    put(claims, Claim.CATTPK, options.clientKey());
    put(claims, Claim.CATIFDATA, text(grant.data(), "data"));
    RenewalClaim.Way renewal = options.renewal();
    if (renewal != null) {
      put(
          claims,
          Claim.CATR,
          RenewalClaim.item(renewal, options.renewalSeconds(), options.renewalDeadline()));
    }
    return claims;
  }

  private static void put(Map<CborItem, CborItem> claims, int claim, @Nullable CborItem value) {
    if (value != null) {
      claims.put(Claim.label(claim), value);
    }
  }

  private static @Nullable CborItem text(@Nullable String text, String field)
      throws UnsupportedGrantException {
    if (text == null) {
      return null;
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new UnsupportedGrantException("text-invalid", field + " must be valid Unicode");
    }
    return new CborItem.Text(text);
  }

  private static @Nullable CborItem time(long seconds) throws UnsupportedGrantException {
    if (seconds == PlaybackGrant.UNSET) {
      return null;
    }
    if (seconds < 0 || seconds > ClaimsReader.LATEST) {
      throw new UnsupportedGrantException("time-range", "times must be epoch seconds");
    }
    return new CborItem.Int(seconds);
  }

  private static CborItem texts(List<String> values, String field)
      throws UnsupportedGrantException {
    if (values.size() > MOST) {
      throw new UnsupportedGrantException(
          field + "-too-many", "there may be at most " + MOST + " " + field);
    }
    List<CborItem> items = new ArrayList<>(values.size());
    for (String value : values) {
      items.add(new CborItem.Text(value));
    }
    return new CborItem.Array(items);
  }

  /** An address, or a prefix without its trailing zero bytes (RFC 9164 section 4). */
  private static CborItem address(AddressBlock block) {
    byte[] bytes = block.bytes();
    int bits = block.prefixLength();
    long tag = block.isV4() ? 52 : 54;
    if (block.isSingle()) {
      return new CborItem.Tagged(tag, new CborItem.Bytes(bytes));
    }
    for (int bit = bits; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return new CborItem.Tagged(
        tag,
        new CborItem.Array(
            List.of(new CborItem.Int(bits), new CborItem.Bytes(Arrays.copyOf(bytes, length)))));
  }

  private static CborItem uri(
      PlaybackGrant grant, String url, Placement placement, CatOptions options)
      throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    Map<CborItem, CborItem> parts = new LinkedHashMap<>();
    String host = options.host();
    if (host != null) {
      if (!UriMatch.isAt(target, host)) {
        throw new UnsupportedGrantException(
            "host-mismatch", "the URL's host is not that of the option host");
      }
      parts.put(new CborItem.Int(UriMatch.HOST), TextMatch.exactly(host));
    }
    List<String> paths = GrantSyntax.paths(grant);
    parts.put(
        new CborItem.Int(UriMatch.PATH),
        paths.isEmpty() ? TextMatch.exactly(target.path()) : TextMatch.coveredBy(paths));
    return new CborItem.Entries(parts);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    try {
      CatOptions options = options(placement);
      CoseMessage message = message(token.value());
      SigningKey key = signer(message, keys);
      if (key == null) {
        boolean unknownKey = message.namesKey() && keys.keys().stream().noneMatch(message::names);
        return new Authentication.Rejected(
            DenyCode.SIGNATURE,
            unknownKey ? "the kid is not in the key ring" : "no key of the ring signed this",
            unknownKey);
      }
      return ClaimsReader.read(message, options, key.kid());
    } catch (RefusedTokenException e) {
      return e.rejected();
    }
  }

  private static CatOptions options(Placement placement) throws RefusedTokenException {
    try {
      return CatOptions.of(placement);
    } catch (IllegalArgumentException e) {
      throw RefusedTokenException.malformed(String.valueOf(e.getMessage()));
    }
  }

  private static CoseMessage message(String token) throws RefusedTokenException {
    if (token.length() > TokenCutter.MAX_TOKEN_LENGTH) {
      throw RefusedTokenException.malformed("the token is too long");
    }
    byte[] bytes = Base64Url.decode(token);
    if (bytes == null) {
      throw RefusedTokenException.malformed("the token is not base64url");
    }
    return CoseMessage.read(bytes);
  }

  /** The key that made a message: the one it names, else any of its algorithm; null for none. */
  private static @Nullable SigningKey signer(CoseMessage message, KeyRing keys) {
    for (SigningKey key : keys.keys()) {
      if (key.algorithm().equals(message.algorithm())
          && (!message.namesKey() || message.names(key))
          && message.isBy(key)) {
        return key;
      }
    }
    return null;
  }

  /**
   * The successor that {@code catr} asks for, once the token is due. It has the claims of its
   * predecessor but for {@code exp} and {@code iat}, and for a {@code cti} that names no session,
   * which is drawn anew.
   *
   * <p>It travels as the claim says, or as the token came; by a path segment it cannot. A cookie's
   * path is that of the claim's parameters, else the base path; other parameters of a cookie are
   * the edge's business, those of a header are added to its value.
   */
  @Override
  public Optional<Renewal> renew(
      Verdict.Allow allow, SigningKey key, Placement placement, long now) {
    try {
      CatOptions options = options(placement);
      Map<CborItem, CborItem> claims =
          new LinkedHashMap<>(message(allow.token()).claims(options.textPayload()));
      CborItem claim = claims.get(Claim.label(Claim.CATR));
      if (claim == null || !ALGORITHMS.contains(key.algorithm())) {
        return Optional.empty();
      }
      RenewalClaim renewal = RenewalClaim.read(claim);
      long expiresAt = now + renewal.seconds();
      if (!renewal.isDue(now, allow.grant().expiresAt())
          || expiresAt <= allow.grant().expiresAt()
          || expiresAt > ClaimsReader.LATEST) {
        return Optional.empty();
      }
      put(claims, Claim.EXP, new CborItem.Int(expiresAt));
      put(claims, Claim.IAT, new CborItem.Int(now));
      if (allow.grant().tokenId() != null) {
        byte[] cti = new byte[CTI_BYTES];
        new SecureRandom().nextBytes(cti);
        put(claims, Claim.CTI, new CborItem.Bytes(cti));
      }
      String token = Base64Url.encode(signed(claims, key, options));
      return token.length() > TokenCutter.MAX_TOKEN_LENGTH
          ? Optional.empty()
          : Optional.ofNullable(placed(token, expiresAt, renewal, placement));
    } catch (RefusedTokenException | UnsupportedGrantException e) {
      return Optional.empty();
    }
  }

  private static @Nullable Renewal placed(
      String token, long expiresAt, RenewalClaim renewal, Placement placement) {
    Carrier carrier =
        switch (renewal.way()) {
          case AUTOMATIC -> placement.carrier();
          case COOKIE -> Carrier.COOKIE;
          case HEADER -> Carrier.HEADER;
          case REDIRECT -> Carrier.QUERY;
        };
    RenewalClaim.Place place = carrier == Carrier.HEADER ? renewal.header() : renewal.cookie();
    String given = place.name();
    String usual = carrier == Carrier.QUERY ? QUERY_NAME : NAME;
    String own = carrier == placement.carrier() ? placement.name() : usual;
    String name = given == null ? own : given;
    return switch (carrier) {
      case PATH -> null;
      case QUERY -> new Renewal.Query(own, token, expiresAt);
      case COOKIE -> new Renewal.Cookie(name, token, cookiePath(renewal, placement), expiresAt);
      case HEADER -> {
        StringBuilder value = new StringBuilder(token);
        place.parameters().forEach(parameter -> value.append("; ").append(parameter));
        yield new Renewal.Header(name, value.toString(), expiresAt);
      }
    };
  }

  private static String cookiePath(RenewalClaim renewal, Placement placement) {
    for (String parameter : renewal.cookie().parameters()) {
      if (parameter.regionMatches(true, 0, "Path=", 0, 5)
          && MediaPath.isNormal(parameter.substring(5))) {
        return parameter.substring(5);
      }
    }
    return placement.basePath().isEmpty() ? "/" : placement.basePath();
  }

  /**
   * What a genuine token wants its refusal to be answered with ({@code catif}).
   *
   * @param request the request that was refused
   * @param deny how {@link #verify} refused it
   * @param keys the keys that may have signed
   * @param signers the keys that may sign a new token, if the answer is to hold one
   * @param now epoch seconds
   * @return empty where the token is not genuine, has no answer for this refusal, or one that
   *     cannot be given
   */
  public Optional<ConditionalAnswer> conditionalAnswer(
      PlaybackRequest request,
      Verdict.Deny deny,
      KeyRing keys,
      KeyRing signers,
      Placement placement,
      long now) {
    TokenCut cut = cut(request, placement);
    if (!(cut instanceof PresentedToken token)) {
      return Optional.empty();
    }
    try {
      CatOptions options = options(placement);
      CoseMessage message = message(token.value());
      return signer(message, keys) == null
          ? Optional.empty()
          : new ConditionalClaim(options, signers, now)
              .answer(message.claims(options.textPayload()), deny.code());
    } catch (RefusedTokenException e) {
      return Optional.empty();
    }
  }
}
