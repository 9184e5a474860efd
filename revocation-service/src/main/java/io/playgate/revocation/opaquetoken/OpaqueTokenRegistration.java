package io.playgate.revocation.opaquetoken;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.playgate.support.identifier.Identifiers;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An opaque token as token-service registers it (docs/reference/service-calls.md, "register an
 * opaque token").
 *
 * @param sha256 lower-case hexadecimal SHA-256 of the token's text
 * @param sid the playback session
 * @param sub the viewer
 * @param aud the asset
 * @param login the sign-in session
 * @param device the device
 * @param packageId the package that granted the session
 * @param entitlement the entitlement that granted the session
 * @param profile the delivery profile
 * @param paths what it opens
 * @param iat when it was issued, epoch seconds
 * @param nbf from when it holds, epoch seconds
 * @param exp until when, epoch seconds
 * @param jti its identifier
 * @param ip the address it is bound to
 * @param domain the site it is bound to
 */
@RegisterForReflection
public record OpaqueTokenRegistration(
    @NotNull
        @Pattern(regexp = "[0-9a-f]{64}", message = "must be a SHA-256 in lower-case hexadecimal")
        String sha256,
    @NotNull @Pattern(regexp = "[A-Za-z0-9_-]{20,64}", message = "must be the id of a session")
        String sid,
    @NotNull @Pattern(regexp = Identifiers.VIEWER) String sub,
    @NotBlank @Size(max = 200) String aud,
    @Nullable @Size(min = 1, max = 200) String login,
    @Nullable @Size(min = 1, max = 200) String device,
    @JsonProperty("package") @Nullable @Pattern(regexp = Identifiers.PACKAGE) String packageId,
    @Nullable
        @Pattern(regexp = "[A-Za-z0-9_-]{20,64}", message = "must be the id of an entitlement")
        String entitlement,
    @NotBlank @Size(max = 200) String profile,
    @NotEmpty @Size(max = 64) List<@NotBlank @Size(max = 1024) String> paths,
    @NotNull @PositiveOrZero @Max(1L << 40) Long iat,
    @Nullable @PositiveOrZero @Max(1L << 40) Long nbf,
    @NotNull @PositiveOrZero @Max(1L << 40) Long exp,
    @NotBlank @Size(max = 200) String jti,
    @Nullable @Size(min = 1, max = 64) String ip,
    @Nullable @Size(min = 1, max = 255) String domain) {

  OpaqueToken token(String clientId) {
    return new OpaqueToken(
        clientId,
        OpaqueToken.TYPE,
        sid,
        sub,
        aud,
        login,
        device,
        packageId,
        entitlement,
        profile,
        paths,
        iat,
        nbf,
        exp,
        jti,
        ip,
        domain);
  }
}
