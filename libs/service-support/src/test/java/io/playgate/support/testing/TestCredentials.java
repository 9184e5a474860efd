package io.playgate.support.testing;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Everything a service under test needs to know its callers: as a test resource it writes a private
 * key, a vault key and a clients file into a new folder, serves the issuer's JWKS, and sets the
 * configuration keys that name them. In a test, {@link #current()} makes the tokens.
 *
 * <p>The clients file holds {@code edge-1} (revocation.feed, tokens.introspect, keys.read; all
 * profiles), {@code token-1} (tokens.register, revocation.feed, revocations.write), {@code
 * revocation-1} (entitlements.write), {@code auth-1} (revocations.write) and {@code nobody} (no
 * scope). The service under test is {@code service-under-test}. {@link #register} adds more.
 */
public class TestCredentials implements QuarkusTestResourceLifecycleManager {

  /** The issuer in viewer and access tokens. */
  public static final String ISSUER = "https://auth.test.playgate.example";

  private static final String DIRECTORY = "playgate.test.credentials";
  private static final List<String> AUDIENCES =
      List.of("playgate:auth", "playgate:token", "playgate:revocation");

  private @Nullable Path directory;
  private @Nullable HttpServer issuer;

  /** Returns the credentials of the running test resource. */
  public static TestCredentials current() {
    String directory = System.getProperty(DIRECTORY);
    if (directory == null) {
      throw new IllegalStateException("add @WithTestResource(TestCredentials.class) to the test");
    }
    TestCredentials credentials = new TestCredentials();
    credentials.directory = Path.of(directory);
    return credentials;
  }

  @Override
  public Map<String, String> start() {
    try {
      Path created = Files.createTempDirectory("playgate-credentials");
      directory = created;
      writeSecret("service.jwk", newKey("service-under-test-key").toJson(PRIVATE));
      byte[] vaultKey = new byte[32];
      new SecureRandom().nextBytes(vaultKey);
      writeSecret("vault.key", Base64.getEncoder().encodeToString(vaultKey));
      writeSecret("issuer-viewer.jwk", newKey("test-viewer-key").toJson(PRIVATE));
      writeSecret("issuer-client.jwk", newKey("test-client-key").toJson(PRIVATE));
      write("clients.json", "{\"clients\":[]}");
      register("edge-1", Set.of("revocation.feed", "tokens.introspect", "keys.read"), Set.of("*"));
      register(
          "token-1", Set.of("tokens.register", "revocation.feed", "revocations.write"), Set.of());
      register("revocation-1", Set.of("entitlements.write"), Set.of());
      register("auth-1", Set.of("revocations.write"), Set.of());
      register("nobody", Set.of(), Set.of());
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] jwks = jwks().getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/oauth2/jwks",
          exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/jwk-set+json");
            exchange.sendResponseHeaders(200, jwks.length);
            try (var body = exchange.getResponseBody()) {
              body.write(jwks);
            }
          });
      server.start();
      issuer = server;
      System.setProperty(DIRECTORY, created.toString());
      Map<String, String> config = new LinkedHashMap<>();
      config.put("playgate.service.id", "service-under-test");
      config.put("playgate.service.private-key-file", created.resolve("service.jwk").toString());
      config.put("playgate.service.clients-file", created.resolve("clients.json").toString());
      config.put("playgate.service.clients-file-check-interval", "PT0.05S");
      config.put("playgate.vault.key-file", created.resolve("vault.key").toString());
      config.put("playgate.issuer.uri", ISSUER);
      config.put(
          "playgate.issuer.jwks-url",
          "http://127.0.0.1:" + server.getAddress().getPort() + "/oauth2/jwks");
      return config;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    System.clearProperty(DIRECTORY);
    if (issuer != null) {
      issuer.stop(0);
    }
    Path created = directory;
    if (created != null) {
      try (Stream<Path> files = Files.walk(created)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The folder with the files. */
  public Path directory() {
    return Objects.requireNonNull(directory, "not started");
  }

  /** The public key of the service under test, as a JWK. */
  public String servicePublicKey() {
    return key("service.jwk").toJson(PUBLIC);
  }

  /** The issuer's key set, as JSON. */
  public String jwks() {
    return "{\"keys\":["
        + key("issuer-viewer.jwk").toJson(PUBLIC)
        + ","
        + key("issuer-client.jwk").toJson(PUBLIC)
        + "]}";
  }

  /**
   * Adds a client with a new key to the clients file, or replaces it. The service under test sees
   * it within its check interval (50 ms): await it.
   */
  public void register(String id, Set<String> scopes, Set<String> profiles) {
    PublicJsonWebKey key = newKey(id + "-key");
    writeSecret("client-" + id + ".jwk", key.toJson(PRIVATE));
    list(id, scopes, profiles, key);
  }

  /** Lists other profiles for a client with the scope {@code keys.read}; its key stays. */
  public void relist(String id, Set<String> profiles) {
    list(id, Set.of("keys.read"), profiles, key("client-" + id + ".jwk"));
  }

  private void list(String id, Set<String> scopes, Set<String> profiles, PublicJsonWebKey key) {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("id", id);
    client.put("scopes", List.copyOf(scopes));
    client.put("profiles", List.copyOf(profiles));
    client.put("keys", List.of(key.toParams(PUBLIC)));
    List<Object> clients = registeredExcept(id);
    clients.add(client);
    write("clients.json", JsonUtil.toJson(Map.of("clients", clients)));
  }

  /** Takes a client out of the clients file. */
  public void unregister(String id) {
    write("clients.json", JsonUtil.toJson(Map.of("clients", registeredExcept(id))));
  }

  private List<Object> registeredExcept(String id) {
    try {
      Map<String, Object> file =
          JsonUtil.parseJson(Files.readString(directory().resolve("clients.json")));
      List<Object> clients = new ArrayList<>();
      if (file.get("clients") instanceof List<?> present) {
        for (Object item : present) {
          if (item instanceof Map<?, ?> client && !id.equals(client.get("id"))) {
            clients.add(client);
          }
        }
      }
      return clients;
    } catch (IOException | JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns a good assertion of a registered client for an audience, for example {@code
   * playgate:token}.
   */
  public String assertion(String clientId, String audience) {
    return assertion(clientId, audience, Map.of(), Map.of());
  }

  /**
   * Returns an assertion with some of its header or claims replaced; a replacement of {@code
   * REMOVED} takes the member out.
   */
  public String assertion(
      String clientId, String audience, Map<String, Object> header, Map<String, Object> claims) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("iss", clientId);
    all.put("sub", clientId);
    all.put("aud", audience);
    all.put("iat", now);
    all.put("exp", now + 60);
    all.put("jti", UUID.randomUUID().toString());
    all.putAll(claims);
    return sign(key("client-" + clientId + ".jwk"), "client-authentication+jwt", header, all);
  }

  /** Stands for a member that is to be left out. */
  public static final String REMOVED = "\u0000removed";

  /** Returns an access token of a client with scopes, good for five minutes at all services. */
  public String accessToken(String clientId, String... scopes) {
    return accessToken(clientId, Map.of(), scopes);
  }

  /** Returns an access token with some claims replaced, or taken out by {@link #REMOVED}. */
  public String accessToken(String clientId, Map<String, Object> claims, String... scopes) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("iss", ISSUER);
    all.put("sub", clientId);
    all.put("client_id", clientId);
    all.put("aud", AUDIENCES);
    all.put("iat", now);
    all.put("exp", now + 300);
    all.put("jti", UUID.randomUUID().toString());
    all.put("scope", String.join(" ", scopes));
    all.putAll(claims);
    return sign(key("issuer-client.jwk"), "at+jwt", Map.of(), all);
  }

  /** Returns a viewer token, good for ten minutes, of sign-in {@code login} on {@code device}. */
  public String viewerToken(String viewerId, String login, String device, String... packages) {
    return viewerToken(viewerId, login, device, Map.of(), packages);
  }

  /** Returns a viewer token with some claims replaced, or taken out by {@link #REMOVED}. */
  public String viewerToken(
      String viewerId,
      String login,
      String device,
      Map<String, Object> claims,
      String... packages) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("iss", ISSUER);
    all.put("sub", viewerId);
    all.put("aud", List.of("playgate:auth", "playgate:token"));
    all.put("client_id", "playgate-first-party");
    all.put("iat", now);
    all.put("exp", now + 600);
    all.put("jti", UUID.randomUUID().toString());
    all.put("scope", "playback");
    all.put("login", login);
    all.put("device", device);
    all.put("packages", List.of(packages));
    all.putAll(claims);
    return sign(key("issuer-viewer.jwk"), "at+jwt", Map.of(), all);
  }

  /** Changes one character of a token's signature. */
  public static String tampered(String token) {
    int at = token.length() - 10;
    char changed = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + changed + token.substring(at + 1);
  }

  /** Returns a new private key as a JWK. */
  public static PublicJsonWebKey newKey(String kid) {
    try {
      EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      key.setKeyId(kid);
      key.setAlgorithm("ES256");
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs claims by ES256. */
  public static String sign(
      PublicJsonWebKey key, String type, Map<String, Object> header, Map<String, Object> claims) {
    Map<String, Object> kept = new TreeMap<>(claims);
    kept.values().removeIf(REMOVED::equals);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("ES256");
    jws.setHeader("typ", type);
    jws.setKeyIdHeaderValue(key.getKeyId());
    header.forEach((name, value) ->
        jws.getHeaders().setObjectHeaderValue(name, REMOVED.equals(value) ? null : value));
    jws.setPayload(JsonUtil.toJson(kept));
    jws.setKey(key.getPrivateKey());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final JsonWebKey.OutputControlLevel PRIVATE =
      JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE;
  private static final JsonWebKey.OutputControlLevel PUBLIC =
      JsonWebKey.OutputControlLevel.PUBLIC_ONLY;

  private PublicJsonWebKey key(String name) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(Files.readString(directory().resolve(name)));
    } catch (IOException | JoseException e) {
      throw new IllegalStateException("no key " + name, e);
    }
  }

  private void write(String name, String text) {
    try {
      Path target = directory().resolve(name);
      Path draft = Files.writeString(directory().resolve(name + ".new"), text);
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeSecret(String name, String text) {
    write(name, text);
    try {
      Files.setPosixFilePermissions(
          directory().resolve(name), PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
