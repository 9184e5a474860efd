package io.playgate.auth.entitlement;

import io.playgate.support.identifier.Identifiers;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change that billing reported to revocation-service (docs/reference/service-calls.md).
 *
 * @param eventId names the event; the same id again changes nothing
 * @param source which billing system
 * @param type what happened
 * @param viewerId to whom
 * @param packageId for which package; all of the source's where absent
 * @param subscription for which of the source's subscriptions; for all of them where absent or
 *     empty. An entitlement that was set without a subscription is meant by every event of its
 *     source and package
 * @param occurredAt when it happened: an event older than the last one applied is dropped
 * @param effectiveAt from when it holds; from when it happened where absent
 */
public record EntitlementEvent(
    @NotNull @Pattern(regexp = Identifiers.EVENT) String eventId,
    @NotNull @Pattern(regexp = Identifiers.SOURCE) String source,
    @NotNull EntitlementEventType type,
    @NotNull @Pattern(regexp = Identifiers.VIEWER) String viewerId,
    @com.fasterxml.jackson.annotation.JsonProperty("package") @Pattern(regexp = Identifiers.PACKAGE)
        @Nullable String packageId,
    @Pattern(regexp = Identifiers.SUBSCRIPTION_OR_NONE) @Nullable String subscription,
    @NotNull @StorableTime Instant occurredAt,
    @StorableTime @Nullable Instant effectiveAt) {}
