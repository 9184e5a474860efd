package io.playgate.auth.signin;

import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.auth.AuthConfig;
import io.playgate.auth.AuthError;
import io.playgate.auth.accesstoken.TokenStrategy;
import io.playgate.auth.accesstoken.ViewerClaims;
import io.playgate.auth.entitlement.CarriedEntitlements;
import io.playgate.auth.entitlement.EntitlementService;
import io.playgate.auth.password.PasswordCheck;
import io.playgate.auth.password.PasswordHasher;
import io.playgate.auth.viewer.Viewer;
import io.playgate.auth.viewer.ViewerLockedOut;
import io.playgate.auth.viewer.ViewerService;
import io.playgate.auth.viewer.ViewerState;
import io.playgate.auth.viewer.Viewers;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.problem.ProblemException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts, continues and ends sign-in sessions. */
@ApplicationScoped
public class SignInService {

  private static final Logger LOG = Logger.getLogger(SignInService.class);

  /** Devices listed where there are too many; the longest unused come first. */
  private static final int MAX_LISTED_DEVICES = 100;

  private static final Duration LONGEST_GRACE = Duration.ofMinutes(1);

  private final Viewers viewers;
  private final ViewerService viewerService;
  private final SignInSessions sessions;
  private final Devices devices;
  private final EntitlementService entitlements;
  private final PasswordHasher hasher;
  private final GuessingBrake brake;
  private final SignInTurns turns;
  private final TokenStrategy tokens;
  private final Event<SignInEnded> ended;
  private final AuthConfig config;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  @Inject
  SignInService(
      Viewers viewers,
      ViewerService viewerService,
      SignInSessions sessions,
      Devices devices,
      EntitlementService entitlements,
      PasswordHasher hasher,
      GuessingBrake brake,
      SignInTurns turns,
      TokenStrategy tokens,
      Event<SignInEnded> ended,
      AuthConfig config,
      MeterRegistry metrics,
      Clock clock) {
    this.viewers = viewers;
    this.viewerService = viewerService;
    this.sessions = sessions;
    this.devices = devices;
    this.entitlements = entitlements;
    this.hasher = hasher;
    this.brake = brake;
    this.turns = turns;
    this.tokens = tokens;
    this.ended = ended;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
    Duration grace = config.signIn().refreshGrace();
    if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
      throw new IllegalStateException(
          "playgate.auth.sign-in.refresh-grace: set it to between PT0S and " + LONGEST_GRACE);
    }
  }

  /**
   * Signs a viewer in on a device: one of theirs that the app names, whose session ends, or a new
   * one.
   *
   * @param request login, password and device
   * @param caller the caller's address, for the brake on guessing and for fair turns
   * @throws ProblemException {@link AuthError#INVALID_CREDENTIALS}, {@link
   *     AuthError#TOO_MANY_ATTEMPTS}, {@link AuthError#BUSY}, {@link AuthError#VIEWER_DISABLED},
   *     {@link AuthError#TOO_MANY_DEVICES}
   */
  TokenPair signIn(SignInRequest request, CallerAddress caller) {
    try {
      // Before the first look into the database, so that a flood does not take its connections.
      TokenPair pair = turns.inTurn(caller, () -> signInCounted(request, caller));
      count("signed-in");
      return pair;
    } catch (ProblemException refused) {
      count(refused.code().code());
      throw refused;
    }
  }

  private TokenPair signInCounted(SignInRequest request, CallerAddress caller) {
    GuessingBrake.Try counted = brake.begin(request.login(), caller, request.deviceId());
    // Neither the brake's nor this transaction is open while the password is hashed.
    Viewer viewer = viewers.findByLogin(request.login());
    String hash = viewer == null ? null : viewer.passwordHash();
    PasswordCheck check;
    try {
      check = hasher.check(request.password(), hash);
    } catch (ProblemException busy) {
      brake.notJudged(counted);
      throw busy;
    }
    if (viewer == null || hash == null || check == PasswordCheck.DIFFERS) {
      throw invalidCredentials();
    }
    brake.succeeded(counted);
    turns.countOf(viewer.id());
    UUID viewerId = viewer.id();
    Start start = QuarkusTransaction.requiringNew().call(() -> start(viewerId, hash, request));
    if (start instanceof Start.NoRoom(ProblemException tooMany)) {
      throw tooMany;
    }
    TokenPair pair = ((Start.Started) start).pair();
    if (check == PasswordCheck.MATCHES_NEEDS_REHASH) {
      rehash(viewerId, request.password(), hash);
    }
    return pair;
  }

  /** What became of a sign-in. Having no room commits too: a device that was replaced stays so. */
  private sealed interface Start {
    record Started(TokenPair pair) implements Start {}

    record NoRoom(ProblemException tooMany) implements Start {}
  }

  private Start start(UUID viewerId, String hash, SignInRequest request) {
    // The viewer's row is held, so that two sign-ins cannot both take the last device.
    Viewer viewer = viewers.findLocked(viewerId);
    if (viewer == null || !Objects.equals(viewer.passwordHash(), hash)) {
      throw invalidCredentials();
    }
    if (viewer.state() != ViewerState.ACTIVE) {
      throw new ProblemException(AuthError.VIEWER_DISABLED, "Ask the operator of the service.");
    }
    Instant now = clock.instant();
    Device device = devices.continued(viewerId, request.deviceId(), request.device());
    if (request.replaceDevice() != null) {
      endOnDevice(viewerId, request.replaceDevice());
    }
    Integer ownLimit = viewer.deviceLimit();
    int limit = ownLimit == null ? config.signIn().defaultDeviceLimit() : ownLimit;
    List<SignInSession> others = sessions.liveOnOtherDevices(viewerId, device.id(), now);
    if (others.size() >= limit) {
      return new Start.NoRoom(tooManyDevices(limit, others));
    }
    endOnDevice(viewerId, device.id());
    devices.signedIn(viewerId, device);
    RefreshToken token = RefreshToken.first(random);
    SignInSession session = new SignInSession(viewerId, device, token, now, expiry(now, now));
    sessions.persistAndFlush(session);
    LOG.infof(
        "Viewer %s signed in, sign-in session %s, device %s", viewerId, session.id(), device.id());
    return new Start.Started(issue(viewer, session, token));
  }

  private void endOnDevice(UUID viewerId, String deviceId) {
    SignInSession former = sessions.findOnDevice(viewerId, deviceId);
    if (former != null) {
      LOG.infof("Sign-in session %s of viewer %s replaced", former.id(), viewerId);
      sessions.delete(former);
      sessions.flush();
      ended.fire(new SignInEnded(viewerId, former.id(), SignInEnded.Reason.REPLACED));
    }
  }

  private static ProblemException tooManyDevices(int limit, List<SignInSession> others) {
    List<Map<String, Object>> listed =
        others.stream()
            .limit(MAX_LISTED_DEVICES)
            .map(session ->
                Map.<String, Object>of(
                    "deviceId", session.device().id(),
                    "label", session.device().label(),
                    "lastSeen", session.lastSeen().truncatedTo(ChronoUnit.SECONDS).toString()))
            .toList();
    return new ProblemException(
            AuthError.TOO_MANY_DEVICES,
            "Sign out on one of the devices listed, or send the deviceId of one as replaceDevice.")
        .withExtension("limit", limit)
        .withExtension("devices", listed);
  }

  /**
   * Continues a sign-in session: the refresh token is exchanged for another and a new viewer token.
   * A token that was exchanged before ends the session, as either the app or a thief has a copy;
   * but one that was exchanged a moment ago is answered the same successor, as the answer may have
   * been lost, or the app sent it twice at once.
   *
   * @param text the refresh token
   * @return the new tokens, or null when the token holds no more
   */
  public @Nullable TokenPair refresh(String text) {
    RefreshToken token = RefreshToken.parse(text);
    TokenPair pair =
        token == null
            ? null
            // A refusal commits too: what it ends has to stay ended.
            : QuarkusTransaction.requiringNew().call(() -> refresh(token));
    count(pair == null ? "refresh-refused" : "refreshed");
    return pair;
  }

  private @Nullable TokenPair refresh(RefreshToken token) {
    Instant now = clock.instant();
    SignInSession session = sessions.findLocked(token);
    if (session == null) {
      return null;
    }
    if (session.isExpired(now)) {
      sessions.delete(session);
      return null;
    }
    boolean present = session.isPresent(token);
    RefreshToken again =
        present ? null : session.successorAgain(token, now, config.signIn().refreshGrace());
    if (!present && again == null) {
      LOG.warnf(
          "A used refresh token came back: sign-in session %s of viewer %s ended",
          session.id(), session.viewerId());
      count("refresh-reused");
      sessions.delete(session);
      ended.fire(
          new SignInEnded(session.viewerId(), session.id(), SignInEnded.Reason.TOKEN_REUSED));
      return null;
    }
    Viewer viewer = viewers.findById(session.viewerId());
    if (viewer == null || viewer.state() != ViewerState.ACTIVE) {
      sessions.delete(session);
      return null;
    }
    if (again != null) {
      count("refresh-repeated");
      return issue(viewer, session, again);
    }
    byte[] salt = RefreshToken.newSalt(random);
    RefreshToken next = session.rotate(token, salt, now, expiry(session.createdAt(), now));
    return issue(viewer, session, next);
  }

  /** Ends a sign-in session; one that has ended already stays so. */
  @Transactional
  void signOut(String viewerId, String login) {
    UUID viewer = Viewers.parseId(viewerId);
    UUID session = Viewers.parseId(login);
    if (viewer != null && session != null && sessions.delete(viewer, session)) {
      ended.fire(new SignInEnded(viewer, session, SignInEnded.Reason.SIGNED_OUT));
      LOG.infof("Viewer %s signed out, sign-in session %s", viewer, session);
    }
  }

  void onLockedOut(@Observes ViewerLockedOut event) {
    SignInEnded.Reason reason =
        switch (event.cause()) {
          case PASSWORD_CHANGED -> SignInEnded.Reason.PASSWORD_CHANGED;
          case DISABLED -> SignInEnded.Reason.VIEWER_DISABLED;
        };
    List<UUID> logins = sessions.deleteOfViewer(event.viewerId());
    for (UUID login : logins) {
      ended.fire(new SignInEnded(event.viewerId(), login, reason));
    }
    LOG.infof("%d sign-in sessions of viewer %s ended", logins.size(), event.viewerId());
  }

  private TokenPair issue(Viewer viewer, SignInSession session, RefreshToken token) {
    CarriedEntitlements carried = entitlements.carriedOf(viewer.id());
    return TokenPair.of(
        tokens.viewerToken(
            new ViewerClaims(
                viewer.id().toString(),
                session.id().toString(),
                session.device().id(),
                session.device().label(),
                carried.packages(),
                carried.entitlements(),
                viewer.sessionLimit())),
        token,
        session.device());
  }

  private Instant expiry(Instant startedAt, Instant now) {
    Instant idle = now.plus(config.signIn().idleLifetime());
    Instant latest = startedAt.plus(config.signIn().maxLifetime());
    return idle.isBefore(latest) ? idle : latest;
  }

  private void rehash(UUID viewerId, String password, String oldHash) {
    try {
      viewerService.rehash(viewerId, oldHash, hasher.hash(password));
    } catch (ProblemException busy) {
      LOG.debugf("Password of viewer %s is hashed anew another time", viewerId);
    }
  }

  private void count(String outcome) {
    metrics.counter("playgate.sign.in", "outcome", outcome).increment();
  }

  private static ProblemException invalidCredentials() {
    return new ProblemException(
            AuthError.INVALID_CREDENTIALS, "Check both; nothing says which one is wrong.")
        .withHeader("WWW-Authenticate", "Bearer realm=\"playgate\"");
  }
}
