package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * {@code cat} and Eyevinn's node-cat, both ways. It judges HMAC, issuer, audience, times, {@code
 * catu} and single addresses in {@code catnip}; it has no validation of COSE_Sign1 and reads no
 * prefix as RFC 9164 writes it, so ES256, PS256 and address blocks are not before it.
 */
class CatTest {
  private static final SignedDialect DIALECT = Dialects.findSigned("cat").orElseThrow();
  private static final Jwk KEY = Jwk.generate("cat-key", "HS256", new SecureRandom());
  private static final String SECRET = HexFormat.of().formatHex(KEY.signingKey().secret());

  /** In characters: two tags, an array and four bytes of protected header stand before it. */
  private static final int UNPROTECTED_START = 8 * 8 / 6;

  /** A map of one entry: its head, the label, the identifier's head, and the identifier. */
  private static final int UNPROTECTED_END = ((8 + 3 + KEY.kid().length()) * 8 + 5) / 6;

  private static final KeyRing RING = new KeyRing(List.of(KEY.verificationKey()));
  private static final String HOST = "https://cdn.example";
  private static final Placement PLACEMENT =
      new Placement(Carrier.HEADER, "CTA-Common-Access-Token", "", Map.of("issuer", "playgate"));
  private static final List<List<String>> PATHS =
      List.of(
          List.of(),
          List.of("/live/42/*"),
          List.of("/live/42/m.m3u8"),
          List.of("/live/*/m.m3u8"),
          List.of("/live/4?/*"),
          List.of("/live/42/*", "/vod/a.b+c/(1)/*"));
  private static final List<String> REQUESTS =
      List.of(
          "/live/42/m.m3u8",
          "/live/42/v/1.m4s",
          "/live/421/m.m3u8",
          "/live/43/1.m4s",
          "/vod/a.b+c/(1)/x",
          "/vod/aXb+c/(1)/x",
          "/live/42");

  @Test
  void itAcceptsWhatIsSignedHereAndNothingElse() {
    Random random = Trials.random(CatTest.class);
    long now = System.currentTimeMillis() / 1000;
    int accepted = 0;
    try (NodeJudge judge = NodeJudge.start("cat")) {
      for (int i = 0; i < Trials.COUNT; i++) {
        boolean expired = random.nextInt(6) == 0;
        PlaybackGrant grant =
            PlaybackGrant.expiringAt(now + (expired ? -3000 : 3000))
                .notBefore(
                    switch (random.nextInt(6)) {
                      case 0 -> expired ? now - 3500 : now + 2000;
                      case 1 -> now - 4000;
                      default -> PlaybackGrant.UNSET;
                    })
                .issuedAt(now - 5000)
                .session("s-" + i)
                .viewer(random.nextBoolean() ? "viewer-" + i : null)
                .asset("asset-42")
                .ip(random.nextInt(3) == 0 ? List.of("192.0.2.7", "2001:db8::7").get(i % 2) : null)
                .paths(PATHS.get(random.nextInt(PATHS.size())))
                .build();
        String ip = random.nextInt(4) > 0 && grant.ip() != null ? grant.ip() : "203.0.113.9";
        String path = REQUESTS.get(random.nextInt(REQUESTS.size()));
        String token = sign(grant, HOST + REQUESTS.get(0)).value();
        if (random.nextInt(5) == 0) {
          token = changed(token, random);
        }

        boolean ours = verify(token, path, ip, now) instanceof Verdict.Allow;
        NodeJudge.Answer theirs =
            judge.ask(
                "validate",
                Map.of(
                    "kid",
                    KEY.kid(),
                    "key",
                    SECRET,
                    "token",
                    token,
                    "issuer",
                    "playgate",
                    "audience",
                    List.of("asset-42"),
                    "url",
                    HOST + path,
                    "ip",
                    ip));

        assertThat(theirs.refused())
            .as("%s at %s from %s: %s", grant, path, ip, theirs.value())
            .isEqualTo(!ours);
        accepted += ours ? 1 : 0;
      }
    }
    assertThat(accepted).isBetween(Trials.COUNT / 10, Trials.COUNT * 3 / 4);
  }

