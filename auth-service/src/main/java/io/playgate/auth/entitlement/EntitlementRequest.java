package io.playgate.auth.entitlement;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.playgate.support.identifier.Identifiers;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an entitlement is to be.
 *
 * @param state active where absent
 * @param startsAt from when the viewer may watch; from now on where absent
 * @param endsAt until when; without end where absent
 * @param source who says so; {@code standard} where absent
 * @param subscription which of the viewer's subscriptions there; none in particular where absent
 * @param id read-only, as a GET answers it
 * @param packageId read-only, as the path names it
 * @param stateAt read-only, as a GET answers it
 * @param effective read-only, as a GET answers it
 */
public record EntitlementRequest(
    @Nullable EntitlementState state,
    @StorableTime @Nullable Instant startsAt,
    @StorableTime @Nullable Instant endsAt,
    @Pattern(regexp = Identifiers.SOURCE) @Nullable String source,
    @Pattern(regexp = Identifiers.SUBSCRIPTION_OR_NONE, message = Identifiers.SUBSCRIPTION_MESSAGE)
        @Nullable String subscription,
    @Schema(readOnly = true) @Nullable String id,
    @JsonProperty("package") @Schema(readOnly = true) @Nullable String packageId,
    @Schema(readOnly = true) @Nullable Instant stateAt,
    @Schema(readOnly = true) @Nullable Boolean effective) {

  /** Whether the time between start and end is one. */
  @AssertTrue(message = "startsAt must be before endsAt")
  @Schema(hidden = true)
  public boolean isPeriod() {
    return startsAt == null || endsAt == null || startsAt.isBefore(endsAt);
  }
}
