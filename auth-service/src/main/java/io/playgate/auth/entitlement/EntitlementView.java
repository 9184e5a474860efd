package io.playgate.auth.entitlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entitlement as the admin API shows it.
 *
 * @param packageId the package
 * @param source who says so
 * @param state the state last set
 * @param stateAt from when that state holds
 * @param startsAt from when the viewer may watch
 * @param endsAt until when
 * @param effective whether the viewer may watch by this entitlement now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntitlementView(
    @JsonProperty("package") String packageId,
    String source,
    EntitlementState state,
    Instant stateAt,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    boolean effective) {

  static EntitlementView of(Entitlement entitlement, Instant now) {
    return new EntitlementView(
        entitlement.key().packageId(),
        entitlement.key().source(),
        entitlement.state(),
        entitlement.stateAt(),
        entitlement.startsAt(),
        entitlement.endsAt(),
        entitlement.grantsAt(now));
  }
}
