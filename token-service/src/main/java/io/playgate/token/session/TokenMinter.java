package io.playgate.token.session;

import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.replica.CatalogueSnapshot.Delivery;
import io.playgate.token.revocation.OpaqueRegistration;
import io.playgate.token.revocation.RevocationService;
import io.playgate.token.session.TokenIssuer.Issued;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/**
 * Tokens of a session: makes the next one, registers it where it has to be, keeps it sealed for
 * asking again, and says what a player is answered.
 */
@ApplicationScoped
class TokenMinter {
  private static final long SECONDS_TO_TELL = 60;

  private final TokenIssuer issuer;
  private final TokenSeal seal;
  private final RevocationService revocationService;
  private final Admission admission;
  private final SessionConfig config;

  TokenMinter(
      TokenIssuer issuer,
      TokenSeal seal,
      RevocationService revocationService,
      Admission admission,
      SessionConfig config) {
    if (config.refreshAfter() < 0.1 || config.refreshAfter() > 0.9) {
      throw new IllegalStateException("playgate.session.refresh-after must be 0.1 to 0.9");
    }
    this.issuer = issuer;
    this.seal = seal;
    this.revocationService = revocationService;
    this.admission = admission;
    this.config = config;
  }

  /** Makes a token of that session. */
  Issued mint(Plan plan, String sid, Right right, Moment moment) {
    return issuer.issue(plan.delivery(), plan.asset(), plan.purpose(sid, right, moment));
  }

  /** Refuses another token where so many opaque ones of the session live as may. */
  void requireFewer(PlaybackSession session, int opaqueTokens) {
    int most = config.rate().opaqueTokens();
    if (session.hasOpaqueTokens() && most > 0 && opaqueTokens >= most) {
      throw new ProblemException(
              CommonError.TOO_MANY_REQUESTS, "Too many tokens of this session live. Use the last.")
          .withHeader("Retry-After", Long.toString(Math.max(1, session.lifetimeSeconds() / most)));
    }
  }

  /**
   * How long a session keeps its slot for a token: as long as that holds, and a little longer where
   * it ends with its right, so that the player is told the reason and not that there is no session.
   *
   * @return epoch milliseconds
   */
  static long slotMillis(Issued issued, Right right) {
    long expiresAt = issued.grant().expiresAt();
    return (expiresAt == right.until() ? expiresAt + SECONDS_TO_TELL : expiresAt) * 1000;
  }

  /** Registers the token where it has to be; done at once where not. */
  Uni<Void> register(Plan plan, Issued issued) {
    return plan.delivery().issuesReferences()
        ? revocationService.register(registration(plan.delivery(), issued))
        : Uni.createFrom().voidItem();
  }

  /** The token as it stands in the session's record. */
  PlaybackSession.Token stored(Plan plan, String sid, Issued issued) {
    return new PlaybackSession.Token(
        issued.grant().issuedAt(),
        issued.madeAt(),
        issued.grant().expiresAt(),
        String.valueOf(issued.grant().tokenId()),
        issued.kid(),
        plan.asset().revision(),
        plan.delivery().profile().revision(),
        seal.seal(new TokenSeal.Content(issued.value(), issued.boundIp()), sid));
  }

  /**
   * The token that the session has, if it is in the first part of its life, says what a new one
   * would say, and nothing hits it.
   */
  Optional<Playable> sameToken(Plan plan, PlaybackSession live, Right right, long nowMillis) {
    PlaybackSession.Token token = live.token();
    if (token == null
        || !right.isThatOf(live)
        || token.expiresAt() > right.until()
        || token.assetRevision() != plan.asset().revision()
        || token.profileRevision() != plan.delivery().profile().revision()
        || nowMillis >= refreshAt(token.firstSecond(), token.expiresAt()).toEpochMilli()
        || !(token.kid().isEmpty() || plan.delivery().hasKey(token.kid()))) {
      return Optional.empty();
    }
    return seal.open(token.sealed(), live.sid())
        .filter(content -> content.ip().equals(plan.boundIp()))
        .filter(content -> admission.isUnhit(plan, live, right, content.value(), nowMillis))
        .map(content ->
            playable(
                plan, live.sid(), content.value(), token.firstSecond(), token.expiresAt(), false));
  }

  /** What a player is answered for a token that was made. */
  Playable playable(Plan plan, String sid, Issued issued, boolean created) {
    return playable(
        plan, sid, issued.value(), issued.madeAt(), issued.grant().expiresAt(), created);
  }

  private Playable playable(
      Plan plan, String sid, String value, long madeAt, long expiresAt, boolean created) {
    String entry = plan.asset().entries().get(plan.format());
    return new Playable(
        sid,
        plan.delivery(),
        TokenIssuer.url(plan.delivery(), plan.asset(), String.valueOf(entry), value),
        value,
        Instant.ofEpochSecond(expiresAt),
        refreshAt(madeAt, expiresAt),
        plan.format().equals(plan.asset().defaultFormat()) ? null : plan.format(),
        created);
  }

  private Instant refreshAt(long madeAt, long expiresAt) {
    return Instant.ofEpochMilli(
        madeAt * 1000 + Math.round((expiresAt - madeAt) * 1000 * config.refreshAfter()));
  }

  private static OpaqueRegistration registration(Delivery delivery, Issued issued) {
    PlaybackGrant grant = issued.grant();
    return new OpaqueRegistration(
        OpaqueTokens.sha256Hex(issued.value()),
        grant.session(),
        grant.viewer(),
        grant.asset(),
        grant.login(),
        grant.device(),
        grant.packageId(),
        grant.entitlement(),
        delivery.profile().id(),
        grant.paths(),
        grant.issuedAt(),
        grant.notBefore() == PlaybackGrant.UNSET ? null : grant.notBefore(),
        grant.expiresAt(),
        grant.tokenId(),
        grant.ip(),
        grant.domain());
  }
}
