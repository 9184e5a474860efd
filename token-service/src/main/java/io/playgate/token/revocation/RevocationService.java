package io.playgate.token.revocation;

import io.playgate.support.client.ServiceAssertion;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Calls revocation-service. Both calls may be sent again without harm: a registration is kept under
 * the token's hash, and a second rule on one session hits what the first one hits.
 */
@ApplicationScoped
public class RevocationService {
  /** The longest time that a call takes, all attempts included, with some room. */
  public static final Duration CALL_BUDGET = Duration.ofSeconds(8);

  private static final Duration ATTEMPT = Duration.ofSeconds(2);
  private static final int RETRIES = 2;

  private final RevocationRestClient client;
  private final ServiceAssertion assertion;
  private final TypedGuard<Uni<Void>> guard =
      TypedGuard.create(new TypeLiteral<Uni<Void>>() {})
          .withTimeout()
          .duration(ATTEMPT.toMillis(), ChronoUnit.MILLIS)
          .done()
          .withRetry()
          .maxRetries(RETRIES)
          .delay(100, ChronoUnit.MILLIS)
          .jitter(50, ChronoUnit.MILLIS)
          .done()
          .withCircuitBreaker()
          .requestVolumeThreshold(20)
          .failureRatio(0.5)
          .delay(1, ChronoUnit.SECONDS)
          .done()
          .build();

  RevocationService(@RestClient RevocationRestClient client, ServiceAssertion assertion) {
    this.client = client;
    this.assertion = assertion;
  }

  /**
   * Registers an opaque token. Done once revocation-service has it; fails with {@link
   * TokenError#REVOCATION_UNAVAILABLE}.
   */
  public Uni<Void> register(OpaqueRegistration token) {
    return guarded(() -> client.register(authorization(), token));
  }

  /**
   * Ends a session: its tokens are revoked. Done once the rule is durable; fails with {@link
   * TokenError#REVOCATION_UNAVAILABLE}.
   *
   * @param expiresAt when the last token of the session has expired
   */
  public Uni<Void> endSession(String sid, Instant expiresAt) {
    SessionEnd rule =
        new SessionEnd("session", sid, "session.ended", expiresAt.truncatedTo(ChronoUnit.SECONDS));
    return guarded(() -> client.revoke(authorization(), rule));
  }

  private Uni<Void> guarded(Supplier<Uni<Void>> call) {
    return guard
        .get(call)
        .onFailure()
        .transform(failure ->
            new ProblemException(
                    TokenError.REVOCATION_UNAVAILABLE,
                    "revocation-service did not take it. Ask again shortly.")
                .withCause(failure)
                .withHeader("Retry-After", "1"));
  }

  private String authorization() {
    return assertion.authorizationFor(Revocations.AUDIENCE);
  }
}
