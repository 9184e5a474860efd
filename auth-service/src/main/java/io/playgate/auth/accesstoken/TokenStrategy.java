package io.playgate.auth.accesstoken;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.signingkey.KeyRing;
import io.playgate.auth.signingkey.SigningKey;
import io.playgate.auth.signingkey.SigningKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Makes viewer tokens and access tokens: JWTs by RFC 9068, signed by ES256. */
@Singleton
public class TokenStrategy {

  /** The scope of a viewer token; no client can have it. */
  public static final String PLAYBACK = "playback";

  /** {@code typ} of the tokens (RFC 9068 section 2.1). */
  static final String TYPE = "at+jwt";

  private static final List<String> VIEWER_AUDIENCE = List.of("playgate:auth", "playgate:token");
  private static final List<String> CLIENT_AUDIENCE =
      List.of("playgate:auth", "playgate:token", "playgate:revocation");
  private static final Duration LONGEST = Duration.ofHours(1);

  private final SigningKeys keys;
  private final AuthConfig config;
  private final String issuer;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * Makes the strategy.
   *
   * @throws IllegalStateException when a configured lifetime is not between a second and an hour
   */
  @Inject
  public TokenStrategy(
      SigningKeys keys,
      AuthConfig config,
      @ConfigProperty(name = "playgate.issuer.uri") String issuer,
      Clock clock) {
    this.keys = keys;
    this.config = config;
    this.issuer = issuer;
    this.clock = clock;
    checkLifetime("playgate.auth.viewer-token-lifetime", config.viewerTokenLifetime());
    checkLifetime("playgate.auth.access-token-lifetime", config.accessTokenLifetime());
  }

  private static void checkLifetime(String key, Duration lifetime) {
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(LONGEST) > 0) {
      throw new IllegalStateException(key + ": set it to between PT1S and " + LONGEST);
    }
  }

  /** Makes a viewer token. */
  public IssuedToken viewerToken(ViewerClaims viewer) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", viewer.viewerId());
    claims.put("aud", VIEWER_AUDIENCE);
    claims.put("client_id", config.firstPartyClientId());
    claims.put("scope", PLAYBACK);
    claims.put("login", viewer.login());
    claims.put("device", viewer.deviceId());
    claims.put("device_label", viewer.deviceLabel());
    claims.put("packages", viewer.packages());
    claims.put(
        "entitlements", viewer.entitlements().stream().map(EntitlementClaim::members).toList());
    if (viewer.sessionLimit() != null) {
      claims.put("session_limit", viewer.sessionLimit());
    }
    return sign(KeyRing.VIEWER, claims, config.viewerTokenLifetime());
  }

  /** Makes an access token of a client. */
  public IssuedToken accessToken(String clientId, Collection<String> scopes) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", clientId);
    claims.put("aud", CLIENT_AUDIENCE);
    claims.put("client_id", clientId);
    claims.put("scope", String.join(" ", scopes));
    return sign(KeyRing.CLIENT, claims, config.accessTokenLifetime());
  }

  private IssuedToken sign(KeyRing ring, Map<String, Object> claims, Duration lifetime) {
    SigningKey key = keys.active(ring);
    long now = clock.instant().getEpochSecond();
    byte[] id = new byte[16];
    random.nextBytes(id);
    claims.put("iss", issuer);
    claims.put("iat", now);
    claims.put("exp", now + lifetime.toSeconds());
    claims.put("jti", Base64.getUrlEncoder().withoutPadding().encodeToString(id));
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setHeader("typ", TYPE);
    jws.setKeyIdHeaderValue(key.kid());
    jws.setPayload(JsonUtil.toJson(claims));
    jws.setKey(key.privateKey());
    try {
      return new IssuedToken(jws.getCompactSerialization(), lifetime.toSeconds());
    } catch (JoseException e) {
      throw new IllegalStateException("a token could not be signed", e);
    }
  }
}
