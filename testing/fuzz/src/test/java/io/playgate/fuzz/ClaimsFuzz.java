package io.playgate.fuzz;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyCannotSignException;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Claims behind a signature that holds: the reader of a dialect takes any of them calmly. */
public final class ClaimsFuzz {
  private static final List<SignedDialect> DIALECTS = Targets.dialects();
  private static final Map<SignedDialect, Jwk> KEYS = new HashMap<>();

  static {
    DIALECTS.forEach(dialect -> KEYS.put(dialect, Targets.key(dialect)));
  }

  private ClaimsFuzz() {}

  /** One input: the dialect, by the first byte, and the claims. */
  public static void fuzzerTestOneInput(byte[] input)
      throws InvalidPlacementException, KeyCannotSignException {
    if (input.length == 0) {
      return;
    }
    SignedDialect dialect = DIALECTS.get((input[0] & 0xff) % DIALECTS.size());
    Jwk key = KEYS.get(dialect);
    if (key == null) {
      return;
    }
    byte[] claims = Arrays.copyOfRange(input, 1, input.length);
    String header = "{\"alg\":\"" + key.algorithm() + "\",\"kid\":\"k1\"}";
    String signed =
        Base64Url.encode(header.getBytes(StandardCharsets.US_ASCII))
            + "."
            + Base64Url.encode(claims);
    byte[] signature = key.signingKey().sign(signed.getBytes(StandardCharsets.US_ASCII));
    String token = signed + "." + Base64Url.encode(signature);
    Carrier carrier = dialect.description().carriers().getFirst();
    String name = dialect.description().tokenName();
    String target =
        dialect.id().equals("cloudflare-stream")
            ? "/" + token + "/manifest/video.m3u8"
            : carrier == Carrier.PATH
                ? "/" + name + "=" + token + "/live/42/m.m3u8"
                : "/live/42/m.m3u8?" + name + "=" + token;
    dialect
        .open(
            new Placement(
                carrier,
                name,
                "",
                dialect.description().option("issuer").isPresent()
                    ? Map.of("issuer", "playgate")
                    : Map.of()))
        .verify(
            new PlaybackRequest("GET", target, asked -> null, "192.0.2.7"),
            new KeyRing(List.of(key.verificationKey())),
            Targets.NOW);
  }
}
