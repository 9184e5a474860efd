package io.playgate.token.session;

import io.playgate.playbacktoken.ClaimedToken;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.TokenSubjects;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import io.playgate.token.asset.Asset;
import io.playgate.token.asset.AssetCache;
import io.playgate.token.profile.DeliveryProfileDocument;
import io.playgate.token.replica.Catalogue;
import io.playgate.token.replica.CatalogueSnapshot.Delivery;
import io.playgate.token.revocation.Revocations;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a viewer may play: what is asked for exists, a right of the viewer opens it, and no rule
 * of revocation hits what would be issued. All of it is answered from memory.
 */
@ApplicationScoped
class Admission {
  private static final TokenSubjects.TokenIds NO_IDS = List::of;

  private final AssetCache assets;
  private final Catalogue catalogue;
  private final Revocations revocations;
  private final SessionClock clock;
  private final SessionConfig config;

  Admission(
      AssetCache assets,
      Catalogue catalogue,
      Revocations revocations,
      SessionClock clock,
      SessionConfig config) {
    if (config.maximumLimit() < 1 || config.defaultLimit() < 0) {
      throw new IllegalStateException(
          "playgate.session.maximum-limit must be at least 1 and default-limit not negative");
    }
    this.assets = assets;
    this.catalogue = catalogue;
    this.revocations = revocations;
    this.clock = clock;
    this.config = config;
  }

  /** What is asked for; fails where there is no such thing. */
  Uni<Plan> plan(
      ViewerToken viewer,
      String assetId,
      @Nullable String profile,
      @Nullable String format,
      @Nullable String player,
      @Nullable String clientIp) {
    return assets
        .find(assetId)
        .onFailure()
        .transform(failure ->
            new ProblemException(CommonError.UNAVAILABLE, "The catalogue cannot be read now.")
                .withCause(failure)
                .withHeader("Retry-After", "1"))
        .map(found -> {
          Asset asset =
              found.orElseThrow(
                  () -> new ProblemException(TokenError.UNKNOWN_ASSET, "No asset has this id."));
          Delivery delivery =
              Optional.of(profile == null ? asset.defaultProfile() : profile)
                  .filter(asset.profiles()::contains)
                  .flatMap(id -> catalogue.snapshot().delivery(id))
                  .orElseThrow(() ->
                      new ProblemException(
                          TokenError.UNKNOWN_PROFILE,
                          "The asset is not delivered by such a profile."));
          return new Plan(viewer, asset, delivery, format(asset, format), player, clientIp);
        });
  }

  /** The delivery profile of a session, however it has changed since. */
  Optional<Delivery> delivery(PlaybackSession session) {
    return catalogue.snapshot().delivery(session.profile());
  }

  /**
   * The present moment. Taken before the rules are asked: they know of all until its issue time.
   */
  Moment moment() {
    long now = clock.nowMillis();
    // A token that named a later time than the rules are known to would outlive a cut-off that
    // this replica has not heard of, at every edge that has.
    long known = Math.clamp(revocations.completeToMillis(), 0, now);
    return new Moment(now, known / 1000);
  }

  /** Refuses where no right of the viewer opens the asset. */
  void requireRight(Plan plan, Moment moment) {
    if (rights(plan, moment).isEmpty()) {
      throw notEntitled();
    }
  }

  /**
   * The right under which a token is issued: the one that lets it live longest and that no rule
   * hits; of equals the one that granted the session before.
   *
   * @param former the session as it stands; null for a new one
   * @throws ProblemException where there is none, for the strictest of the rules
   */
  Right grantingRight(Plan plan, String sid, @Nullable PlaybackSession former, Moment moment) {
    requireIssuable(moment);
    long whole = moment.seconds() + plan.delivery().profile().lifetime().toSeconds();
    List<Right> rights =
        rights(plan, moment).stream()
            .sorted(
                Comparator.comparingLong((Right right) -> -Math.min(right.until(), whole))
                    .thenComparing(right -> former == null || !right.isThatOf(former))
                    .thenComparing(Right::packageId)
                    .thenComparing(right -> String.valueOf(right.entitlement())))
            .toList();
    RevocationRule strictest = null;
    for (Right right : rights) {
      RevocationRule rule = hit(plan, sid, right, moment);
      if (rule == null) {
        return right;
      }
      if (strictest == null || RevocationRule.STRICTEST_FIRST.compare(rule, strictest) < 0) {
        strictest = rule;
      }
    }
    throw strictest == null ? notEntitled() : denied(strictest, moment);
  }

  /** No rule stands for longer than a token may live from its issue time. */
  private static void requireIssuable(Moment moment) {
    if (moment.seconds() - moment.issuedAt() >= DeliveryProfileDocument.MAX_LIFETIME_SECONDS) {
      throw new ProblemException(
              TokenError.REVOCATIONS_UNAVAILABLE,
              "The clocks of the revocations and of the sessions differ by a day.")
          .withHeader("Retry-After", "60");
    }
  }