  @Test
  void noChangeOfTheKeyIdentifierIsAcceptedHere() {
    long now = System.currentTimeMillis() / 1000;
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(now + 3000).asset("asset-42").paths(List.of("/live/42/*")).build();
    String token = sign(grant, HOST + REQUESTS.get(0)).value();
    assertThat(verify(token, REQUESTS.get(0), "192.0.2.7", now)).isInstanceOf(Verdict.Allow.class);
    for (int at = UNPROTECTED_START; at < UNPROTECTED_END; at++) {
      for (char other : "AZaz09-_".toCharArray()) {
        String changed = token.substring(0, at) + other + token.substring(at + 1);
        if (!changed.equals(token)) {
          assertThat(verify(changed, REQUESTS.get(0), "192.0.2.7", now))
              .as("character %d as %s", at, other)
              .isInstanceOf(Verdict.Deny.class);
        }
      }
    }
  }

  @Test
  void whatItSignsIsAcceptedHereAndNothingElse() {
    Random random = Trials.random(CatTest.class);
    long now = System.currentTimeMillis() / 1000;
    try (NodeJudge judge = NodeJudge.start("cat")) {
      for (int i = 0; i < Trials.COUNT; i++) {
        boolean exact = random.nextBoolean();
        String path = exact ? "/live/" + i + "/m.m3u8" : "/live/" + i + "/";
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", "playgate");
        claims.put("exp", now + 60);
        claims.put("catu", Map.of("path", Map.of(exact ? "exact-match" : "prefix-match", path)));
        if (random.nextBoolean()) {
          claims.put("sub", "viewer-" + i);
          claims.put("nbf", now - 10);
          claims.put("catv", 1);
        }
        if (random.nextBoolean()) {
          claims.put("catm", List.of("GET", "HEAD"));
        }
        if (random.nextBoolean()) {
          claims.put("catnip", List.of("192.0.2.7"));
        }
        String token =
            judge.ask("sign", Map.of("kid", KEY.kid(), "key", SECRET, "claims", claims)).text();

        String right = exact ? path : path + "1.m4s";
        assertThat(verify(token, right, "192.0.2.7", now))
            .as("%s", claims)
            .isInstanceOfSatisfying(
                Verdict.Allow.class,
                allow -> assertThat(allow.grant().viewer()).isEqualTo(claims.get("sub")));
        assertThat(verify(token, "/live/x" + i + "/m.m3u8", "192.0.2.7", now))
            .isInstanceOf(Verdict.Deny.class);
        assertThat(verify(token, right, "192.0.2.7", now + 60)).isInstanceOf(Verdict.Deny.class);
        assertThat(verify(changed(token, random), right, "192.0.2.7", now))
            .isInstanceOf(Verdict.Deny.class);
        if (claims.containsKey("catnip")) {
          assertThat(verify(token, right, "192.0.2.8", now)).isInstanceOf(Verdict.Deny.class);
        }
      }
    }
  }

  private static SignedToken sign(PlaybackGrant grant, String url) {
    try {
      return DIALECT.open(PLACEMENT).sign(grant, url, KEY.signingKey());
    } catch (Exception e) {
      throw new AssertionError(grant.toString(), e);
    }
  }

  private static Verdict verify(String token, String path, String ip, long now) {
    try {
      return DIALECT
          .open(PLACEMENT)
          .verify(
              new PlaybackRequest(
                  "GET",
                  HOST + path,
                  name -> name.equals("cta-common-access-token") ? token : null,
                  ip),
              RING,
              now);
    } catch (InvalidPlacementException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The same with one character replaced, but for those that hold spare bits and those of the
   * unprotected header. That holds the key's identifier, which no MAC covers (RFC 9052 section
   * 3.1): node-cat tries its other keys where it knows none of that name, and Playgate refuses.
   */
  private static String changed(String token, Random random) {
    int at = random.nextInt(token.length() - 1);
    while (at >= UNPROTECTED_START && at < UNPROTECTED_END) {
      at = random.nextInt(token.length() - 1);
    }
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }
}
