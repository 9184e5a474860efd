package io.playgate.auth.signin;

import io.playgate.auth.password.PasswordHasher;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A viewer signing in.
 *
 * @param login e-mail address or external id, 1 to 254 characters
 * @param password the password, 1 to 256 characters
 * @param device names the device among the viewer's own, 1 to 128 printable characters: stable over
 *     the life of the app's installation
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
        String device) {

  static final String PRINTABLE = "[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}]*";

  @Override
  public String toString() {
    return "SignInRequest[]";
  }
}
