package io.playgate.auth.signin;

import io.playgate.auth.password.PasswordHasher;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A viewer signing in.
 *
 * @param login e-mail address or external id, 1 to 254 characters
 * @param password the password, 1 to 256 characters
 * @param device a label by which the viewer knows the device, 1 to 128 printable characters; two
 *     devices may have the same
 * @param deviceId the id that an earlier sign-in on this device was answered with. Where it is one
 *     of the viewer's, the sign-in continues that device; otherwise, or without it, it makes a new
 *     one
 * @param replaceDevice the id of a device of the viewer's that is signed out for this one
 */
public record SignInRequest(
    @NotNull
        @Size(min = 1, max = 254)
        @Pattern(regexp = PRINTABLE, message = "must hold printable characters only")
        String login,
    @Schema(format = "password") @NotNull @Size(min = 1, max = PasswordHasher.MAX_LENGTH)
        String password,
    @NotNull
        @Size(min = 1, max = 128)
        @Pattern(regexp = PRINTABLE, message = "must hold printable characters only")
        String device,
    @Size(max = MAX_DEVICE_ID) @Pattern(regexp = DEVICE_ID, message = DEVICE_ID_MESSAGE)
        @Nullable String deviceId,
    @Size(max = MAX_DEVICE_ID) @Pattern(regexp = DEVICE_ID, message = DEVICE_ID_MESSAGE)
        @Nullable String replaceDevice) {

  private static final int MAX_DEVICE_ID = 64;
  private static final String DEVICE_ID = "[A-Za-z0-9_-]+";
  private static final String DEVICE_ID_MESSAGE =
      "must be an id that a sign-in was answered with: letters, digits, - and _";

  static final String PRINTABLE = "[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}]*";

  @Override
  public String toString() {
    return "SignInRequest[]";
  }
}
