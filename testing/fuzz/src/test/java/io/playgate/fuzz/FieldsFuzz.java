package io.playgate.fuzz;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyCannotSignException;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Fields joined by {@code ~}, under a MAC that holds. */
public final class FieldsFuzz {
  private static final List<SignedDialect> DIALECTS = Targets.dialects();
  private static final Map<SignedDialect, Jwk> KEYS = new HashMap<>();

  static {
    DIALECTS.forEach(dialect -> KEYS.put(dialect, Targets.key(dialect)));
  }

  private FieldsFuzz() {}

  /** One input: the text before the MAC. */
  public static void fuzzerTestOneInput(byte[] input)
      throws InvalidPlacementException, KeyCannotSignException {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    for (Map.Entry<SignedDialect, Jwk> entry : KEYS.entrySet()) {
      SignedDialect dialect = entry.getKey();
      Jwk key = entry.getValue();
      byte[] mac = key.signingKey().sign(text.getBytes(StandardCharsets.UTF_8));
      String token = text + "~hmac=" + HexFormat.of().formatHex(mac);
      String name = dialect.description().tokenName();
      KeyRing ring = new KeyRing(List.of(key.verificationKey()));
      for (Map<String, String> options :
          dialect.id().equals("edgeauth")
              ? List.of(
                  Map.<String, String>of(),
                  Map.of("escapeEarly", "node"),
                  Map.of("escapeEarly", "python"),
                  Map.of("escapeEarly", "java"),
                  Map.of("escapeAcl", "true"))
              : List.of(Map.<String, String>of())) {
        Placement placement = new Placement(Carrier.COOKIE, name, "", options);
        dialect
            .open(placement)
            .verify(
                new PlaybackRequest(
                    "GET",
                    "https://cdn.example/live/42/m.m3u8",
                    header -> header.equals("cookie") ? name + "=" + token : "x",
                    "192.0.2.7"),
                ring,
                Targets.NOW);
      }
    }
  }
}
