package io.playgate.token.revocation;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * The rule that ends a session.
 *
 * @param scope always {@code session}
 * @param subject the session
 * @param reason a stable reason code
 * @param expiresAt when its last token has expired
 */
@RegisterForReflection
record SessionEnd(String scope, String subject, String reason, Instant expiresAt) {}
