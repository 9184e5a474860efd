package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ats-url-sig} before a real Traffic Server with its plugin url_sig. */
class TrafficServerUrlSigTest {
  private static final SignedDialect DIALECT = Dialects.findSigned("ats-url-sig").orElseThrow();
  private static final int KEYS = 16;
  private static final List<String> SECRETS = new ArrayList<>();

  private static TrafficServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    TrafficServer.assumeInstalled("url_sig.so");
    byte[] secret = new byte[24];
    StringBuilder configuration = new StringBuilder("error_url = 403\nurl_type = pristine\n");
    for (int i = 0; i < KEYS; i++) {
      new SecureRandom().nextBytes(secret);
      SECRETS.add(Base64Url.encode(secret));
      configuration.append("key%d = %s%n".formatted(i, SECRETS.get(i)));
    }
    server = TrafficServer.start(folder, "url_sig.so", configuration.toString());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Jwk key(int number, boolean md5) throws Exception {
    String text = SECRETS.get(number);
    return Jwk.parse(
        "{\"kty\":\"oct\",\"kid\":\"key%d\",\"alg\":\"%s\",\"k\":\"%s\"}"
            .formatted(
                number,
                md5 ? "HMD5" : "HS1",
                Base64Url.encode(text.getBytes(StandardCharsets.US_ASCII))));
  }

  private static String folder(Random random) {
    return List.of("/live", "/live/42", "/live/42/v", "/vod/a%20b", "/vod").get(random.nextInt(5));
  }

  private static Verdict verdict(String target, Jwk key, Placement placement)
      throws InvalidPlacementException {
    return DIALECT
        .open(placement)
        .verify(
            new PlaybackRequest("GET", server.url() + target, name -> null, "127.0.0.1"),
            new KeyRing(List.of(key.verificationKey())),
            Instant.now().getEpochSecond());
  }

  @Test
  void servesExactlyWhatTheGrantAllows() throws Exception {
    Random random = Trials.random(TrafficServerUrlSigTest.class);
    int served = 0;
    int denied = 0;
    for (int i = 0; i < Trials.COUNT; i++) {
      Jwk key = key(random.nextInt(KEYS), random.nextBoolean());
      boolean signsHost = random.nextBoolean();
      Placement placement =
          new Placement(Carrier.QUERY, "S", "", Map.of("signHost", Boolean.toString(signsHost)));
      String folder = folder(random);
      long now = Instant.now().getEpochSecond();
      PlaybackGrant.Builder grant =
          PlaybackGrant.expiringAt(random.nextInt(5) == 0 ? now - 5 : now + 600);
      if (random.nextInt(3) > 0) {
        grant.paths(List.of(folder + "/*"));
      }
      if (random.nextInt(3) == 0) {
        grant.ip(random.nextBoolean() ? "127.0.0.1" : "192.0.2.7");
      }
      String path = folder + "/x" + random.nextInt(3) + "/seg.ts";
      String query = random.nextBoolean() ? "" : "?_HLS_msn=" + random.nextInt(9);
      String signed =
          DIALECT
              .open(placement)
              .sign(grant.build(), server.url() + path + query, key.signingKey())
              .url()
              .substring(server.url().length());
      String token = signed.substring(signed.indexOf('?'));
      for (String asked :
          List.of(
              signed,
              folder + "/other.ts" + token,
              folder(random) + "/m/n.m3u8" + token,
              "/else" + token)) {
        boolean theirs = server.serves(asked, Map.of());

        assertThat(verdict(asked, key, placement) instanceof Verdict.Allow)
            .as("%s of %s", asked, grant.build())
            .isEqualTo(theirs);
        served += theirs ? 1 : 0;
        denied += theirs ? 0 : 1;
      }
      char last = signed.charAt(signed.length() - 1);
      String forged = signed.substring(0, signed.length() - 1) + (last == 'a' ? 'b' : 'a');
      assertThat(server.serves(forged, Map.of())).isFalse();
      assertThat(verdict(forged, key, placement)).isInstanceOf(Verdict.Deny.class);
    }
    assertThat(served).isGreaterThan(Trials.COUNT / 2);
    assertThat(denied).isGreaterThan(Trials.COUNT / 2);
  }

  /** It does not tell a path from the folder of that name; this dialect does. */
  @Test
  void isNeverLooserAndStricterWhereAPathIsNotClear() throws Exception {
    Jwk key = key(3, false);
    Placement placement = new Placement(Carrier.QUERY, "S", "", Map.of());
    long expiry = Instant.now().getEpochSecond() + 600;
    String file =
        DIALECT
            .open(placement)
            .sign(
                PlaybackGrant.expiringAt(expiry).build(),
                server.url() + "/live/42",
                key.signingKey())
            .url()
            .substring(server.url().length());
    String token = file.substring(file.indexOf('?'));

    assertThat(server.serves("/live/42" + token, Map.of())).isTrue();
    assertThat(verdict("/live/42" + token, key, placement)).isInstanceOf(Verdict.Allow.class);
    assertThat(server.serves("/live/42/" + token, Map.of())).isTrue();
    assertThat(verdict("/live/42/" + token, key, placement)).isInstanceOf(Verdict.Deny.class);
    assertThat(server.serves("/live/42/a" + token, Map.of())).isFalse();
  }
}
