package io.playgate.token.session;

import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.opaque.OpaqueTokens;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.TokenSubjects;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import io.playgate.token.asset.Asset;
import io.playgate.token.asset.AssetCache;
import io.playgate.token.catalogue.Catalogue;
import io.playgate.token.catalogue.CatalogueSnapshot.Delivery;
import io.playgate.token.profile.IpBinding;
import io.playgate.token.revocation.OpaqueRegistration;
import io.playgate.token.revocation.RevocationService;
import io.playgate.token.revocation.Revocations;
import io.playgate.token.session.SessionMetrics.Operation;
import io.playgate.token.session.SessionMetrics.Outcome;
import io.playgate.token.session.SessionStore.Held;
import io.playgate.token.session.TokenIssuer.Issued;
import io.playgate.token.session.TokenIssuer.Purpose;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a playback session may start, go on and end. Starting and refreshing stay on the
 * thread they came on and make one round trip to Redis, all else they need is in memory; only an
 * opaque token has to be registered with another service first.
 */
@ApplicationScoped
class PlaybackSessions {
  /** Bounds the attempts while others start and end the same session at the same time. */
  private static final int MAX_ATTEMPTS = 4;

  private static final TokenSubjects.TokenIds NO_IDS = List::of;

  private final AssetCache assets;
  private final Catalogue catalogue;
  private final Revocations revocations;
  private final RevocationService revocationService;
  private final SessionStore store;
  private final TokenIssuer issuer;
  private final TokenSeal seal;
  private final SessionClock clock;
  private final SessionConfig config;
  private final SessionMetrics metrics;
  private final SessionId ids = new SessionId();

