package io.playgate.token.profile;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Dialects;
import io.playgate.playbacktoken.GrantChecks;
import io.playgate.playbacktoken.Jwk;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.edgeauth.EdgeAuthDialect;
import io.playgate.playbacktoken.jwt.JwtDialect;
import io.playgate.playbacktoken.opaque.OpaqueDialect;
import io.playgate.playbacktoken.opaque.OpaqueTokens;
import io.playgate.support.problem.InvalidRequest;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.request.KnownNames;
import io.playgate.token.TokenError;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Signs a token by a profile with a throw-away key and judges the URLs with it as an edge would, so
 * that what cannot be expressed, or would be refused, is refused when profile or asset is written
 * and not when somebody wants to play.
 */
@ApplicationScoped
class DeliveryTrial {
  /** What the first file of an asset is customarily called: HLS, DASH, MP4. */
  static final List<String> CUSTOMARY_ENTRIES = List.of("master.m3u8", "manifest.mpd", "video.mp4");

  /** Stands for an asset where there is none yet. */
  static final String ASSET_PATH = "/path/to/asset/";

  /**
   * The dialects whose tokens name all that a rule of revocation can be about, so that edges obey
   * every rule. The library knows more, whose tokens name a session at most.
   */
  private static final List<String> REVOCABLE =
      Dialects.all().stream()
          .filter(dialect ->
              dialect instanceof EdgeAuthDialect
                  || dialect instanceof JwtDialect
                  || dialect instanceof OpaqueDialect)
          .map(Dialect::id)
          .toList();

  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  private static final long NOW = 1_700_000_000L;
  private static final String CLIENT_IP = "192.0.2.1";
  private static final String TYPICAL_NAME = "0123456789abcdef0123456789abcdef0123";

  /** As long as the digests of all subjects. */
  private static final String DATA = "A".repeat(111);

  private static final String EDGEAUTH = new EdgeAuthDialect().id();

  static boolean isEdgeAuth(String dialect) {
    return dialect.equals(EDGEAUTH);
  }

  /** The ids of the dialects that delivery profiles may have. */
  static List<String> dialects() {
    return REVOCABLE;
  }

  private final SecureRandom random = new SecureRandom();

  /**
   * Tries the profile for an asset that does not exist yet: one of the customary entries must play.
   *
   * @throws ProblemException with what the dialect says about it, or with the URL that would be
   *     refused
   */
  void check(DeliveryProfile profile) {
    Signed signed = sign(profile, ASSET_PATH);
    List<String> refusals =
        CUSTOMARY_ENTRIES.stream().map(entry -> refusal(signed, entry)).toList();
    if (!refusals.contains("")) {
      throw unplayable(profile, ASSET_PATH + CUSTOMARY_ENTRIES.getFirst(), refusals.getFirst());
    }
  }

  /**
   * Tries the profile for an asset: all of its entries must play.
   *
   * @throws ProblemException with what the dialect says about it, or with the URL that would be
   *     refused
   */
  void check(DeliveryProfile profile, String assetPath, Collection<String> entries) {
    Signed signed = sign(profile, assetPath);
    for (String entry : entries) {
      String refusal = refusal(signed, entry);
      if (!refusal.isEmpty()) {
        throw unplayable(profile, assetPath + entry, refusal);
      }
    }
  }

  private record Signed(
      DeliveryProfile profile,
      String assetPath,
      Dialect dialect,
      PlaybackGrant grant,
      String value,
      KeyRing keys) {}

