package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ats} and {@code rfc9246} before a real Traffic Server with its plugin uri_signing. */
class TrafficServerUriSigningTest {
  private static final String NAME = "URISigningPackage";
  private static final SignedDialect ATS = Dialects.findSigned("ats").orElseThrow();
  private static final SignedDialect RFC = Dialects.findSigned("rfc9246").orElseThrow();
  private static final List<String> ALGORITHMS =
      List.of("HS256", "HS384", "HS512", "ES256", "ES384", "RS256", "PS256");
  private static final Map<String, String> ISSUER = Map.of("issuer", "playgate");
  private static final Map<String, Jwk> KEYS =
      ALGORITHMS.stream()
          .collect(
              Collectors.toMap(name -> name, name -> Jwk.generate(name, name, new SecureRandom())));
  private static final KeyRing RING =
      new KeyRing(KEYS.values().stream().map(Jwk::verificationKey).toList());

  private static TrafficServer server;
  private static String origin;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    TrafficServer.assumeInstalled("uri_signing.so");
    String keys = KEYS.values().stream().map(Jwk::toJson).collect(Collectors.joining(","));
    server =
        TrafficServer.start(
            folder,
            "uri_signing.so",
            "{\"playgate\":{\"renewal_kid\":\"ES256\",\"id\":\"mycdn\",\"strip_token\":true,\"keys\":["
                + keys
                + "]}}");
    origin = server.url();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private record Asked(String target, Map<String, String> headers) {

    boolean served() throws IOException, InterruptedException {
      return server.serves(target, headers);
    }

    PlaybackRequest request() {
      Map<String, String> lower = new HashMap<>();
      headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
      return new PlaybackRequest("GET", origin + target, lower::get, "127.0.0.1");
    }

    Verdict verdict(SignedDialect dialect, Placement placement) throws InvalidPlacementException {
      return dialect.open(placement).verify(request(), RING, Instant.now().getEpochSecond());
    }
  }

  /** How a player asks for a path with a token. */
  private static Asked ask(String token, String path, String query, Placement placement) {
    String package_ = NAME + "=" + token;
    String more = query.isEmpty() ? "" : "?" + query;
    return switch (placement.carrier()) {
      case QUERY ->
          new Asked(path + "?" + (query.isEmpty() ? "" : query + "&") + package_, Map.of());
      case PATH ->
          "parameter".equals(placement.options().get("pathStyle"))
              ? new Asked(path + ";" + package_ + more, Map.of())
              : new Asked("/" + package_ + path + more, Map.of());
      default -> new Asked(path + more, Map.of("Cookie", "a=b; " + package_));
    };
  }

  private static Jwk key(String algorithm) {
    return Objects.requireNonNull(KEYS.get(algorithm));
  }

  private static Placement placement(Random random) {
    Map<String, String> options = new HashMap<>(ISSUER);
    if (random.nextBoolean()) {
      options.put("audience", "mycdn");
    }
    if (random.nextBoolean()) {
      options.put("pathStyle", "parameter");
    }
    Carrier carrier = List.of(Carrier.QUERY, Carrier.PATH, Carrier.COOKIE).get(random.nextInt(3));
    return new Placement(carrier, NAME, "", options);
  }

