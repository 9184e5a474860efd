package io.playgate.auth.entitlement;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change that billing reported to revocation-service (docs/architecture.md).
 *
 * @param eventId names the event; the same id again changes nothing
 * @param source which billing system
 * @param type what happened
 * @param viewerId to whom
 * @param packageId for which package; all of the source's where absent
 * @param occurredAt when it happened: an event older than the last one applied is dropped
 * @param effectiveAt from when it holds; from when it happened where absent
 */
public record EntitlementEvent(
    @NotNull @Size(min = 1, max = 200) @Pattern(regexp = "\\P{Cntrl}*") String eventId,
    @NotNull @Pattern(regexp = EntitlementResource.SOURCE) String source,
    @NotNull EntitlementEventType type,
    @NotNull @Size(min = 1, max = 100) String viewerId,
    @com.fasterxml.jackson.annotation.JsonProperty("package")
        @Pattern(regexp = EntitlementResource.PACKAGE)
        @Nullable String packageId,
    @NotNull @StorableTime Instant occurredAt,
    @StorableTime @Nullable Instant effectiveAt) {}
