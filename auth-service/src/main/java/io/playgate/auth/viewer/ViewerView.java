package io.playgate.auth.viewer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A viewer as the admin API shows them.
 *
 * @param id the viewer's id, {@code sub} in tokens
 * @param email e-mail address
 * @param externalId the customer's own id
 * @param hasPassword whether a password is set
 * @param state whether the viewer may sign in
 * @param deviceLimit most devices at once; absent for the default
 * @param sessionLimit most playback sessions at once; absent for token-service's default
 * @param createdAt when the viewer was created
 * @param updatedAt when the viewer was last changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewerView(
    String id,
    @Nullable String email,
    @Nullable String externalId,
    boolean hasPassword,
    ViewerState state,
    @Nullable Integer deviceLimit,
    @Nullable Integer sessionLimit,
    Instant createdAt,
    Instant updatedAt) {

  static ViewerView of(Viewer viewer) {
    return new ViewerView(
        viewer.id().toString(),
        viewer.email(),
        viewer.externalId(),
        viewer.passwordHash() != null,
        viewer.state(),
        viewer.deviceLimit(),
        viewer.sessionLimit(),
        viewer.createdAt(),
        viewer.updatedAt());
  }
}
