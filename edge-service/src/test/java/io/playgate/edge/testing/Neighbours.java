package io.playgate.edge.testing;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Reach;
import io.playgate.playbacktoken.ReferenceFormat;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.toy.ToyDialect;
import io.playgate.revocationlist.SessionData;
import io.playgate.revocationlist.SubjectDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All neighbours of the edge under test, the keys they use, and the tokens they would issue. */
public final class Neighbours {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static @Nullable Neighbours running;

  /** What a profile of the test configuration looks like. */
  public record Profile(String id, String dialect, Carrier carrier, String tokenName) {
    /** Its base path. */
    public String basePath() {
      return "/media/" + id;
    }

    /** How tokens are placed. */
    public Placement placement() {
      return new Placement(
          carrier,
          tokenName,
          basePath(),
          dialect.equals("jwt") ? Map.of("issuer", "playgate") : Map.of());
    }
  }

  public static final Profile EDGEAUTH =
      new Profile("demo-edgeauth", "edgeauth", Carrier.PATH, "hdnts");
  public static final Profile EDGEAUTH_QUERY =
      new Profile("demo-edgeauth-query", "edgeauth", Carrier.QUERY, "hdnts");
  public static final Profile JWT = new Profile("demo-jwt", "jwt", Carrier.PATH, "token");
  public static final Profile JWT_HEADER =
      new Profile("header-jwt", "jwt", Carrier.HEADER, "X-Playback-Token");
  public static final Profile JWT_COOKIE =
      new Profile("cookie-jwt", "jwt", Carrier.COOKIE, "playback");
  public static final Profile OPAQUE = new Profile("demo-opaque", "opaque", Carrier.PATH, "token");
  public static final Profile OPAQUE_MARKED =
      new Profile("marked-opaque", "opaque", Carrier.PATH, "token");

  /**
   * Of a dialect that an edge knows only where it is handed in; {@link #publishToy} publishes it.
   */
  public static final Profile TOY = new Profile("toy", ToyDialect.ID, Carrier.QUERY, "toy");

  /** What the neighbours know; the edge under test may know less. */
  private static final DialectRegistry DIALECTS = Dialects.registry().with(new ToyDialect());

  private static final List<Profile> ALL =
      List.of(EDGEAUTH, EDGEAUTH_QUERY, JWT, JWT_HEADER, JWT_COOKIE, OPAQUE, OPAQUE_MARKED);

  private final FakeTokenService tokenService = new FakeTokenService(NeighbourPorts.port("token"));
  private final FakeRevocationService revocationService =
      new FakeRevocationService(NeighbourPorts.port("revocation"));
  private final FakeOrigin origin = new FakeOrigin(NeighbourPorts.port("origin"));
  private final byte[] digestKey = new byte[32];
  private volatile long unmarkedUntil;
  private final Map<Profile, List<Jwk>> rings = new LinkedHashMap<>();

  private Neighbours() {
    RANDOM.nextBytes(digestKey);
    rings.put(TOY, new ArrayList<>(List.of(Jwk.generateHs256("toy-1", RANDOM))));
    for (Profile profile : ALL) {
      rings.put(profile, new ArrayList<>());
      switch (profile.dialect()) {
        case "edgeauth" -> ring(profile).add(Jwk.generateHs256(profile.id() + "-1", RANDOM));
        case "jwt" -> ring(profile).add(Jwk.generateEs256(profile.id() + "-1"));
        default -> {
          // Opaque tokens of before need no key.
        }
      }
      if (profile.equals(OPAQUE_MARKED)) {
        ring(profile).add(Jwk.generateHs256(profile.id() + "-1", RANDOM));
      }
    }
  }

  /** The neighbours, started. */
  public static synchronized Neighbours running() {
    Neighbours neighbours = running;
    if (neighbours == null) {
      neighbours = new Neighbours();
      neighbours.publish();
      running = neighbours;
    }
    neighbours.tokenService.start();
    neighbours.revocationService.start();
    neighbours.origin.start();
    return neighbours;
  }

  /** token-service. */
  public FakeTokenService tokenService() {
    return tokenService;
  }

  /** revocation-service. */
  public FakeRevocationService revocationService() {
    return revocationService;
  }

  /** The origin. */
  public FakeOrigin origin() {
    return origin;
  }

  /** The keys of a profile; the last one signs. */
  public List<Jwk> ring(Profile profile) {
    List<Jwk> ring = rings.get(profile);
    if (ring == null) {
      throw new IllegalArgumentException("no profile " + profile);
    }
    return ring;
  }

  /** Sends the configuration to the edge, and returns its version. */
  public long publish(String... moreProfiles) {
    List<String> profiles = new ArrayList<>(List.of(moreProfiles));
    ALL.forEach(profile -> profiles.add(json(profile)));
    return tokenService.configure(
        Base64.getUrlEncoder().withoutPadding().encodeToString(digestKey), profiles);
  }

  /** The same, and {@link #TOY} besides. */
  public long publishToy() {
    return publish(json(TOY));
  }

