package io.playgate.auth.entitlement;

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
 */
public record EntitlementRequest(
    @Nullable EntitlementState state,
    @StorableTime @Nullable Instant startsAt,
    @StorableTime @Nullable Instant endsAt,
    @Pattern(regexp = EntitlementResource.SOURCE) @Nullable String source) {

  /** Whether the time between start and end is one. */
  @AssertTrue(message = "startsAt must be before endsAt")
  @Schema(hidden = true)
  public boolean isPeriod() {
    return startsAt == null || endsAt == null || startsAt.isBefore(endsAt);
  }
}
