package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code edgeauth} and Akamai's own library must make the same tokens. */
class AkamaiTest {
  private static final SignedDialect DIALECT = Dialects.findSigned("edgeauth").orElseThrow();
  private static final Placement QUERY = new Placement(Carrier.QUERY, "hdnts", "", Map.of());

  @Test
  void makesTheTokensOfAkamaisLibrary() throws Exception {
    Random random = Trials.random(AkamaiTest.class);
    Jwk key = Jwk.generateHs256("k", new SecureRandom());
    try (NodeJudge judge = NodeJudge.start("akamai")) {
      for (int i = 0; i < Trials.COUNT; i++) {
        long start = 1_700_000_000L + random.nextInt(1_000_000);
        long end = start + 1 + random.nextInt(86_400);
        List<String> acl = acl(random);
        PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(end).paths(acl);
        Map<String, Object> options = new HashMap<>();
        options.put("key", HexFormat.of().formatHex(key.signingKey().secret()));
        options.put("endTime", end);
        options.put("escapeEarly", false);
        if (random.nextBoolean()) {
          options.put("startTime", start);
          grant.notBefore(start);
        }
        if (random.nextBoolean()) {
          String session = "s-" + Long.toUnsignedString(random.nextLong(), 36);
          options.put("sessionId", session);
          grant.session(session);
        }
        if (random.nextBoolean()) {
          options.put("ip", "192.0.2." + random.nextInt(256));
          grant.ip((String) options.get("ip"));
        }
        if (random.nextBoolean()) {
          options.put("payload", "p=" + random.nextInt());
          grant.data((String) options.get("payload"));
        }
        String path = "/live/" + random.nextInt(100) + "/m.m3u8";

        String ours =
            DIALECT
                .open(QUERY)
                .sign(grant.build(), "https://cdn.example" + path, key.signingKey())
                .value();
        String theirs =
            judge
                .ask(
                    "sign",
                    acl.isEmpty()
                        ? Map.of("options", options, "url", path)
                        : Map.of("options", options, "acl", acl))
                .text();

        assertThat(ours).isEqualTo(theirs);
      }
    }
  }

  private static List<String> acl(Random random) {
    List<String> acl = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      acl.add(
          switch (random.nextInt(4)) {
            case 0 -> "/live/" + random.nextInt(100) + "/*";
            case 1 -> "/vod/??/a-" + random.nextInt(100) + ".ts";
            case 2 -> "/*/m" + random.nextInt(10) + ".m3u8";
            default -> "/a%20b/" + random.nextInt(100);
          });
    }
    return acl;
  }
}
