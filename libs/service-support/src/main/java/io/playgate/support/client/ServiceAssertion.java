package io.playgate.support.client;

import io.playgate.support.jose.EcJwk;
import io.playgate.support.secretfile.SecretFile;
import io.playgate.support.service.ServiceConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Makes this service's assertions, signed with its own private key. One is used for half of its
 * minute and then replaced.
 */
@Singleton
@Startup
public class ServiceAssertion {

  private static final Logger LOG = Logger.getLogger(ServiceAssertion.class);
  private static final String KEY = "playgate.service.private-key-file";
  private static final long REUSE_SECONDS = AssertionVerifier.MAX_LIFETIME_SECONDS / 2;
  private static final int MAX_AUDIENCES = 100;

  private final String clientId;
  private final String kid;
  private final ECPrivateKey key;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Signed> cache = new ConcurrentHashMap<>();

  private record Signed(String text, long issuedAt) {}

  /**
   * Reads the private key.
   *
   * @throws IllegalStateException when {@code playgate.service.id} or {@code
   *     playgate.service.private-key-file} is missing or unusable; in development and test mode a
   *     missing key is replaced by one that nobody knows
   */
  @Inject
  public ServiceAssertion(ServiceConfig config, Clock clock) {
    this(config, clock, LaunchMode.current());
  }

  ServiceAssertion(ServiceConfig config, Clock clock, LaunchMode mode) {
    this.clock = clock;
    boolean strict = mode == LaunchMode.NORMAL;
    if (strict && config.id().isEmpty()) {
      throw new IllegalStateException(
          "playgate.service.id is not set: set it to the client id of this service");
    }
    this.clientId = config.id().orElse("development");
    EcJwk jwk;
    if (config.privateKeyFile().isPresent()) {
      byte[] file =
          SecretFile.read(config.privateKeyFile().get(), KEY, mode == LaunchMode.DEVELOPMENT);
      try {
        jwk = EcJwk.parse(new String(file, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(KEY + ": " + e.getMessage(), e);
      }
    } else if (strict) {
      throw new IllegalStateException(
          KEY + " is not set: mount this service's private key (a JWK, mode 0600) and set the key");
    } else {
      LOG.warn(KEY + " is not set: calls to other services will be refused");
      jwk = ephemeral();
    }
    ECPrivateKey privateKey = jwk.privateKey();
    if (privateKey == null) {
      throw new IllegalStateException(KEY + ": the file holds a public key; the private is needed");
    }
    this.kid = jwk.kid();
    this.key = privateKey;
  }

  /**
   * The value of the header {@code Authorization} for a call to a service.
   *
   * @param audience as for {@link #forAudience}
   */
  public String authorizationFor(String audience) {
    return "Bearer " + forAudience(audience);
  }

  /**
   * Returns an assertion for a service, valid for at least half a minute.
   *
   * @param audience whom it is for, for example {@code playgate:revocation}
   */
  public String forAudience(String audience) {
    long now = clock.instant().getEpochSecond();
    Signed cached = cache.get(audience);
    if (cached != null && now >= cached.issuedAt && now - cached.issuedAt < REUSE_SECONDS) {
      return cached.text;
    }
    if (cache.size() >= MAX_AUDIENCES) {
      cache.clear();
    }
    Signed signed = new Signed(sign(audience, now), now);
    cache.put(audience, signed);
    return signed.text;
  }

  /** The client id that stands in the assertions. */
  public String clientId() {
    return clientId;
  }

  private String sign(String audience, long now) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", clientId);
    claims.put("sub", clientId);
    claims.put("aud", audience);
    claims.put("iat", now);
    claims.put("exp", now + AssertionVerifier.MAX_LIFETIME_SECONDS);
    claims.put("jti", Base64.getUrlEncoder().withoutPadding().encodeToString(id));
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setHeader("typ", AssertionVerifier.TYPE);
    jws.setKeyIdHeaderValue(kid);
    jws.setPayload(JsonUtil.toJson(claims));
    jws.setKey(key);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("an assertion could not be signed", e);
    }
  }

  private static EcJwk ephemeral() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      return new EcJwk(
          "development", (ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("P-256 is not available", e);
    }
  }
}