  private static List<String> paths(Random random) {
    List<String> paths = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      paths.add(
          switch (random.nextInt(4)) {
            case 0 -> "/live/" + random.nextInt(4) + "/*";
            case 1 -> "/vod/?/a-" + random.nextInt(4) + ".ts";
            case 2 -> "/*/m" + random.nextInt(4) + ".m3u8";
            default -> "/a+b(c)$d/" + random.nextInt(4);
          });
    }
    return paths;
  }

  private static String path(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "/live/" + random.nextInt(4) + "/seg-" + random.nextInt(9) + ".ts";
      case 1 -> "/vod/" + random.nextInt(9) + "/a-" + random.nextInt(4) + ".ts";
      case 2 -> "/x/y/m" + random.nextInt(4) + ".m3u8";
      case 3 -> "/a+b(c)$d/" + random.nextInt(4);
      case 4 -> "/live/" + random.nextInt(4) + "/a%20b%2Fc".replace("%2F", "%2C");
      default -> "/live/" + random.nextInt(4) + "/../../vod/1/a-1.ts";
    };
  }

  @Test
  void servesExactlyWhatTheGrantAllows() throws Exception {
    Random random = Trials.random(TrafficServerUriSigningTest.class);
    int served = 0;
    int denied = 0;
    for (int i = 0; i < Trials.COUNT; i++) {
      SignedDialect dialect = random.nextInt(4) == 0 ? RFC : ATS;
      Jwk key = key(ALGORITHMS.get(random.nextInt(ALGORITHMS.size())));
      Placement placement = placement(random);
      long now = Instant.now().getEpochSecond();
      boolean holds = random.nextInt(4) > 0;
      PlaybackGrant.Builder grant =
          PlaybackGrant.expiringAt(holds || random.nextBoolean() ? now + 600 : now - 5)
              .paths(paths(random))
              .session("s-" + Long.toUnsignedString(random.nextLong(), 36));
      if (random.nextBoolean() || !holds) {
        PlaybackGrant soFar = grant.build();
        grant.notBefore(holds ? now - 60 : soFar.expiresAt() > now ? now + 300 : now - 60);
      }
      String signedPath = "/live/" + random.nextInt(4) + "/m1.m3u8";
      String token =
          dialect
              .open(placement)
              .sign(grant.build(), origin + signedPath, key.signingKey())
              .value();
      for (int j = 0; j < 4; j++) {
        String path = j == 0 ? signedPath : path(random);
        String query = random.nextInt(3) == 0 ? "_HLS_msn=3&_HLS_part=1" : "";
        Asked asked = ask(token, path, query, placement);

        boolean theirs = asked.served();

        assertThat(asked.verdict(dialect, placement) instanceof Verdict.Allow)
            .as("%s of %s", asked, grant.build())
            .isEqualTo(theirs);
        served += theirs ? 1 : 0;
        denied += theirs ? 0 : 1;
      }
      char last = token.charAt(token.length() - 8);
      String forged =
          token.substring(0, token.length() - 8)
              + (last == 'A' ? 'B' : 'A')
              + token.substring(token.length() - 7);
      assertThat(ask(forged, signedPath, "", placement).served()).isFalse();
    }
    assertThat(served).isGreaterThan(Trials.COUNT / 2);
    assertThat(denied).isGreaterThan(Trials.COUNT / 2);
  }

  @Test
  void itsRenewalsAreReadHereAndOursThere() throws Exception {
    Random random = Trials.random(TrafficServerUriSigningTest.class);
    for (int i = 0; i < Trials.COUNT / 4; i++) {
      int depth = random.nextInt(5);
      Map<String, String> options = new HashMap<>(ISSUER);
      options.put("audience", "mycdn");
      options.put("renewal", "cookie");
      options.put("renewalSeconds", "30");
      options.put("renewalDepth", String.valueOf(depth));
      Placement placement = new Placement(Carrier.QUERY, NAME, "", options);
      long now = Instant.now().getEpochSecond();
      String session = "s-" + Long.toUnsignedString(random.nextLong(), 36);
      PlaybackGrant grant =
          PlaybackGrant.expiringAt(now + 10)
              .notBefore(now - 10)
              .session(session)
              .paths(List.of("/live/1/*"))
              .build();
      String path = random.nextBoolean() ? "/live/1/m.m3u8" : "/live/1/v/seg.ts";
      Jwk key = key(ALGORITHMS.get(random.nextInt(ALGORITHMS.size())));
      String token = ATS.open(placement).sign(grant, origin + path, key.signingKey()).value();
      Asked asked = ask(token, path, "", placement);

      HttpResponse<String> answer = server.get(asked.target(), asked.headers());
      Verdict.Allow ours = (Verdict.Allow) asked.verdict(ATS, placement);
      Renewal renewal =
          ATS.open(placement).renew(ours, key("ES256").signingKey(), now).orElse(null);

      assertThat(answer.statusCode()).isEqualTo(200);
      String cookie = TrafficServer.cookie(answer, NAME).orElse(null);
      assertThat(cookie == null).as("depth %d of %s", depth, path).isEqualTo(renewal == null);
      if (cookie == null || !(renewal instanceof Renewal.Cookie renewed)) {
        continue;
      }
      String theirs = cookie.substring(NAME.length() + 1, cookie.indexOf(';'));
      assertThat(cookie).endsWith("; Path=" + renewed.path());
      Asked withTheirs = new Asked("/live/1/next.ts", Map.of("Cookie", NAME + "=" + theirs));
      assertThat(withTheirs.served()).isTrue();
      assertThat(withTheirs.verdict(ATS, placement))
          .isInstanceOfSatisfying(
              Verdict.Allow.class,
              allow -> {
                assertThat(allow.grant().session()).isEqualTo(session);
                assertThat(allow.grant().expiresAt()).isBetween(now + 29, now + 40);
              });
      Asked withOurs = new Asked("/live/1/next.ts", Map.of("Cookie", NAME + "=" + renewed.value()));
      assertThat(withOurs.served()).isTrue();
      assertThat(withOurs.verdict(ATS, placement)).isInstanceOf(Verdict.Allow.class);
    }
  }

  /** Expressions that Traffic Server's library and ours must read alike. */
  @Test
  void readsRegularExpressionsAsItDoes() throws Exception {
    Random random = Trials.random(TrafficServerUriSigningTest.class);
    Placement placement = new Placement(Carrier.COOKIE, NAME, "", ISSUER);
    int matched = 0;
    for (int i = 0; i < Trials.COUNT; i++) {
      String expression = expression(random, 3);
      String container = "regex:" + origin.replace(".", "\\.") + "/(" + expression + ")$";
      String token = token(Map.of("cdniuc", container));
      for (int j = 0; j < 5; j++) {
        StringBuilder path = new StringBuilder("/");
        for (int n = random.nextInt(7); n > 0; n--) {
          path.append("abc-.".charAt(random.nextInt(5)));
        }
        if (path.toString().startsWith("/.")) {
          continue;
        }
        Asked asked = new Asked(path.toString(), Map.of("Cookie", NAME + "=" + token));

        boolean theirs = asked.served();

        assertThat(asked.verdict(ATS, placement) instanceof Verdict.Allow)
            .as("%s on %s", container, path)
            .isEqualTo(theirs);
        matched += theirs ? 1 : 0;
      }
    }
    assertThat(matched).isGreaterThan(Trials.COUNT / 4);
  }

  private static String expression(Random random, int depth) {
    if (depth == 0) {
      return List.of("a", "b", ".", "\\.", "[ab]", "[^a]", "[a-c]", "[[:alpha:]]", "[]a-]", "-")
          .get(random.nextInt(10));
    }
    String one = expression(random, depth - 1);
    return switch (random.nextInt(9)) {
      case 0 -> "(" + one + "|" + expression(random, depth - 1) + ")";
      case 1 -> "(" + one + ")*";
      case 2 -> "(" + one + ")+";
      case 3 -> "(" + one + ")?";
      case 4 -> "(" + one + "){2}";
      case 5 -> "(" + one + "){1,3}";
      case 6 -> "(" + one + "){2,}";
      default -> one + expression(random, depth - 1);
    };
  }

  /** A token of an issuer that is not this library; the claims replace the usual ones. */
  private static String token(Map<String, Object> claims) throws JOSEException {
    Map<String, Object> all = new HashMap<>();
    all.put("iss", "playgate");
    all.put("exp", Instant.now().getEpochSecond() + 300);
    all.put("cdniuc", "regex:" + origin.replace(".", "\\.") + "/live/1/.*");
    claims.forEach((name, value) -> {
      if (value.equals("absent")) {
        all.remove(name);
      } else {
        all.put(name, value);
      }
    });
    JWSObject jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("HS256").build(), new Payload(all));
    jws.sign(new MACSigner(key("HS256").signingKey().secret()));
    return jws.serialize();
  }

  /** Claims, whether Traffic Server serves them, and whether this library allows them. */
  static Stream<Arguments> claims() {
    return Stream.of(
        Arguments.of(Map.of("sub", "s-1"), true, true),
        Arguments.of(Map.of("exp", 4_000_000_000.5), true, true),
        Arguments.of(Map.of("sid", "s-1"), true, true),
        Arguments.of(Map.of("cdniv", 1), true, true),
        Arguments.of(Map.of("cdniets", 30, "cdnistt", 0), true, true),
        // Both refuse.
        Arguments.of(Map.of("iss", "other"), false, false),
        Arguments.of(Map.of("iss", "absent"), false, false),
        Arguments.of(Map.of("exp", 1_700_000_000), false, false),
        Arguments.of(Map.of("nbf", 4_000_000_000L), false, false),
        Arguments.of(Map.of("aud", "othercdn"), false, false),
        Arguments.of(Map.of("jti", "t-1"), false, false),
        Arguments.of(Map.of("cdniv", 2), false, false),
        Arguments.of(Map.of("cdnicrit", "sid", "sid", "s-1"), false, false),
        Arguments.of(Map.of("cdniip", "e30..a.b.c"), false, false),
        Arguments.of(Map.of("cdnistt", 2, "cdniets", 30), false, false),
        Arguments.of(Map.of("cdnistd", -1), false, false),
        Arguments.of(Map.of("cdniuc", "regex:/live/1/.*"), false, false),
        Arguments.of(Map.of("cdniuc", "other:.*"), false, false),
        Arguments.of(
            Map.of("cdniuc", "hash:sha-256;2tderfWPa86Ku7YnzW51YUp7dGUjBS_3SW3ELx4hmWY"),
            false,
            false),
        // Traffic Server is looser than the RFC, or than what is safe.
        Arguments.of(Map.of("exp", "absent"), true, false),
        Arguments.of(Map.of("cdniuc", "absent"), true, false),
        Arguments.of(Map.of("cdniuc", "regex:http://127"), true, false),
        Arguments.of(Map.of("jti", 1), true, false),
        Arguments.of(Map.of("cdniets", 30), true, false),
        Arguments.of(Map.of("cdnistt", 1), true, false));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void isAsStrictAsItAndNeverLooserThanTheRfc(
      Map<String, Object> claims, boolean theirs, boolean ours) throws Exception {
    Placement placement = new Placement(Carrier.QUERY, NAME, "", ISSUER);
    Asked asked = ask(token(claims), "/live/1/a.ts", "", placement);

    assertThat(asked.served()).isEqualTo(theirs);
    assertThat(asked.verdict(ATS, placement) instanceof Verdict.Allow).isEqualTo(ours);
  }

  @Test
  void looksInTheCookieWhereTheUrlHasNoToken() throws Exception {
    Placement placement = new Placement(Carrier.QUERY, NAME, "", ISSUER);
    Asked asked = new Asked("/live/1/a.ts", Map.of("Cookie", NAME + "=" + token(Map.of())));

    assertThat(asked.served()).isTrue();
    assertThat(asked.verdict(ATS, placement)).isInstanceOf(Verdict.Allow.class);
  }
}
