package io.playgate.token.session;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Reach;
import io.playgate.playbacktoken.ReferenceFormat;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.SessionData;
import io.playgate.revocationlist.SubjectDigest;
import io.playgate.revocationlist.TokenSubjects;
import io.playgate.token.asset.Asset;
import io.playgate.token.profile.DeliveryProfile;
import io.playgate.token.profile.DeliveryProfileDocument;
import io.playgate.token.profile.IpBinding;
import io.playgate.token.replica.CatalogueSnapshot.Delivery;
import io.playgate.token.signingkey.ServiceSecrets;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Makes tokens: decides what a token says, and lets the profile's dialect write it. */
@ApplicationScoped
public class TokenIssuer {

  private static final String DIGEST_SECRET = "subject-digest";

  private final DialectRegistry dialects;
  private final ServiceSecrets secrets;
  private final SessionConfig config;
  private final SecureRandom random = new SecureRandom();
  private byte @Nullable [] digestKey;
  private volatile @Nullable SubjectDigest digest;

  TokenIssuer(DialectRegistry dialects, ServiceSecrets secrets, SessionConfig config) {
    this.dialects = dialects;
    this.secrets = secrets;
    this.config = config;
  }

  /**
   * What a token is for.
   *
   * @param session the playback session
   * @param viewer the viewer
   * @param login the sign-in session
   * @param device the device
   * @param right what grants it
   * @param clientIp the client's address; null where it is not known
   * @param issuedAt what the token names as its issue time, epoch seconds
   * @param madeAt from when its lifetime is counted, epoch seconds
   */
  record Purpose(
      String session,
      String viewer,
      String login,
      String device,
      Right right,
      @Nullable String clientIp,
      long issuedAt,
      long madeAt) {}

  /**
   * A token that was made.
   *
   * @param value its text
   * @param kid the key that signed it; empty for an opaque one
   * @param boundIp the address it is bound to; empty for none
   * @param madeAt from when its lifetime is counted, epoch seconds
   * @param grant all that it stands for, what its dialect could not carry included
   */
  record Issued(String value, String kid, String boundIp, long madeAt, PlaybackGrant grant) {}

  void load(@Observes StartupEvent started) {
    byte[] key = secrets.secret(DIGEST_SECRET);
    digestKey = key;
    digest = new SubjectDigest(key);
  }

  /** The key under which EdgeAuth tokens name their subjects; for edges. */
  public byte[] digestKey() {
    byte[] key = digestKey;
    if (key == null) {
      throw new IllegalStateException("asked before start-up was over");
    }
    return key.clone();
  }

  /**
   * What the rules of revocation are asked about a token.
   *
   * @param kid the key that signs it, null for none
   * @param tokenIds identifiers it answers to
   */
  static TokenSubjects subjects(
      Purpose purpose, Asset asset, @Nullable String kid, TokenSubjects.TokenIds tokenIds) {
    return TokenSubjects.issuedAtMillis(purpose.issuedAt() * 1000)
        .tokenIds(tokenIds)
        .session(purpose.session())
        .login(purpose.login())
        .viewer(purpose.viewer())
        .device(purpose.device())
        .asset(asset.id())
        .packageId(purpose.right().packageId())
        .entitlement(purpose.right().entitlement())
        .kid(kid)
        .build();
  }

