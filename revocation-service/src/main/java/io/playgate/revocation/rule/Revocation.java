package io.playgate.revocation.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationRule;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule as the REST API shows it: times as RFC 3339.
 *
 * @param id its identifier
 * @param kind {@code cut-off} or {@code hold}
 * @param scope wire name of the scope
 * @param subject what is hit
 * @param notBefore of a cut-off: tokens issued until then are hit
 * @param effectiveAt from when it is in force
 * @param expiresAt when it ends; absent for a hold that stands until lifted
 * @param reason stable reason code
 * @param source who asked
 * @param derivedFrom the rule it was expanded from
 * @param position where it was logged; only in the answer to its creation
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Revocation(
    String id,
    String kind,
    String scope,
    String subject,
    @Nullable Instant notBefore,
    Instant effectiveAt,
    @Nullable Instant expiresAt,
    String reason,
    String source,
    @Nullable String derivedFrom,
    @Nullable String position) {

  static Revocation of(RevocationRule rule, @Nullable FeedPosition position) {
    return new Revocation(
        rule.id(),
        rule.kind().wireName(),
        rule.scope().wireName(),
        rule.subject(),
        rule.kind() == RevocationRule.Kind.CUT_OFF
            ? Instant.ofEpochMilli(rule.notBeforeMillis())
            : null,
        Instant.ofEpochMilli(rule.effectiveAtMillis()),
        rule.expiresAtMillis() == RevocationRule.UNTIL_LIFTED
            ? null
            : Instant.ofEpochMilli(rule.expiresAtMillis()),
        rule.reason(),
        rule.source(),
        rule.derivedFrom(),
        position == null ? null : position.toString());
  }
}
