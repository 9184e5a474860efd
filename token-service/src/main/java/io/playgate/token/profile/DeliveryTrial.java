package io.playgate.token.profile;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.Reach;
import io.playgate.playbacktoken.ReferenceFormat;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenFormat;
import io.playgate.playbacktoken.TokenUses;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.support.name.KnownNames;
import io.playgate.support.problem.InvalidRequest;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

  private static final long NOW = 1_700_000_000L;
  private static final String CLIENT_IP = "192.0.2.1";
  private static final String TYPICAL_NAME = "0123456789abcdef0123456789abcdef0123";

  /** As long as the digests of all subjects. */
  private static final String DATA = "A".repeat(111);

  private final DialectRegistry dialects;
  private final SecureRandom random = new SecureRandom();

  DeliveryTrial(DialectRegistry dialects) {
    this.dialects = dialects;
  }

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

  /**
   * @param value the token's text
   * @param keys the ring that verifies it; empty for a reference
   */
  private record Signed(
      DeliveryProfile profile,
      String assetPath,
      TokenFormat format,
      PlaybackGrant grant,
      String value,
      KeyRing keys) {}

  /** The ids of the dialects whose tokens obey every rule of revocation at an edge. */
  static List<String> accepted(DialectRegistry dialects) {
    return dialects.all().stream()
        .filter(dialect -> dialect.description().reach().isComplete())
        .map(Dialect::id)
        .toList();
  }

  private Signed sign(DeliveryProfile profile, String assetPath) {
    DialectDescription description =
        dialects
            .find(profile.dialect())
            .map(Dialect::description)
            .filter(known -> known.reach().isComplete())
            .orElseThrow(() ->
                unsupported(
                    "The dialects that obey every revocation are "
                        + String.join(", ", accepted(dialects))
                        + "."));
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
            .data(description.reach() == Reach.DATA ? DATA : null)
            .build();
    String url = profile.baseUrl() + assetPath;
    try {
      TokenFormat format = profile.open(dialects);
      return switch (format) {
        case SignedFormat signed -> {
          Jwk key = Jwk.generate("trial", description.algorithms().getFirst(), random);
          SignedToken token =
              signed.sign(description.withoutNamesNotCarried(grant), url, key.signingKey());
          KeyRing ring = new KeyRing(List.of(key.verificationKey()));
          yield new Signed(profile, assetPath, format, grant, token.value(), ring);
        }
        case ReferenceFormat reference -> {
          String token = OpaqueTokens.newToken(random);
          reference.issue(token, grant, url);
          yield new Signed(profile, assetPath, format, grant, token, new KeyRing(List.of()));
        }
      };
    } catch (InvalidPlacementException e) {
      String option = e.option();
      if (option == null) {
        throw unsupported("The dialect says: " + e.getMessage() + ".").withCause(e);
      }
      throw invalidOption(description, option, e);
    } catch (UnsupportedGrantException e) {
      throw unsupported("The dialect says: " + e.getMessage() + ".").withCause(e);
    } catch (IllegalArgumentException e) {
      // Placement's own rules; its messages are written for integrators as well.
      throw unsupported("The token cannot be placed: " + e.getMessage() + ".").withCause(e);
    }
  }

  private static ProblemException invalidOption(
      DialectDescription description, String name, InvalidPlacementException cause) {
    Set<String> known =
        description.options().stream()
            .map(OptionSpec::name)
            .collect(Collectors.toCollection(TreeSet::new));
    return InvalidRequest.of(
        "options." + name,
        known.contains(name)
            ? String.valueOf(cause.getMessage()).replaceFirst("^the option " + name + " ", "")
            : KnownNames.unknown(name, known));
  }

  /** Why an edge would refuse the URL; empty where it would not. */
  private static String refusal(Signed signed, String entry) {
    String url;
    try {
      url =
          signed
              .format()
              .place(signed.value(), signed.profile().baseUrl() + signed.assetPath() + entry)
              .url();
    } catch (UnsupportedGrantException e) {
      return String.valueOf(e.getMessage());
    }
    PlaybackRequest request =
        new PlaybackRequest("GET", url, name -> header(signed.profile(), name), CLIENT_IP);
    Verdict verdict =
        switch (signed.format()) {
          case SignedFormat format -> format.verify(request, signed.keys(), NOW);
          case ReferenceFormat format -> registered(signed, format, request);
        };
    return verdict instanceof Verdict.Deny deny ? deny.detail() : "";
  }

  private static Verdict registered(
      Signed signed, ReferenceFormat format, PlaybackRequest request) {
    return switch (format.cut(request)) {
      case TokenCut.Refused refused -> new Verdict.Deny(refused.code(), refused.detail());
      case PresentedToken token ->
          switch (ReferenceFormat.found(signed.value(), signed.grant())) {
            case Authentication.Rejected rejected ->
                new Verdict.Deny(rejected.code(), rejected.detail());
            case Authentication.Accepted accepted ->
                format.check(accepted, token, NOW, TokenUses.NONE);
          };
    };
  }

  private static @Nullable String header(DeliveryProfile profile, String name) {
    return name.equals("origin") && profile.domain() != null ? "https://" + profile.domain() : null;
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
