package io.playgate.fuzz;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ReferenceDialect;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whole requests, as lines: target, cookie, the token's header, host, client address. A dialect
 * answers each by a denial, since no key has signed anything.
 */
public final class RequestFuzz {
  private static final List<SignedDialect> DIALECTS = Targets.dialects();
  private static final ReferenceDialect REFERENCES =
      (ReferenceDialect) Dialects.find("opaque").orElseThrow();
  private static final Map<SignedDialect, KeyRing> RINGS = new HashMap<>();

  static {
    for (SignedDialect dialect : DIALECTS) {
      RINGS.put(dialect, new KeyRing(List.of(Targets.key(dialect).verificationKey())));
    }
  }

  private RequestFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) throws InvalidPlacementException {
    String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 5);
    String[] all = Arrays.copyOf(lines, 5);
    for (SignedDialect dialect : DIALECTS) {
      for (Carrier carrier : dialect.description().carriers()) {
        for (String base : List.of("", "/live")) {
          SignedFormat format =
              dialect.open(
                  new Placement(
                      carrier, dialect.description().tokenName(), base, options(dialect)));
          PlaybackRequest request =
              new PlaybackRequest(
                  "GET",
                  all[0],
                  name ->
                      switch (name) {
                        case "cookie" -> all[1];
                        case "host" -> all[3];
                        case "origin", "referer" -> null;
                        default -> all[2];
                      },
                  all[4]);
          if (REFERENCES.open(new Placement(carrier, "token", base, Map.of())).cut(request)
              instanceof PresentedToken reference) {
            OpaqueTokens.isWellFormed(reference.value());
          }
          KeyRing ring = RINGS.get(dialect);
          if (ring != null) {
            refuse(format.verify(request, ring, Targets.NOW), dialect);
            PresentedToken token = new PresentedToken(all[0], "/live/42/m.m3u8", "", request);
            if (format.authenticate(token, ring) instanceof Authentication.Accepted) {
              throw new IllegalStateException(dialect.id() + " accepts a token nobody signed");
            }
          }
        }
      }
    }
  }

  /** Traffic Server's profile is the one that cannot do without an issuer. */
  private static Map<String, String> options(SignedDialect dialect) {
    return dialect.id().equals("ats") ? Map.of("issuer", "playgate") : Map.of();
  }

  private static void refuse(Verdict verdict, SignedDialect dialect) {
    if (verdict instanceof Verdict.Allow) {
      throw new IllegalStateException(dialect.id() + " allows what nobody signed");
    }
  }
}
