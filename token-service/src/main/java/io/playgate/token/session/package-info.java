/**
 * Playback sessions: whether one may start, go on and end, and the token that is issued under it.
 * It owns the sessions and slots in Redis and the API of apps; signing is the dialects' business,
 * rules of revocation are revocation-service's.
 */
@NullMarked
package io.playgate.token.session;

import org.jspecify.annotations.NullMarked;
