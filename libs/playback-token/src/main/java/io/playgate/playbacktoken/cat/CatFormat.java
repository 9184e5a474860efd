package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.MediaPath;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link CatDialect}, bound to one placement. */
public final class CatFormat implements PlacedFormat {
  private static final String QUERY_NAME = "cat";
  private static final int CTI_BYTES = 16;

  private final Dialect dialect;
  private final Placement placement;
  private final CatOptions options;

  CatFormat(Dialect dialect, Placement placement, CatOptions options) {
    this.dialect = dialect;
    this.placement = placement;
    this.options = options;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    GrantSyntax.requireReadableBindings(grant);
    Map<CborItem, CborItem> claims =
        new ClaimsWriter(options).claims(grant, TokenCutter.target(url, placement));
    String token = Base64Url.encode(signed(claims, key, options));
    return TokenCutter.place(token, url, placement);
  }

  /** The bytes of a token. */
  static byte[] signed(Map<CborItem, CborItem> claims, SigningKey key, CatOptions options)
      throws UnsupportedGrantException {
    byte[] payload = new CborWriter().item(new CborItem.Entries(claims)).toByteArray();
    return CoseMessage.sign(payload, key, options.cwtTag(), options.textPayload());
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    try {
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
  public Optional<Renewal> renew(Verdict.Allow allow, SigningKey key, long now) {
    try {
      Map<CborItem, CborItem> claims =
          new LinkedHashMap<>(message(allow.token()).claims(options.textPayload()));
      CborItem claim = claims.get(Claim.label(Claim.CATR));
      if (claim == null || !CatDialect.ALGORITHMS.contains(key.algorithm())) {
        return Optional.empty();
      }
      RenewalClaim renewal = RenewalClaim.read(claim);
      long expiresAt = now + renewal.seconds();
      if (!renewal.isDue(now, allow.grant().expiresAt())
          || expiresAt <= allow.grant().expiresAt()
          || expiresAt > ClaimsReader.LATEST) {
        return Optional.empty();
      }
      claims.put(Claim.label(Claim.EXP), new CborItem.Int(expiresAt));
      claims.put(Claim.label(Claim.IAT), new CborItem.Int(now));
      if (allow.grant().tokenId() != null) {
        byte[] cti = new byte[CTI_BYTES];
        new SecureRandom().nextBytes(cti);
        claims.put(Claim.label(Claim.CTI), new CborItem.Bytes(cti));
      }
      String token = Base64Url.encode(signed(claims, key, options));
      return token.length() > TokenCutter.MAX_TOKEN_LENGTH
          ? Optional.empty()
          : Optional.ofNullable(placed(token, expiresAt, renewal));
    } catch (RefusedTokenException | UnsupportedGrantException e) {
      return Optional.empty();
    }
  }

  private @Nullable Renewal placed(String token, long expiresAt, RenewalClaim renewal) {
    Carrier carrier =
        switch (renewal.way()) {
          case AUTOMATIC -> placement.carrier();
          case COOKIE -> Carrier.COOKIE;
          case HEADER -> Carrier.HEADER;
          case REDIRECT -> Carrier.QUERY;
        };
    RenewalClaim.Place place = carrier == Carrier.HEADER ? renewal.header() : renewal.cookie();
    String given = place.name();
    String usual = carrier == Carrier.QUERY ? QUERY_NAME : CatDialect.NAME;
    String own = carrier == placement.carrier() ? placement.name() : usual;
    String name = given == null ? own : given;
    return switch (carrier) {
      case PATH -> null;
      case QUERY -> new Renewal.Query(own, token, expiresAt);
      case COOKIE -> new Renewal.Cookie(name, token, cookiePath(renewal), expiresAt);
      case HEADER -> {
        StringBuilder value = new StringBuilder(token);
        place.parameters().forEach(parameter -> value.append("; ").append(parameter));
        yield new Renewal.Header(name, value.toString(), expiresAt);
      }
    };
  }

  private String cookiePath(RenewalClaim renewal) {
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
      PlaybackRequest request, Verdict.Deny deny, KeyRing keys, KeyRing signers, long now) {
    TokenCut cut = cut(request);
    if (!(cut instanceof PresentedToken token)) {
      return Optional.empty();
    }
    try {
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
