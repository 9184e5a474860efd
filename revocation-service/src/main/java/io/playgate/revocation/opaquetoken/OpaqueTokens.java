package io.playgate.revocation.opaquetoken;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.revocation.RevocationConfig;
import io.playgate.revocation.RevocationError;
import io.playgate.revocation.feed.RevocationTail;
import io.playgate.revocation.log.RevocationLog;
import io.playgate.revocation.log.RuleDraft;
import io.playgate.revocation.rule.PresentedText;
import io.playgate.revocation.rule.TokenHash;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.support.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Keeps opaque tokens by the hash of their text until they expire, and says whether they hold. */
@ApplicationScoped
class OpaqueTokens {
  private static final Logger LOG = Logger.getLogger(OpaqueTokens.class);

  /** How far the issuer's clock may be ahead. */
  private static final long SKEW_SECONDS = 60;

  private static final Duration OBEYED = Duration.ofMillis(250);

  private final RevocationLog log;
  private final RevocationTail tail;
  private final RevocationConfig config;
  private final ObjectMapper json;
  private final Clock clock;

  OpaqueTokens(
      RevocationLog log,
      RevocationTail tail,
      RevocationConfig config,
      ObjectMapper json,
      Clock clock) {
    this.log = log;
    this.tail = tail;
    this.config = config;
    this.json = json;
    this.clock = clock;
  }

  /** Keeps a token; the same again changes nothing. */
  void register(OpaqueTokenRegistration registration, String clientId) {
    OpaqueToken token = registration.token(clientId);
    checkTimes(token);
    if (!tail.isCurrent()) {
      throw new ProblemException(
              RevocationError.STORAGE_UNAVAILABLE, "This replica is not current; ask again.")
          .withHeader("Retry-After", "1");
    }
    RevocationRule hit = tail.replica().find(token.subjects(registration.sha256()), clock.millis());
    if (hit != null) {
      throw new ProblemException(
          RevocationError.REVOKED, "A rule in force hits it; nothing was registered.");
    }
    String text;
    try {
      text = json.writeValueAsString(token);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers can be written", e);
    }
    switch (log.registerToken(registration.sha256(), text, token.exp() * 1000)) {
      case CREATED, REPEATED -> {
        // The same token twice is a repeated request.
      }
      case CONFLICT ->
          throw new ProblemException(
              RevocationError.TOKEN_EXISTS, "Opaque tokens are unguessable; make a new one.");
      case EXPIRED ->
          throw new ProblemException(RevocationError.INVALID_TOKEN_LIFETIME, "exp is past.");
    }
  }

  /**
   * Whether a token holds now. One round trip to Redis; does not block.
   *
   * @param mayRead whether the caller may know of tokens of a delivery profile
   */
  Uni<Introspection> introspect(String token, Predicate<String> mayRead) {
    // Taken first: what is logged from here on, the answer may or may not reflect.
    FeedPosition position = tail.replica().position();
    if (position == null || !tail.isCurrent()) {
      return Uni.createFrom()
          .failure(
              new ProblemException(
                  RevocationError.STORAGE_UNAVAILABLE, "This replica is not current; ask again."));
    }
    String sha256 = TokenHash.of(token);
    return log.token(sha256).map(text -> judge(text, sha256, position, mayRead));
  }

  /**
   * Revokes a playback token. An opaque one that is not registered, and any that claims to have
   * ended, is revoked already (RFC 7009 section 2.2).
   *
   * @return false where the text is of no kind that can be taken back
   */
  boolean revoke(String token, String clientId) {
    PresentedText text = PresentedText.read(token);
    if (text == null) {
      return false;
    }
    FeedPosition position;
    RuleDraft draft;
    if (text.secret()) {
      draft = draft(RuleDraft.newId(clock.millis()), text, clientId);
      position = log.revokeToken(text.subject(), draft);
    } else if (text.expiresAt() < 0) {
      return false;
    } else {
      // What it claims is not verified, so it may make the rule shorter only. The same token again
      // is the same rule.
      long now = clock.instant().getEpochSecond();
      if (text.expiresAt() + SKEW_SECONDS <= now) {
        return true;
      }
      long longest = now + config.maxTokenLifetime().toSeconds();
      Instant end = Instant.ofEpochSecond(Math.min(text.expiresAt(), longest) + SKEW_SECONDS);
      String hash = TokenHash.of(text.scope().wireName() + '\0' + text.subject());
      draft = draft("revoked-" + hash.substring(0, 48), text, clientId);
      position =
          log.post(draft, null, end, null, null) instanceof RevocationLog.Posted.Created created
              ? created.logged().position()
              : null;
    }
    if (position != null) {
      LOG.infof("Playback token revoked by %s: revocation %s", clientId, draft.id());
      tail.awaitReached(position, OBEYED);
    }
    return true;
  }

  private static RuleDraft draft(String id, PresentedText text, String clientId) {
    return new RuleDraft(
        id,
        RevocationRule.Kind.CUT_OFF,
        text.scope(),
        text.subject(),
        "token.revoked",
        "client:" + clientId,
        null);
  }

  private Introspection judge(
      Optional<String> text, String sha256, FeedPosition position, Predicate<String> mayRead) {
    if (text.isEmpty()) {
      return Introspection.INACTIVE;
    }
    OpaqueToken token;
    try {
      token = json.readValue(text.get(), OpaqueToken.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a registered token cannot be read", e);
    }
    long now = clock.millis();
    boolean active =
        now < token.exp() * 1000
            && mayRead.test(token.profile())
            && tail.replica().find(token.subjects(sha256), now) == null;
    return active ? new Introspection(true, token, position.toString()) : Introspection.INACTIVE;
  }

  private void checkTimes(OpaqueToken token) {
    long now = clock.instant().getEpochSecond();
    Long nbf = token.nbf();
    boolean sound =
        token.iat() <= now + SKEW_SECONDS
            && token.iat() < token.exp()
            && (nbf == null || nbf < token.exp())
            && token.exp() - now <= config.maxTokenLifetime().toSeconds() + SKEW_SECONDS;
    if (!sound) {
      throw new ProblemException(
          RevocationError.INVALID_TOKEN_LIFETIME,
          "iat is not in the future, iat and nbf are before exp, and the token lives at most "
              + config.maxTokenLifetime().toSeconds()
              + " seconds.");
    }
  }
}