  /** Whether no rule hits a token that a session already has. */
  boolean isUnhit(Plan plan, PlaybackSession live, Right right, String value, long nowMillis) {
    PlaybackSession.Token token = Objects.requireNonNull(live.token());
    Moment made = new Moment(nowMillis, token.issuedAt());
    return revocations.find(
            TokenIssuer.subjects(
                plan.purpose(live.sid(), right, made),
                plan.asset(),
                token.kid().isEmpty() ? null : token.kid(),
                () -> ids(token, value)),
            nowMillis)
        == null;
  }

  /** What rules on the one token can name it by, as at an edge that it is presented to. */
  private static List<String> ids(PlaybackSession.Token token, String value) {
    ClaimedToken claimed = ClaimedToken.read(value);
    TokenIdentity identity = claimed == null ? null : claimed.identity(token.kid());
    return identity == null ? List.of(token.tokenId()) : List.of(token.tokenId(), identity.value());
  }

  /** Whether a rule ended that very session. */
  boolean isSessionRevoked(String sid) {
    return isEnded(TokenSubjects.issuedAtMillis(Long.MAX_VALUE).session(sid).build());
  }

  /** Whether a session has no use for its slot: a rule ended it, or its sign-in. */
  boolean isDead(String sid, String login) {
    return isSessionRevoked(sid)
        || isEnded(TokenSubjects.issuedAtMillis(Long.MAX_VALUE).login(login).build());
  }

  private boolean isEnded(TokenSubjects session) {
    RevocationRule rule = revocations.find(session, clock.nowMillis());
    return rule != null
        && (rule.scope() == RevocationScope.SESSION || rule.scope() == RevocationScope.SIGN_IN);
  }

  /** How many sessions the viewer may have at a time. */
  int limit(ViewerToken viewer) {
    return Math.min(viewer.sessionLimit().orElse(config.defaultLimit()), config.maximumLimit());
  }

  private static String format(Asset asset, @Nullable String wanted) {
    String format = wanted == null ? asset.defaultFormat() : wanted;
    if (!asset.entries().containsKey(format)) {
      throw new ProblemException(
          TokenError.UNKNOWN_FORMAT,
          "Its formats are " + String.join(", ", asset.entries().keySet()) + ".");
    }
    return format;
  }

  /** The viewer's rights that have not ended and open the asset. */
  private static List<Right> rights(Plan plan, Moment moment) {
    return plan.viewer().rights().stream()
        .filter(right -> plan.asset().packages().contains(right.packageId()))
        .filter(right -> right.isEffective(moment.millis()))
        .toList();
  }

  /**
   * The strictest rule that would hit a token issued now, or null. Rules on the person are held
   * against the viewer token as well: one issued before a cut-off may still name a right that the
   * viewer has lost with it, and only a newer one can say otherwise.
   */
  private @Nullable RevocationRule hit(Plan plan, String sid, Right right, Moment moment) {
    RevocationRule rule =
        revocations.find(
            TokenIssuer.subjects(
                plan.purpose(sid, right, moment),
                plan.asset(),
                TokenIssuer.activeKid(plan.delivery()),
                NO_IDS),
            moment.millis());
    if (rule != null) {
      return rule;
    }
    ViewerToken viewer = plan.viewer();
    return revocations.find(
        TokenSubjects.issuedAtMillis(viewer.issuedAt() * 1000)
            .login(viewer.login())
            .viewer(viewer.viewer())
            .device(viewer.device())
            .packageId(right.packageId())
            .entitlement(right.entitlement())
            .build(),
        moment.millis());
  }

  /** What a viewer is told about a rule: that it is there, and when asking again may help. */
  private static ProblemException denied(RevocationRule rule, Moment moment) {
    if (rule.kind() == RevocationRule.Kind.HOLD) {
      return new ProblemException(TokenError.HELD, "It lasts until it is lifted.");
    }
    if (rule.scope().ignoresIssueTime()) {
      return new ProblemException(TokenError.REVOKED, "Start another playback session.");
    }
    // Tokens name their second of issue: the first one that is not hit begins after the cut-off.
    long free = rule.notBeforeMillis() / 1000 + 1;
    long wait = Math.max(1, free - moment.issuedAt());
    return new ProblemException(
            TokenError.REVOKED, "Get a new viewer token and ask again when Retry-After is over.")
        .withHeader("Retry-After", Long.toString(wait));
  }

  private static ProblemException notEntitled() {
    return new ProblemException(
        TokenError.NOT_ENTITLED, "The viewer has no active entitlement to this asset.");
  }
}
