package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** CBOR, claims behind a MAC that holds, and path expressions. */
public final class CatFuzz {
  private static final CatDialect DIALECT = new CatDialect();
  private static final Jwk KEY = Jwk.generate("k1", "HS256", new SecureRandom());
  private static final KeyRing RING = new KeyRing(List.of(KEY.verificationKey()));
  private static final Placement PLACEMENT =
      new Placement(
          Carrier.HEADER, "cat", "", Map.of("issuer", "playgate", "alpnHeader", "x-alpn"));
  private static final long NOW = 1_800_000_000;

  private CatFuzz() {}

  /** One input: the bytes of the claims, or of anything. */
  public static void fuzzerTestOneInput(byte[] input)
      throws InvalidPlacementException, UnsupportedGrantException {
    try {
      CborReader.read(input);
    } catch (RefusedTokenException e) {
      // As it should be.
    }
    PathRegex.patterns(new String(input, StandardCharsets.UTF_8));
    for (byte[] token : List.of(input, CoseMessage.sign(input, KEY.signingKey(), true, false))) {
      PlaybackRequest request =
          new PlaybackRequest(
              "GET",
              "https://cdn.example/live/42/m.m3u8",
              name -> name.equals("cat") ? Base64Url.encode(token) : "h2",
              "192.0.2.7");
      Verdict verdict = DIALECT.open(PLACEMENT).verify(request, RING, NOW);
      if (verdict instanceof Verdict.Allow allow) {
        DIALECT.open(PLACEMENT).renew(allow, KEY.signingKey(), NOW);
      }
    }
  }
}
