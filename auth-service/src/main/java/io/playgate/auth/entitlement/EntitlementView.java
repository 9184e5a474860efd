package io.playgate.auth.entitlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.playgate.support.entitlement.EntitlementId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entitlement as the admin API shows it.
 *
 * @param id by which tokens and rules name it
 * @param packageId the package
 * @param source who says so
 * @param subscription which of the viewer's subscriptions there; absent for none in particular
 * @param state the state last set
 * @param stateAt from when that state holds
 * @param startsAt from when the viewer may watch
 * @param endsAt until when
 * @param effective whether the viewer may watch by this entitlement now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntitlementView(
    String id,
    @JsonProperty("package") String packageId,
    String source,
    @Nullable String subscription,
    EntitlementState state,
    Instant stateAt,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    boolean effective) {

  static EntitlementView of(Entitlement entitlement, Instant now) {
    return new EntitlementView(
        entitlement.key().id(),
        entitlement.key().packageId(),
        entitlement.key().source(),
        entitlement.key().subscription().equals(EntitlementId.NO_SUBSCRIPTION)
            ? null
            : entitlement.key().subscription(),
        entitlement.state(),
        entitlement.stateAt(),
        entitlement.startsAt(),
        entitlement.endsAt(),
        entitlement.grantsAt(now));
  }
}