  /** Makes a token: never the same one twice, however often it is asked in a second. */
  Issued issue(Delivery delivery, Asset asset, Purpose purpose) {
    DeliveryProfile profile = delivery.profile();
    DialectDescription description = description(profile);
    String boundIp =
        profile.ip() == IpBinding.EXACT && purpose.clientIp() != null ? purpose.clientIp() : null;
    String tokenId = newTokenId();
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(expiry(profile, purpose))
            .session(purpose.session())
            .viewer(purpose.viewer())
            .asset(asset.id())
            .packageId(purpose.right().packageId())
            .entitlement(entitlement(delivery, purpose.right()))
            .login(purpose.login())
            .device(purpose.device())
            .paths(profile.pathsOf(asset.path()))
            .issuedAt(purpose.issuedAt())
            .notBefore(
                profile.notBefore()
                    ? purpose.issuedAt() - config.notBeforeLeeway().toSeconds()
                    : PlaybackGrant.UNSET)
            .tokenId(tokenId)
            .ip(boundIp)
            .domain(profile.domain())
            .data(description.reach() == Reach.DATA ? data(asset, purpose, tokenId) : null)
            .build();
    String url = profile.baseUrl() + asset.path();
    try {
      String value;
      String kid;
      switch (delivery.boundFormat()) {
        case SignedFormat signed -> {
          SigningKey key = activeKey(delivery);
          value = signed.sign(description.withoutNamesNotCarried(grant), url, key).value();
          kid = key.kid();
        }
        case ReferenceFormat reference -> {
          // Without a key it is a profile that a replica of the version before made a moment ago.
          String text =
              delivery.activeKey().isEmpty()
                  ? OpaqueTokens.newToken(random)
                  : reference.newToken(random, activeKey(delivery));
          value = reference.issue(text, grant, url).value();
          kid = "";
        }
      }
      return new Issued(value, kid, boundIp == null ? "" : boundIp, purpose.madeAt(), grant);
    } catch (UnsupportedGrantException e) {
      // Tried when the profile was written: the profile or the dialect changed behind our back.
      throw new IllegalStateException("profile " + profile.id() + " cannot be signed", e);
    }
  }

  /** The URL of a file of the asset with the token on it. */
  static String url(Delivery delivery, Asset asset, String entry, String value) {
    DeliveryProfile profile = delivery.profile();
    try {
      return delivery.boundFormat().place(value, profile.baseUrl() + asset.path() + entry).url();
    } catch (UnsupportedGrantException e) {
      throw new IllegalStateException("profile " + profile.id() + " cannot place a token", e);
    }
  }

  /** The key that signs now; null where tokens are not signed. */
  static @Nullable String activeKid(Delivery delivery) {
    return delivery.issuesReferences()
        ? null
        : delivery.activeKey().map(key -> key.jwk().kid()).orElse(null);
  }

  private static SigningKey activeKey(Delivery delivery) {
    return delivery
        .activeKey()
        .orElseThrow(() ->
            new IllegalStateException("profile " + delivery.profile().id() + " has no active key"))
        .jwk()
        .signingKey();
  }

  /** No token outlives the right that grants it. */
  private static long expiry(DeliveryProfile profile, Purpose purpose) {
    // Counted from now, so that a player has its time; and no rule stands for longer than the
    // longest lifetime from the issue time on.
    long own =
        Math.min(
            purpose.madeAt() + profile.lifetime().toSeconds(),
            purpose.issuedAt() + DeliveryProfileDocument.MAX_LIFETIME_SECONDS);
    return Math.min(own, purpose.right().until());
  }

  /**
   * How a token names its entitlement: by a digest, as others read it; by its id where only
   * services do, which hold no digest key and yet have to know what a rule hits.
   */
  private @Nullable String entitlement(Delivery delivery, Right right) {
    String id = right.entitlement();
    return id == null || delivery.issuesReferences()
        ? id
        : digest().of(RevocationScope.ENTITLEMENT, id);
  }

  private SubjectDigest digest() {
    SubjectDigest present = digest;
    if (present == null) {
      throw new IllegalStateException("asked before start-up was over");
    }
    return present;
  }

  private String data(Asset asset, Purpose purpose, String tokenId) {
    return SessionData.of(
            digest(),
            tokenId,
            purpose.viewer(),
            asset.id(),
            purpose.right().packageId(),
            purpose.login(),
            purpose.device(),
            purpose.right().entitlement(),
            purpose.issuedAt() * 1000)
        .encode();
  }

  private String newTokenId() {
    byte[] bits = new byte[SessionData.TOKEN_ID_LENGTH];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private DialectDescription description(DeliveryProfile profile) {
    return dialects
        .find(profile.dialect())
        .map(Dialect::description)
        .orElseThrow(() -> new IllegalStateException("unknown dialect: " + profile.dialect()));
  }
}
