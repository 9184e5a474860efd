package io.playgate.revocation.rule;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A revocation that is asked for.
 *
 * @param scope wire name of the scope
 * @param subject what is hit; for the scope {@code token} its {@code jti}, or its identity; absent
 *     for the scope {@code all}
 * @param token for the scope {@code token}, in place of the subject: the token's text, of which the
 *     subject is read at once; it is neither kept nor logged
 * @param kind {@code cut-off} (default) or {@code hold}
 * @param reason stable reason code
 * @param effectiveAt from when it is in force; now where absent or past
 * @param expiresAt when the last token it can hit has expired
 * @param derivedFrom the rule it is expanded from; it is lifted with it
 */
@RegisterForReflection
public record RevocationRequest(
    @NotNull
        @Pattern(
            regexp =
                "token|session|sign-in|viewer|device|asset|package|viewer\\+package|entitlement|key|all",
            message = "must be the name of a scope")
        String scope,
    @Nullable @Size(min = 1, max = 512) String subject,
    @Nullable @Size(min = 1, max = 8192) String token,
    @Nullable @Pattern(regexp = "cut-off|hold", message = "must be cut-off or hold") String kind,
    @NotNull
        @Pattern(
            regexp = "[a-z0-9][a-z0-9._-]{0,63}",
            message = "must be 1 to 64 of a-z, 0-9, dot, underscore and hyphen")
        String reason,
    @Nullable OffsetDateTime effectiveAt,
    @Nullable OffsetDateTime expiresAt,
    @Nullable @Pattern(regexp = "[A-Za-z0-9_-]{20,64}", message = "must be the id of a revocation")
        String derivedFrom) {}
