package io.playgate.revocation.opaquetoken;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.playgate.revocationlist.TokenSubjects;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an opaque token, which is what introspection answers. Times are epoch seconds.
 *
 * @param clientId who registered it
 * @param tokenType always {@code playback}
 * @param sid the playback session
 * @param sub the viewer
 * @param aud the asset
 * @param login the sign-in session
 * @param device the device
 * @param packageId the package that granted the session
 * @param entitlement the entitlement that granted the session
 * @param profile the delivery profile
 * @param paths what it opens
 * @param iat when it was issued
 * @param nbf from when it holds
 * @param exp until when
 * @param jti its identifier
 * @param ip the address it is bound to
 * @param domain the site it is bound to
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record OpaqueToken(
    @JsonProperty("client_id") String clientId,
    @JsonProperty("token_type") String tokenType,
    String sid,
    String sub,
    String aud,
    @Nullable String login,
    @Nullable String device,
    @JsonProperty("package") @Nullable String packageId,
    @Nullable String entitlement,
    String profile,
    List<String> paths,
    long iat,
    @Nullable Long nbf,
    long exp,
    String jti,
    @Nullable String ip,
    @Nullable String domain) {

  static final String TYPE = "playback";

  OpaqueToken {
    paths = List.copyOf(paths);
  }

  /** What a rule may hit it by. */
  TokenSubjects subjects(String sha256) {
    return TokenSubjects.issuedAtMillis(iat * 1000)
        .tokenIds(() -> List.of(jti, sha256))
        .session(sid)
        .viewer(sub)
        .asset(aud)
        .login(login)
        .device(device)
        .packageId(packageId)
        .entitlement(entitlement)
        .build();
  }
}
