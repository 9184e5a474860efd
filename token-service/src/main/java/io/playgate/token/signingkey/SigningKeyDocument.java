package io.playgate.token.signingkey;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A signing key as the API answers it: never its material.
 *
 * @param kid its identifier
 * @param algorithm the algorithm it is restricted to
 * @param state its stage
 * @param createdAt when it was made
 * @param activateAt when a next key becomes active; absent unless that was asked for
 * @param activatedAt when it became active
 * @param retireAt when a retiring key's last token has expired
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SigningKey")
public record SigningKeyDocument(
    String kid,
    String algorithm,
    KeyState state,
    Instant createdAt,
    @Nullable Instant activateAt,
    @Nullable Instant activatedAt,
    @Nullable Instant retireAt) {

  static SigningKeyDocument of(SigningKeyEntity key) {
    return new SigningKeyDocument(
        key.kid,
        key.algorithm,
        key.state(),
        key.createdAt,
        key.activateAt,
        key.activatedAt,
        key.retireAt);
  }
}
