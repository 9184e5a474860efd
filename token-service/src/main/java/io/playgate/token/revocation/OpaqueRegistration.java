package io.playgate.token.revocation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an opaque token grants, as revocation-service keeps it. Times are epoch seconds.
 *
 * @param sha256 lower-case hex of the SHA-256 of the token's text
 * @param sid the playback session
 * @param sub the viewer
 * @param aud the asset
 * @param login the sign-in session
 * @param device the device
 * @param packageId the package that granted it; {@code package} on the wire
 * @param entitlement the id of the entitlement that granted it
 * @param profile the delivery profile
 * @param paths what may be fetched
 * @param iat when it was issued
 * @param nbf from when it holds; null for {@code iat}
 * @param exp when it expires
 * @param jti its identifier
 * @param ip the only client address it holds for
 * @param domain the only site it holds for
 */
@RegisterForReflection
public record OpaqueRegistration(
    String sha256,
    @Nullable String sid,
    @Nullable String sub,
    @Nullable String aud,
    @Nullable String login,
    @Nullable String device,
    @JsonProperty("package") @Nullable String packageId,
    @Nullable String entitlement,
    String profile,
    List<String> paths,
    long iat,
    @Nullable Long nbf,
    long exp,
    @Nullable String jti,
    @Nullable String ip,
    @Nullable String domain) {}
