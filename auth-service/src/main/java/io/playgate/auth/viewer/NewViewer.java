package io.playgate.auth.viewer;

import io.playgate.auth.password.PasswordHasher;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A viewer to be created.
 *
 * @param email e-mail address, at most 254 characters, for signing in; not case-sensitive
 * @param externalId the customer's own id, at most 128 characters without space and {@code @}
 * @param password 8 to 256 characters; without one the viewer cannot sign in by password
 * @param deviceLimit most devices at once, 1 to 1000; the configured default where absent
 * @param sessionLimit most playback sessions at once, 1 to 1000; token-service's default where
 *     absent
 */
public record NewViewer(
    @Schema(format = "email")
        @Size(max = 254)
        @Pattern(regexp = EMAIL, message = "is not an e-mail address")
        @Nullable String email,
    @Size(max = 128)
        @Pattern(regexp = EXTERNAL_ID, message = "must be printable characters without space and @")
        @Nullable String externalId,
    @Schema(format = "password")
        @Size(min = PasswordHasher.MIN_LENGTH, max = PasswordHasher.MAX_LENGTH)
        @Nullable String password,
    @Min(1) @Max(1000) @Nullable Integer deviceLimit,
    @Min(1) @Max(1000) @Nullable Integer sessionLimit) {

  static final String EMAIL = "[^@\\p{Cntrl}\\s]+@[^@\\p{Cntrl}\\s]+";
  static final String EXTERNAL_ID = "[\\p{L}\\p{N}\\p{P}\\p{S}&&[^@]]+";

  /** Whether the viewer can be found by something. */
  @AssertTrue(message = "needs an email or an externalId")
  @Schema(hidden = true)
  public boolean isViewer() {
    return email != null || externalId != null;
  }

  @Override
  public String toString() {
    return "NewViewer[externalId=" + externalId + "]";
  }
}