  private String json(Profile profile) {
    return ("{\"id\":\"%s\",\"dialect\":\"%s\",\"carrier\":\"%s\",\"tokenName\":\"%s\",\"basePath\":\"%s\","
            + "\"options\":%s,\"keys\":[%s]%s}")
        .formatted(
            profile.id(),
            profile.dialect(),
            profile.carrier().name().toLowerCase(java.util.Locale.ROOT),
            profile.tokenName(),
            profile.basePath(),
            profile.dialect().equals("jwt") ? "{\"issuer\":\"playgate\"}" : "{}",
            String.join(",", ring(profile).stream().map(Jwk::toVerificationJson).toList()),
            profile.equals(OPAQUE_MARKED) ? ",\"unmarkedUntil\":" + unmarkedUntil : "");
  }

  /** A session with everything a rule can name, not yet shared with any other test. */
  public PlaybackGrant.Builder session(Profile profile) {
    String unique = UUID.randomUUID().toString();
    byte[] tokenId = new byte[SessionData.TOKEN_ID_LENGTH];
    RANDOM.nextBytes(tokenId);
    long now = System.currentTimeMillis() / 1000;
    return PlaybackGrant.expiringAt(now + 300)
        .issuedAt(now)
        .session("s-" + unique)
        .viewer("viewer-" + unique)
        .asset("asset-" + unique)
        .packageId("package-" + unique)
        .entitlement("entitlement-" + unique)
        .login("login-" + unique)
        .device("device-" + unique)
        .tokenId(Base64.getUrlEncoder().encodeToString(tokenId))
        .paths(List.of(profile.basePath() + "/vod/clock/*"));
  }

  /** Issues a token, registered where it is opaque, and places it on a path of the profile. */
  public SignedToken issue(Profile profile, PlaybackGrant grant, String path) {
    List<Jwk> ring = ring(profile);
    return issue(profile, grant, path, ring.isEmpty() ? null : ring.getLast().signingKey());
  }

  /** Issues a token signed by a given key. */
  public SignedToken issue(
      Profile profile, PlaybackGrant grant, String path, @Nullable SigningKey key) {
    PlaybackGrant signed = grant;
    Dialect dialect = DIALECTS.find(profile.dialect()).orElseThrow();
    if (dialect.description().reach() == Reach.DATA) {
      signed =
          PlaybackGrant.expiringAt(grant.expiresAt())
              .session(grant.session())
              .notBefore(grant.notBefore())
              .paths(grant.paths())
              .ip(grant.ip())
              .domain(grant.domain())
              .data(
                  SessionData.of(
                          new SubjectDigest(digestKey),
                          String.valueOf(grant.tokenId()),
                          grant.viewer(),
                          grant.asset(),
                          grant.packageId(),
                          grant.login(),
                          grant.device(),
                          grant.entitlement(),
                          grant.issuedAt() * 1000)
                      .encode())
              .build();
    }
    try {
      String url = "http://edge.test" + profile.basePath() + path;
      return switch (dialect.open(profile.placement())) {
        case SignedFormat format -> format.sign(signed, url, Objects.requireNonNull(key));
        case ReferenceFormat format -> {
          String token = newOpaqueToken(profile);
          revocationService.register(OpaqueTokens.sha256Hex(token), members(profile, grant));
          yield format.issue(token, grant, url);
        }
      };
    } catch (InvalidPlacementException | UnsupportedGrantException e) {
      throw new AssertionError(e);
    }
  }

  private String newOpaqueToken(Profile profile) {
    try {
      return ring(profile).isEmpty()
          ? OpaqueTokens.newToken(RANDOM)
          : OpaqueTokens.newToken(RANDOM, ring(profile).getLast().signingKey());
    } catch (UnsupportedGrantException e) {
      throw new AssertionError(e);
    }
  }

  /** Registers an opaque token of the form of before, which no key marked, and returns it. */
  public String issueUnmarked(Profile profile) {
    String token = OpaqueTokens.newToken(RANDOM);
    revocationService.register(
        OpaqueTokens.sha256Hex(token), members(profile, session(profile).build()));
    return token;
  }

  /** Says until when {@link #OPAQUE_MARKED} has unmarked tokens; counts once it is published. */
  public void unmarkedUntil(long epochSeconds) {
    unmarkedUntil = epochSeconds;
  }

  private static String members(Profile profile, PlaybackGrant grant) {
    StringBuilder json = new StringBuilder("\"profile\":\"" + profile.id() + "\"");
    text(json, "sid", grant.session());
    text(json, "sub", grant.viewer());
    text(json, "aud", grant.asset());
    text(json, "package", grant.packageId());
    text(json, "entitlement", grant.entitlement());
    text(json, "login", grant.login());
    text(json, "device", grant.device());
    text(json, "jti", grant.tokenId());
    text(json, "ip", grant.ip());
    text(json, "domain", grant.domain());
    json.append(",\"iat\":").append(grant.issuedAt()).append(",\"exp\":").append(grant.expiresAt());
    if (grant.notBefore() != PlaybackGrant.UNSET) {
      json.append(",\"nbf\":").append(grant.notBefore());
    }
    json.append(",\"paths\":[\"").append(String.join("\",\"", grant.paths())).append("\"]");
    return json.toString();
  }

  private static void text(StringBuilder json, String name, @Nullable String value) {
    if (value != null) {
      json.append(",\"").append(name).append("\":\"").append(value).append('"');
    }
  }
}
