package io.playgate.token.session;

import io.playgate.token.replica.CatalogueSnapshot.Delivery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session with a token that holds.
 *
 * @param session its id
 * @param delivery the delivery profile
 * @param url ready to play
 * @param value the token's text
 * @param expiresAt when the token expires
 * @param refreshAt when to ask for the next one
 * @param format the format asked for, where it is not the asset's default; else null
 * @param created whether the session is new
 */
record Playable(
    String session,
    Delivery delivery,
    String url,
    String value,
    Instant expiresAt,
    Instant refreshAt,
    @Nullable String format,
    boolean created) {}
