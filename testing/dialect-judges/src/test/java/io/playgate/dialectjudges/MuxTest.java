package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code mux} accepts what Mux' own SDK signs. */
class MuxTest {
  private static final SignedDialect DIALECT = Dialects.findSigned("mux").orElseThrow();
  private static final List<String> KINDS =
      List.of("video", "thumbnail", "gif", "storyboard", "drm_license");

  @Test
  void acceptsWhatMuxsSdkSigns() throws Exception {
    Random random = Trials.random(MuxTest.class);
    Jwk key = Jwk.generate("mux-key", "RS256", new SecureRandom());
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.signingKey().key().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    String secret = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    long now = System.currentTimeMillis() / 1000;
    try (NodeJudge judge = NodeJudge.start("mux")) {
      for (int i = 0; i < Trials.COUNT; i++) {
        String id = "pb" + Long.toUnsignedString(random.nextLong(), 36);
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        String token =
            judge
                .ask(
                    "sign",
                    Map.of(
                        "id", id,
                        "keyId", "mux-key",
                        "keySecret", secret,
                        "expiration", (1 + random.nextInt(100)) + "h",
                        "type", kind))
                .text();

        assertThat(verify(key, id, kind, token, now)).isInstanceOf(Verdict.Allow.class);
        assertThat(verify(key, id + "x", kind, token, now)).isInstanceOf(Verdict.Deny.class);
        assertThat(verify(key, id, kind, token, now + 101 * 3600)).isInstanceOf(Verdict.Deny.class);
        String another = KINDS.get((KINDS.indexOf(kind) + 1) % KINDS.size());
        assertThat(verify(key, id, another, token, now)).isInstanceOf(Verdict.Deny.class);
      }
    }
  }

  private static Verdict verify(Jwk key, String id, String kind, String token, long now)
      throws InvalidPlacementException {
    return DIALECT
        .open(new Placement(Carrier.QUERY, "token", "", Map.of("type", kind)))
        .verify(
            new PlaybackRequest(
                "GET", "https://stream.mux.com/" + id + ".m3u8?token=" + token, name -> null, null),
            new KeyRing(List.of(key.verificationKey())),
            now);
  }
}