  PlaybackSessions(
      AssetCache assets,
      Catalogue catalogue,
      Revocations revocations,
      RevocationService revocationService,
      SessionStore store,
      TokenIssuer issuer,
      TokenSeal seal,
      SessionClock clock,
      SessionConfig config,
      SessionMetrics metrics) {
    if (config.refreshAfter() < 0.1 || config.refreshAfter() > 0.9) {
      throw new IllegalStateException("playgate.session.refresh-after must be 0.1 to 0.9");
    }
    if (config.maximumLimit() < 1 || config.defaultLimit() < 0) {
      throw new IllegalStateException(
          "playgate.session.maximum-limit must be at least 1 and default-limit not negative");
    }
    this.assets = assets;
    this.catalogue = catalogue;
    this.revocations = revocations;
    this.revocationService = revocationService;
    this.store = store;
    this.issuer = issuer;
    this.seal = seal;
    this.clock = clock;
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * A session with a token that holds.
   *
   * @param session its id
   * @param delivery the delivery profile
   * @param url ready to play
   * @param value the token's text
   * @param expiresAt when the token expires
   * @param refreshAt when to ask for the next one
   * @param format the format asked for, where it is not the asset's default; else null
   * @param created whether the session is new
   */
  record Playable(
      String session,
      Delivery delivery,
      String url,
      String value,
      Instant expiresAt,
      Instant refreshAt,
      @Nullable String format,
      boolean created) {}

  /** What a viewer asked for, checked as far as it can be without Redis. */
  private record Plan(
      ViewerToken viewer,
      Asset asset,
      Delivery delivery,
      String format,
      @Nullable String player,
      @Nullable String clientIp) {

    Purpose purpose(String session, String packageId, long nowMillis) {
      return new Purpose(
          session,
          viewer.viewer(),
          viewer.login(),
          viewer.device(),
          packageId,
          clientIp,
          nowMillis / 1000);
    }

    String boundIp() {
      return delivery.profile().ip() == IpBinding.EXACT && clientIp != null ? clientIp : "";
    }
  }

  /** Starts a session, or answers the live one. */
  Uni<Playable> start(ViewerToken viewer, StartRequest request, @Nullable String clientIp) {
    Uni<Playable> started =
        asset(request.assetId())
            .chain(asset -> {
              Delivery delivery =
                  delivery(asset, Optional.ofNullable(request.profile()))
                      .orElseThrow(() ->
                          new ProblemException(
                              TokenError.UNKNOWN_PROFILE,
                              "The asset is not delivered by such a profile."));
              String format = format(asset, request.format());
              Plan plan = new Plan(viewer, asset, delivery, format, request.device(), clientIp);
              if (entitling(plan).isEmpty()) {
                throw notEntitled();
              }
              revocations.requireCurrentForStart();
              return open(plan, List.of(), 1);
            });
    return started
        .invoke(playable -> metrics.granted(playable.created() ? Outcome.CREATED : Outcome.RESUMED))
        .onFailure()
        .invoke(failure -> metrics.failed(Operation.START, failure));
  }

  /** Issues the next token of a live session of the same viewer and sign-in. */
  Uni<Playable> refresh(
      ViewerToken viewer, String sid, @Nullable String format, @Nullable String clientIp) {
    if (!SessionId.isWellFormed(sid)) {
      return deny(Operation.REFRESH, unknownSession());
    }
    try {
      revocations.requireCurrentForRefresh();
    } catch (ProblemException e) {
      return deny(Operation.REFRESH, e);
    }
    long now = clock.nowMillis();
    Uni<Playable> refreshed =
        store
            .refresh(viewer.viewer(), sid, viewer.login(), now / 1000 * 1000, now)
            .chain(held -> {
              if (held == null) {
                throw unknownSession();
              }
              return next(viewer, held, format, clientIp, now)
                  .onFailure()
                  .call(() -> store.restore(viewer.viewer(), held));
            });
    return refreshed
        .invoke(playable -> metrics.granted(Outcome.REFRESHED))
        .onFailure()
        .invoke(failure -> metrics.failed(Operation.REFRESH, failure));
  }

  /** Ends a session of the same viewer and sign-in: revokes its tokens, then frees its slot. */
  Uni<Void> end(ViewerToken viewer, String sid) {
    if (!SessionId.isWellFormed(sid)) {
      return deny(Operation.END, unknownSession());
    }
    Uni<Void> ended =
        store
            .find(viewer.viewer(), sid, clock.nowMillis())
            .chain(held -> {
              if (held == null || !held.session().login().equals(viewer.login())) {
                throw unknownSession();
              }
              return revocationService
                  .endSession(sid, lastExpiry(held))
                  .chain(() -> store.remove(viewer.viewer(), sid));
            });
    return ended
        .invoke(done -> metrics.granted(Outcome.ENDED))
        .onFailure()
        .invoke(failure -> metrics.failed(Operation.END, failure));
  }

  /**
   * When the last token of a session will have expired, counting one that is issued by a refresh
   * that runs while the session is being ended.
   */
  private Instant lastExpiry(Held held) {
    long lifetime =
        Math.max(
            held.session().lifetimeSeconds(),
            catalogue
                .snapshot()
                .delivery(held.session().profile())
                .map(delivery -> delivery.profile().lifetime().toSeconds())
                .orElse(0L));
    long racing =
        clock.nowMillis() + lifetime * 1000 + RevocationService.CALL_BUDGET.toMillis() + 1000;
    return Instant.ofEpochMilli(Math.max(held.expiresAtMillis(), racing));
  }

  // ------------------------------------------------------------------------------------- start

  private Uni<Playable> open(Plan plan, List<String> drop, int attempt) {
    if (attempt > MAX_ATTEMPTS) {
      throw new ProblemException(
              CommonError.UNAVAILABLE, "The session keeps changing. Ask again shortly.")
          .withHeader("Retry-After", "1");
    }
    long now = clock.nowMillis();
    String sid = ids.next(now);
    String packageId = grantingPackage(plan, sid, now);
    Purpose purpose = plan.purpose(sid, packageId, now);
    boolean opaque = TokenIssuer.isOpaque(plan.delivery().profile());
    Issued issued = issuer.issue(plan.delivery(), plan.asset(), purpose);
    PlaybackSession session =
        new PlaybackSession(
            sid,
            SessionIdentity.of(
                plan.asset().id(),
                plan.viewer().device(),
                plan.player(),
                plan.delivery().profile().id()),
            plan.asset().id(),
            plan.delivery().profile().id(),
            packageId,
            plan.viewer().login(),
            plan.viewer().device(),
            plan.delivery().profile().lifetime().toSeconds(),
            opaque ? null : stored(plan.delivery(), plan.asset(), sid, issued));
    return store
        .start(
            plan.viewer().viewer(),
            session,
            issued.grant().expiresAt() * 1000,
            limit(plan.viewer()),
            now,
            drop)
        .chain(outcome ->
            switch (outcome) {
              case SessionStore.Start.Started() ->
                  opaque
                      ? finish(plan, session, issued, now)
                      : item(playable(plan, sid, issued, true));
              case SessionStore.Start.Live(PlaybackSession live) -> resume(plan, live, attempt);
              case SessionStore.Start.Full(List<String> sessions) ->
                  full(plan, sessions, drop, attempt);
            });
  }

  /** Registers the token of a new session; without it, neither session nor slot is left behind. */
  private Uni<Playable> finish(Plan plan, PlaybackSession session, Issued issued, long now) {
    String viewer = plan.viewer().viewer();
    PlaybackSession finished =
        session.with(
            session.packageId(),
            session.login(),
            session.lifetimeSeconds(),
            stored(plan.delivery(), plan.asset(), session.sid(), issued));
    return revocationService
        .register(registration(plan.delivery(), issued))
        .onFailure()
        .call(() -> store.removeUnfinished(viewer, session.sid()).onFailure().recoverWithNull())
        .chain(() -> store.replace(viewer, finished, issued.grant().expiresAt() * 1000, now))
        .map(stillThere -> {
          if (!stillThere) {
            throw new ProblemException(
                    CommonError.UNAVAILABLE, "The session ended meanwhile. Ask again.")
                .withHeader("Retry-After", "1");
          }
          return playable(plan, session.sid(), issued, true);
        });
  }

  private Uni<Playable> full(Plan plan, List<String> sessions, List<String> drop, int attempt) {
    // Sessions that were revoked one by one have no use for their slots.
    List<String> dead = sessions.stream().filter(sid -> isSessionRevoked(sid)).toList();
    if (dead.isEmpty() || dead.equals(drop)) {
      throw new ProblemException(
          TokenError.TOO_MANY_SESSIONS, "End another playback session of this viewer first.");
    }
    return open(plan, dead, attempt + 1);
  }

  /** Answers a session that lives: by the token it has, or by a new one. */
  private Uni<Playable> resume(Plan plan, PlaybackSession live, int attempt) {
    if (isSessionRevoked(live.sid())) {
      return open(plan, List.of(live.sid()), attempt + 1);
    }
    long now = clock.nowMillis();
    String packageId =
        entitling(plan).contains(live.packageId())
                && hit(plan, live.sid(), live.packageId(), now) == null
            ? live.packageId()
            : grantingPackage(plan, live.sid(), now);
    Optional<Playable> same = sameToken(plan, live, packageId, now);
    if (same.isPresent()) {
      return item(same.get());
    }
    Issued issued =
        issuer.issue(plan.delivery(), plan.asset(), plan.purpose(live.sid(), packageId, now));
    PlaybackSession renewed =
        live.with(
            packageId,
            plan.viewer().login(),
            plan.delivery().profile().lifetime().toSeconds(),
            stored(plan.delivery(), plan.asset(), live.sid(), issued));
    return registered(plan.delivery(), issued)
        .chain(() ->
            store.replace(plan.viewer().viewer(), renewed, issued.grant().expiresAt() * 1000, now))
        .chain(stillThere ->
            stillThere
                ? item(playable(plan, live.sid(), issued, false))
                : open(plan, List.of(), attempt + 1));
  }

  /**
   * The token that the session has, if it is in the first part of its life, says what a new one
   * would say, and nothing hits it.
   */
  private Optional<Playable> sameToken(
      Plan plan, PlaybackSession live, String packageId, long now) {
    PlaybackSession.Token token = live.token();
    if (token == null
        || !live.packageId().equals(packageId)
        || !live.login().equals(plan.viewer().login())
        || token.assetRevision() != plan.asset().revision()
        || token.profileRevision() != plan.delivery().profile().revision()
        || now >= refreshAt(token.issuedAt(), token.expiresAt()).toEpochMilli()
        || !(token.kid().isEmpty() || plan.delivery().hasKey(token.kid()))) {
      return Optional.empty();
    }
    Purpose purpose = plan.purpose(live.sid(), packageId, token.issuedAt() * 1000);
    return seal.open(token.sealed(), live.sid())
        .filter(content -> content.ip().equals(plan.boundIp()))
        .filter(content ->
            revocations.find(
                    TokenIssuer.subjects(
                        purpose,
                        plan.asset(),
                        token.kid().isEmpty() ? null : token.kid(),
                        () -> List.of(token.tokenId(), OpaqueTokens.sha256Hex(content.value()))),
                    now)
                == null)
        .map(content ->
            playable(
                plan, live.sid(), content.value(), token.issuedAt(), token.expiresAt(), false));
  }

  // ----------------------------------------------------------------------------------- refresh

  private Uni<Playable> next(
      ViewerToken viewer,
      Held held,
      @Nullable String wantedFormat,
      @Nullable String clientIp,
      long now) {
    PlaybackSession session = held.session();
    return asset(session.asset())
        .chain(asset -> {
          Delivery delivery =
              delivery(asset, Optional.of(session.profile()))
                  .orElseThrow(() ->
                      new ProblemException(
                          TokenError.UNKNOWN_PROFILE,
                          "The asset is no longer delivered by this profile."));
          Plan plan =
              new Plan(viewer, asset, delivery, format(asset, wantedFormat), null, clientIp);
          if (!entitling(plan).contains(session.packageId())) {
            throw notEntitled();
          }
          Purpose purpose = plan.purpose(session.sid(), session.packageId(), now);
          RevocationRule rule = hit(plan, session.sid(), session.packageId(), now);
          if (rule != null) {
            throw denied(rule, now);
          }
          Issued issued = issuer.issue(delivery, asset, purpose);
          Uni<Boolean> kept =
              issued.grant().expiresAt() * 1000 <= held.expiresAtMillis()
                  ? Uni.createFrom().item(true)
                  : prolong(viewer, session, delivery, issued, now);
          return registered(delivery, issued)
              .chain(() -> kept)
              .map(stillThere -> {
                if (!stillThere) {
                  throw unknownSession();
                }
                return playable(plan, session.sid(), issued, false);
              });
        });
  }

  /** Takes over a lifetime that the profile was given after the session had started. */
  private Uni<Boolean> prolong(
      ViewerToken viewer, PlaybackSession session, Delivery delivery, Issued issued, long now) {
    PlaybackSession prolonged =
        new PlaybackSession(
            session.sid(),
            session.identity(),
            session.asset(),
            session.profile(),
            session.packageId(),
            session.login(),
            session.device(),
            delivery.profile().lifetime().toSeconds(),
            session.token());
    return store.replace(viewer.viewer(), prolonged, issued.grant().expiresAt() * 1000, now);
  }

  // ------------------------------------------------------------------------------------ common

  private Uni<Asset> asset(String id) {
    return assets
        .find(id)
        .onFailure()
        .transform(failure ->
            new ProblemException(CommonError.UNAVAILABLE, "The catalogue cannot be read now.")
                .withCause(failure)
                .withHeader("Retry-After", "1"))
        .map(found ->
            found.orElseThrow(
                () -> new ProblemException(TokenError.UNKNOWN_ASSET, "No asset has this id.")));
  }

  private Optional<Delivery> delivery(Asset asset, Optional<String> wanted) {
    return Optional.of(wanted.orElse(asset.defaultProfile()))
        .filter(asset.profiles()::contains)
        .flatMap(profile -> catalogue.snapshot().delivery(profile));
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

  /** The viewer's packages that contain the asset, in the order in which they are tried. */
  private static List<String> entitling(Plan plan) {
    return plan.viewer().packages().stream()
        .filter(plan.asset().packages()::contains)
        .sorted()
        .toList();
  }

  /** The first entitling package under which no rule hits a new token. */
  private String grantingPackage(Plan plan, String sid, long now) {
    RevocationRule strictest = null;
    for (String packageId : entitling(plan)) {
      RevocationRule rule = hit(plan, sid, packageId, now);
      if (rule == null) {
        return packageId;
      }
      if (strictest == null || RevocationRule.STRICTEST_FIRST.compare(rule, strictest) < 0) {
        strictest = rule;
      }
    }
    throw strictest == null ? notEntitled() : denied(strictest, now);
  }

  /**
   * The strictest rule that would hit a token issued now, or null. Rules on the person are held
   * against the viewer token as well: one issued before a cut-off may still name a package that the
   * viewer has lost with it, and only a newer one can say otherwise.
   */
  private @Nullable RevocationRule hit(Plan plan, String sid, String packageId, long now) {
    RevocationRule rule =
        revocations.find(
            TokenIssuer.subjects(
                plan.purpose(sid, packageId, now),
                plan.asset(),
                TokenIssuer.activeKid(plan.delivery()),
                NO_IDS),
            now);
    if (rule != null) {
      return rule;
    }
    ViewerToken viewer = plan.viewer();
    return revocations.find(
        new TokenSubjects(
            NO_IDS,
            null,
            viewer.login(),
            viewer.viewer(),
            viewer.device(),
            null,
            packageId,
            null,
            null,
            viewer.issuedAt() * 1000,
            false),
        now);
  }

  private boolean isSessionRevoked(String sid) {
    RevocationRule rule =
        revocations.find(
            new TokenSubjects(
                NO_IDS, sid, null, null, null, null, null, null, null, Long.MAX_VALUE, false),
            clock.nowMillis());
    return rule != null && rule.scope() == RevocationScope.SESSION;
  }

  private int limit(ViewerToken viewer) {
    return Math.min(viewer.sessionLimit().orElse(config.defaultLimit()), config.maximumLimit());
  }

  private PlaybackSession.Token stored(Delivery delivery, Asset asset, String sid, Issued issued) {
    return new PlaybackSession.Token(
        issued.grant().issuedAt(),
        issued.grant().expiresAt(),
        String.valueOf(issued.grant().tokenId()),
        issued.kid(),
        asset.revision(),
        delivery.profile().revision(),
        seal.seal(new TokenSeal.Content(issued.value(), issued.boundIp()), sid));
  }

  /** Registers the token where it has to be. */
  private Uni<Void> registered(Delivery delivery, Issued issued) {
    return TokenIssuer.isOpaque(delivery.profile())
        ? revocationService.register(registration(delivery, issued))
        : Uni.createFrom().voidItem();
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
        delivery.profile().id(),
        grant.paths(),
        grant.issuedAt(),
        grant.notBefore() == PlaybackGrant.UNSET ? null : grant.notBefore(),
        grant.expiresAt(),
        grant.tokenId(),
        grant.ip(),
        grant.domain());
  }

  private Playable playable(Plan plan, String sid, Issued issued, boolean created) {
    return playable(
        plan, sid, issued.value(), issued.grant().issuedAt(), issued.grant().expiresAt(), created);
  }

  private Playable playable(
      Plan plan, String sid, String value, long issuedAt, long expiresAt, boolean created) {
    String entry = plan.asset().entries().get(plan.format());
    return new Playable(
        sid,
        plan.delivery(),
        TokenIssuer.url(plan.delivery().profile(), plan.asset(), String.valueOf(entry), value),
        value,
        Instant.ofEpochSecond(expiresAt),
        refreshAt(issuedAt, expiresAt),
        plan.format().equals(plan.asset().defaultFormat()) ? null : plan.format(),
        created);
  }

  private Instant refreshAt(long issuedAt, long expiresAt) {
    return Instant.ofEpochMilli(
        issuedAt * 1000 + Math.round((expiresAt - issuedAt) * 1000 * config.refreshAfter()));
  }

  /** What a viewer is told about a rule: that it is there, and when asking again may help. */
  private static ProblemException denied(RevocationRule rule, long nowMillis) {
    if (rule.kind() == RevocationRule.Kind.HOLD) {
      return new ProblemException(TokenError.HELD, "It lasts until it is lifted.");
    }
    if (rule.scope().ignoresIssueTime()) {
      return new ProblemException(TokenError.REVOKED, "Start another playback session.");
    }
    // Tokens name their second of issue: the first one that is not hit begins after the cut-off.
    long free = (rule.notBeforeMillis() / 1000 + 1) * 1000;
    long wait = Math.max(1, (free - nowMillis + 999) / 1000);
    return new ProblemException(
            TokenError.REVOKED, "Get a new viewer token and ask again when Retry-After is over.")
        .withHeader("Retry-After", Long.toString(wait));
  }

  private static ProblemException notEntitled() {
    return new ProblemException(
        TokenError.NOT_ENTITLED, "None of the viewer's packages holds this asset.");
  }

  private static ProblemException unknownSession() {
    return new ProblemException(
        TokenError.UNKNOWN_SESSION, "It has ended, or is not this viewer's and sign-in's.");
  }

  private <T> Uni<T> deny(Operation operation, ProblemException problem) {
    metrics.failed(operation, problem);
    return Uni.createFrom().failure(problem);
  }

  private static <T> Uni<T> item(T item) {
    return Uni.createFrom().item(item);
  }
}