  private Signed sign(DeliveryProfile profile, String assetPath) {
    Dialect dialect =
        Dialects.find(profile.dialect())
            .filter(known -> REVOCABLE.contains(known.id()))
            .orElseThrow(() ->
                unsupported(
                    "The dialects that obey every revocation are "
                        + String.join(", ", REVOCABLE)
                        + "."));
    checkOptions(profile.options(), dialect.description().options().keySet());
    try {
      Placement placement = profile.placement();
      boolean isEdgeAuth = dialect instanceof EdgeAuthDialect;
      PlaybackGrant grant =
          PlaybackGrant.expiringAt(NOW + profile.lifetime().toSeconds())
              .session(TYPICAL_NAME)
              .viewer(TYPICAL_NAME)
              .asset(TYPICAL_NAME)
              .packageId(TYPICAL_NAME)
              .entitlement(TYPICAL_NAME)
              .login(TYPICAL_NAME)
              .device(TYPICAL_NAME)
              .tokenId("0123456789abcdef")
              .issuedAt(NOW)
              .notBefore(profile.notBefore() ? NOW : PlaybackGrant.UNSET)
              .paths(profile.pathsOf(assetPath))
              .ip(profile.ip() == IpBinding.EXACT ? CLIENT_IP : null)
              .domain(profile.domain())
              .data(isEdgeAuth ? DATA : null)
              .build();
      Jwk key = key(dialect);
      SignedToken token =
          dialect.sign(
              dialect.description().withoutNamesNotCarried(grant),
              profile.baseUrl() + assetPath,
              key == null ? OpaqueTokens.key(OpaqueTokens.newToken(random)) : key.signingKey(),
              placement);
      List<SigningKey> ring = key == null ? List.of() : List.of(key.verificationKey());
      return new Signed(profile, assetPath, dialect, grant, token.value(), new KeyRing(ring));
    } catch (UnsupportedGrantException e) {
      throw unsupported("The dialect says: " + e.getMessage() + ".").withCause(e);
    } catch (IllegalArgumentException e) {
      // Placement's own rules; its messages are written for integrators as well.
      throw unsupported("The token cannot be placed: " + e.getMessage() + ".").withCause(e);
    }
  }

  static void checkOptions(Map<String, String> options, Set<String> known) {
    options.forEach((name, value) -> {
      if (!known.contains(name)) {
        throw InvalidRequest.of("options." + name, KnownNames.unknown(name, known));
      }
      if (name.endsWith("Header") && !HEADER_NAME.matcher(value).matches()) {
        throw InvalidRequest.of("options." + name, "must be the name of a header (RFC 9110)");
      }
    });
  }

  /** Why an edge would refuse the URL; empty where it would not. */
  private static String refusal(Signed signed, String entry) {
    Placement placement = signed.profile().placement();
    String url;
    try {
      url =
          TokenCutter.place(
                  signed.value(),
                  signed.profile().baseUrl() + signed.assetPath() + entry,
                  placement)
              .url();
    } catch (UnsupportedGrantException e) {
      return String.valueOf(e.getMessage());
    }
    PlaybackRequest request =
        new PlaybackRequest("GET", url, name -> header(signed.profile(), name), CLIENT_IP);
    Verdict verdict =
        signed.dialect() instanceof OpaqueDialect
            ? registered(signed, request, placement)
            : signed.dialect().verify(request, signed.keys(), NOW, placement);
    return verdict instanceof Verdict.Deny deny ? deny.detail() : "";
  }

  private static Verdict registered(Signed signed, PlaybackRequest request, Placement placement) {
    return switch (signed.dialect().cut(request, placement)) {
      case TokenCut.Refused refused -> new Verdict.Deny(refused.code(), refused.detail());
      case PresentedToken token ->
          switch (Authentication.of(signed.grant(), TokenIdentity.ofSecret(signed.value()))) {
            case Authentication.Rejected rejected ->
                new Verdict.Deny(rejected.code(), rejected.detail());
            case Authentication.Accepted accepted ->
                GrantChecks.check(accepted, token, placement, NOW);
          };
    };
  }

  private static @Nullable String header(DeliveryProfile profile, String name) {
    return name.equals("origin") && profile.domain() != null ? "https://" + profile.domain() : null;
  }

  /** A key that nobody keeps; null for a dialect whose tokens are not signed. */
  private @Nullable Jwk key(Dialect dialect) {
    String algorithm = dialect.description().algorithms().getFirst();
    return switch (algorithm) {
      case "ES256" -> Jwk.generateEs256("trial");
      case "HS256" -> Jwk.generateHs256("trial", random);
      case OpaqueTokens.ALGORITHM -> null;
      default -> throw unsupported("Keys of " + algorithm + " are not made here.");
    };
  }

  private static ProblemException unplayable(DeliveryProfile profile, String path, String why) {
    String url = profile.baseUrl() + path;
    String message =
        "%s would be refused with a token of profile %s, whose acl is %s: %s"
            .formatted(url, profile.id(), String.join(" ", profile.acl()), why);
    return new ProblemException(TokenError.UNPLAYABLE, message + ".")
        .withExtension("errors", List.of(Map.of("field", "acl", "message", message)))
        .withExtension("url", url)
        .withExtension("acl", profile.acl());
  }

  private static ProblemException unsupported(String detail) {
    return new ProblemException(TokenError.UNSUPPORTED_PROFILE, detail);
  }
}
