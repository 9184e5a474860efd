package io.playgate.auth.revocation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that revocation-service is to be told.
 *
 * @param seq its place in the outbox
 * @param ruleId the rule
 * @param rule the rule to put; null to lift it
 * @param attempts how often it was tried, this time included
 */
record OutboxEntry(long seq, String ruleId, @Nullable RuleDocument rule, int attempts) {

  /** Whether the rule could hit nothing any longer. */
  boolean isOver(Instant now) {
    return rule != null && rule.expiresAt() != null && !now.isBefore(rule.expiresAt());
  }
}
