package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code cloudfront} and Amazon's own signer. */
class CloudFrontTest {
  private static final SignedDialect DIALECT = Dialects.findSigned("cloudfront").orElseThrow();

  @Test
  void acceptsWhatAmazonsSignerSignsAndSignsTheSame() throws Exception {
    Random random = Trials.random(CloudFrontTest.class);
    SecureRandom secure = new SecureRandom();
    List<Jwk> keys =
        List.of(
            Jwk.generate("KRSASHA1", "RS1", secure),
            Jwk.generate("KRSA", "RS256", secure),
            Jwk.generate("KEC", "ES256", secure));
    KeyRing ring = new KeyRing(keys.stream().map(Jwk::verificationKey).toList());
    int same = 0;
    try (NodeJudge judge = NodeJudge.start("cloudfront")) {
      for (int i = 0; i < Trials.COUNT; i++) {
        Jwk key = keys.get(random.nextInt(keys.size()));
        boolean sha256 = !key.algorithm().equals("RS1") && random.nextBoolean();
        boolean cookie = random.nextBoolean();
        boolean custom = random.nextBoolean();
        long end = 1_800_000_000L + random.nextInt(1000);
        String path = "/live/" + random.nextInt(100) + "/m.m3u8";
        String url = "https://d111.example" + path + (random.nextBoolean() ? "?v=1" : "");
        PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(end);
        if (custom) {
          grant.paths(List.of(path.replace("m.m3u8", "*"))).ip("192.0.2.0/24");
          if (random.nextBoolean()) {
            grant.notBefore(end - 500);
          }
        }
        Placement placement =
            new Placement(
                cookie ? Carrier.COOKIE : Carrier.QUERY,
                "Signature",
                "",
                Map.of("hash", sha256 ? "SHA256" : "SHA1"));
        SignedToken ours = DIALECT.open(placement).sign(grant.build(), url, key.signingKey());

        Map<String, Object> options = new HashMap<>();
        options.put("url", url);
        options.put("keyPairId", key.kid());
        options.put("privateKey", pem(key));
        if (sha256) {
          options.put("algorithm", "SHA256");
        }
        if (custom) {
          options.put("policy", policy(ours));
        } else {
          options.put("dateLessThan", Instant.ofEpochSecond(end).toString());
        }
        PlaybackRequest request = request(judge, options, cookie, url);

        Verdict verdict = DIALECT.open(placement).verify(request, ring, end - 1);
        assertThat(verdict)
            .as("%s %s", key.algorithm(), options.keySet())
            .isInstanceOf(Verdict.Allow.class);
        assertThat(((Verdict.Allow) verdict).grant()).isEqualTo(grant.build());
        assertThat(DIALECT.open(placement).verify(request, ring, end))
            .isInstanceOf(Verdict.Deny.class);
        if (!key.algorithm().equals("ES256") && !cookie) {
          // RSA signatures of PKCS#1 v1.5 are always the same.
          assertThat(parameters(request.target())).isEqualTo(parameters(ours.url()));
          same++;
        }
      }
    }
    assertThat(same).isGreaterThan(Trials.COUNT / 8);
  }

  private static Set<String> parameters(String url) {
    return new TreeSet<>(List.of(url.substring(url.indexOf('?') + 1).split("&", -1)));
  }

  private static PlaybackRequest request(
      NodeJudge judge, Map<String, Object> options, boolean cookie, String url) {
    if (!cookie) {
      String signed = judge.ask("url", options).text();
      return new PlaybackRequest("GET", signed, name -> null, "192.0.2.7");
    }
    NodeJudge.Answer answer = judge.ask("cookies", options);
    assertThat(answer.refused()).as("%s", answer).isFalse();
    List<String> cookies = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : answer.value().properties()) {
      cookies.add(one.getKey() + "=" + one.getValue().asText());
    }
    String header = String.join("; ", cookies);
    return new PlaybackRequest(
        "GET", url, name -> name.equals("cookie") ? header : null, "192.0.2.7");
  }

  /** The policy we wrote, as text: the signer signs whatever text it is given. */
  private static String policy(SignedToken token) {
    String text = token.value();
    int start = text.indexOf("Policy=") + "Policy=".length();
    int end = start;
    while (end < text.length() && "&;".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return new String(
        Base64.getDecoder()
            .decode(
                text.substring(start, end).replace('-', '+').replace('_', '=').replace('~', '/')),
        StandardCharsets.UTF_8);
  }

  private static String pem(Jwk key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(key.signingKey().key().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
