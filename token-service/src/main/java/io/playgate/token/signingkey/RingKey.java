package io.playgate.token.signingkey;

import io.playgate.playbacktoken.key.Jwk;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key of a ring, ready for use.
 *
 * @param jwk the key with its private part
 * @param state its stage; never retired
 * @param createdAt when it was made
 * @param activateAt when a next key becomes active; null unless that was asked for
 * @param retireAt when a retiring key is no longer needed; null for others
 */
public record RingKey(
    Jwk jwk,
    KeyState state,
    Instant createdAt,
    @Nullable Instant activateAt,
    @Nullable Instant retireAt) {}
