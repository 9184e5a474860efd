package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.playbacktoken.Carrier;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dialects that are JWTs, both ways, before an independent implementation. */
class JoseTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({"jwt, ES256, QUERY", "cloudflare-stream, RS256, PATH", "mux, RS256, QUERY"})
  void joseAndWeReadEachOther(String id, String algorithm, Carrier carrier) throws Exception {
    Random random = Trials.random(JoseTest.class);
    SignedDialect dialect = Dialects.findSigned(id).orElseThrow();
    Jwk key = Jwk.generate("key-1", algorithm, new SecureRandom());
    Jwk other = Jwk.generate("key-1", algorithm, new SecureRandom());
    Placement placement = new Placement(carrier, "token", "", Map.of());
    JsonNode jwk = JSON.readTree(key.toVerificationJson());
    try (NodeJudge judge = NodeJudge.start("jose")) {
      for (int i = 0; i < Trials.COUNT; i++) {
        long end = 1_700_000_000L + random.nextInt(100_000);
        String asset = "a" + random.nextInt(1000);
        String url = "https://cdn.example/" + asset + (id.equals("mux") ? ".m3u8" : "/m.m3u8");
        PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(end);
        if (!id.equals("mux")) {
          grant.paths(List.of("/" + asset + "/*"));
          if (random.nextBoolean()) {
            grant.notBefore(end - 1000);
          }
        }
        SignedToken ours = dialect.open(placement).sign(grant.build(), url, key.signingKey());

        NodeJudge.Answer read =
            judge.ask(
                "verify",
                Map.of("token", ours.value(), "jwk", jwk, "algorithms", List.of(algorithm)));
        assertThat(read.refused()).as("%s", read).isFalse();
        JsonNode claims = read.value().get("claims");
        assertThat(claims.get("exp").asLong()).isEqualTo(end);

        String signer = (random.nextInt(4) == 0 ? other : key).toJson();
        Map<String, Object> header = new HashMap<>();
        read.value().get("header").properties().forEach(e -> header.put(e.getKey(), e.getValue()));
        String theirs =
            judge
                .ask(
                    "sign",
                    Map.of("claims", claims, "header", header, "jwk", JSON.readTree(signer)))
                .text();
        PlaybackRequest request =
            new PlaybackRequest(
                "GET", ours.url().replace(ours.value(), theirs), name -> null, null);
        boolean allowed =
            dialect
                    .open(placement)
                    .verify(request, new KeyRing(List.of(key.verificationKey())), end - 1)
                instanceof Verdict.Allow;
        assertThat(allowed).isEqualTo(signer.equals(key.toJson()));
      }
    }
  }
}
