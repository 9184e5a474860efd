package io.playgate.auth.revocation;

import io.playgate.support.client.ServiceAssertion;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.WebApplicationException;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Every call to revocation-service. Both may be repeated without harm. */
@ApplicationScoped
class RevocationService {

  private static final Logger LOG = Logger.getLogger(RevocationService.class);
  private static final String AUDIENCE = "playgate:revocation";
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final RevocationConfig config;
  private final Instance<RevocationRestClient> client;
  private final Instance<ServiceAssertion> assertion;

  RevocationService(
      RevocationConfig config,
      @RestClient Instance<RevocationRestClient> client,
      Instance<ServiceAssertion> assertion) {
    this.config = config;
    this.client = client;
    this.assertion = assertion;
  }

  /** What became of something that was told. */
  enum Outcome {
    /** It is as it should be. */
    DONE,
    /** It may be taken when told again. */
    RETRY,
    /** It will never be taken. */
    REFUSED,
    /** Somebody else disposed of the rule's id: it may be taken under another one. */
    RENAME
  }

  /**
   * An answer.
   *
   * @param outcome what became of it
   * @param why what was answered, for the log
   */
  record Answer(Outcome outcome, String why) {}

  /**
   * Checks, at start-up, that calls can be made.
   *
   * @throws IllegalStateException if the URL or this service's own key is unusable
   */
  void check() {
    URI url = config.url().orElseThrow();
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
      throw new IllegalStateException("playgate.revocation.url must be an http or https URL");
    }
    assertion.get().forAudience(AUDIENCE);
  }

  /** Puts a rule or lifts it. Never fails. */
  Uni<Answer> tell(OutboxEntry entry) {
    return Uni.createFrom()
        .deferred(() -> {
          String authorization = assertion.get().authorizationFor(AUDIENCE);
          RuleDocument rule = entry.rule();
          return rule == null
              ? client.get().lift(authorization, entry.ruleId())
              : client.get().put(authorization, entry.ruleId(), rule);
        })
        .ifNoItem()
        .after(TIMEOUT)
        .fail()
        .replaceWith(new Answer(Outcome.DONE, ""))
        .onFailure()
        .recoverWithItem(failure -> answer(entry, failure));
  }

  private static Answer answer(OutboxEntry entry, Throwable failure) {
    if (!(failure instanceof WebApplicationException answer)) {
      LOG.debugf(failure, "revocation-service did not take rule %s", entry.ruleId());
      return new Answer(Outcome.RETRY, "no answer (" + failure.getClass().getSimpleName() + ")");
    }
    int status = answer.getResponse().getStatus();
    return new Answer(outcome(entry.rule(), status), "status " + status);
  }

  private static Outcome outcome(@Nullable RuleDocument rule, int status) {
    if (rule == null) {
      // It does not stand: lifted before, or expired.
      return status == 404 ? Outcome.DONE : status == 400 ? Outcome.REFUSED : Outcome.RETRY;
    }
    return switch (status) {
      // Taken or lifted. A hold has an id of its own: whoever lifted it knew what it was. The rule
      // that sign-ins share is needed again.
      case 409 -> rule.kind().equals("hold") ? Outcome.DONE : Outcome.RENAME;
      case 400, 422 -> Outcome.REFUSED;
      // The rest is about this service's credential, the moment, or another release.
      default -> Outcome.RETRY;
    };
  }
}
