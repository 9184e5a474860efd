package io.playgate.auth.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule as revocation-service takes it.
 *
 * @param kind {@code hold} or {@code cut-off}
 * @param scope {@code sign-in} or {@code viewer}
 * @param subject the sign-in session or the viewer
 * @param reason why, a stable code
 * @param expiresAt when the last token it can hit has expired; null for a hold without end
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record RuleDocument(
    String kind, String scope, String subject, String reason, @Nullable Instant expiresAt) {

  static RuleDocument hold(String scope, String subject, String reason, @Nullable Instant end) {
    return new RuleDocument("hold", scope, subject, reason, end);
  }

  static RuleDocument cutOff(String scope, String subject, String reason, Instant end) {
    return new RuleDocument("cut-off", scope, subject, reason, end);
  }
}
