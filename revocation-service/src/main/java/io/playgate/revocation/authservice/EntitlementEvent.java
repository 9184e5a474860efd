package io.playgate.revocation.authservice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What auth-service is told of a billing event (docs/reference/service-calls.md, "entitlement
 * changes").
 *
 * @param eventId source, colon, the event's id there
 * @param source who said so
 * @param type suspended, cancelled, refunded or reactivated
 * @param viewerId the viewer
 * @param packageId the package; null for the whole viewer
 * @param occurredAt when it occurred, by the source's clock
 * @param effectiveAt from when it holds
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntitlementEvent(
    String eventId,
    String source,
    String type,
    String viewerId,
    @JsonProperty("package") @Nullable String packageId,
    Instant occurredAt,
    Instant effectiveAt) {}
