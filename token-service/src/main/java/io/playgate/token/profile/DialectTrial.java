package io.playgate.token.profile;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Dialects;
import io.playgate.playbacktoken.Jwk;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.opaque.OpaqueTokens;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import java.security.SecureRandom;
import java.util.List;

/**
 * Signs one token by a new profile with a throw-away key, so that what the dialect cannot express
 * is refused when the profile is written and not when somebody wants to play.
 */
final class DialectTrial {
  private static final String ASSET_PATH = "/path/to/asset/";

  /**
   * The dialects whose tokens name all that a rule of revocation can be about, so that edges obey
   * every rule. The library knows more, whose tokens name a session at most.
   */
  private static final List<String> REVOCABLE = List.of("edgeauth", "jwt", "opaque");

  private DialectTrial() {}

  /**
   * Tries the profile.
   *
   * @throws ProblemException with what the dialect says about it
   */
  static void check(DeliveryProfile profile) {
    Dialect dialect =
        Dialects.find(profile.dialect())
            .filter(known -> REVOCABLE.contains(known.id()))
            .orElseThrow(() ->
                unsupported(
                    "The dialects that obey every revocation are "
                        + String.join(", ", REVOCABLE)
                        + "."));
    for (String option : profile.options().keySet()) {
      if (!dialect.description().options().containsKey(option)) {
        throw unsupported("The dialect " + dialect.id() + " has no option " + option + ".");
      }
    }
    try {
      Placement placement = profile.placement();
      long now = 1_700_000_000L;
      PlaybackGrant grant =
          PlaybackGrant.expiringAt(now + profile.lifetime().toSeconds())
              .session("0123456789abcdefghijklmnopqrstuvwxyz")
              .issuedAt(now)
              .notBefore(profile.notBefore() ? now : PlaybackGrant.UNSET)
              .paths(profile.pathsOf(ASSET_PATH))
              .ip(profile.ip() == IpBinding.EXACT ? "192.0.2.1" : null)
              .domain(profile.domain())
              .build();
      dialect.sign(grant, profile.baseUrl() + ASSET_PATH + "master.m3u8", key(dialect), placement);
    } catch (UnsupportedGrantException e) {
      throw unsupported("The dialect says: " + e.getMessage() + ".").withCause(e);
    } catch (IllegalArgumentException e) {
      // Placement's own rules; its messages are written for integrators as well.
      throw unsupported("The token cannot be placed: " + e.getMessage() + ".").withCause(e);
    }
  }

  private static SigningKey key(Dialect dialect) {
    String algorithm = dialect.description().algorithms().getFirst();
    return switch (algorithm) {
      case "ES256" -> Jwk.generateEs256("trial").signingKey();
      case "HS256" -> Jwk.generateHs256("trial", new SecureRandom()).signingKey();
      case OpaqueTokens.ALGORITHM -> OpaqueTokens.key(OpaqueTokens.newToken(new SecureRandom()));
      default -> throw unsupported("Keys of " + algorithm + " are not made here.");
    };
  }

  private static ProblemException unsupported(String detail) {
    return new ProblemException(TokenError.UNSUPPORTED_PROFILE, detail);
  }
}
