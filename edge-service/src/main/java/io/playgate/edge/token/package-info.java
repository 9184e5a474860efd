/**
 * A playback token that proved genuine. Owns under what such a token is kept in memory, and what it
 * names to the revocation replica.
 */
@NullMarked
package io.playgate.edge.token;

import org.jspecify.annotations.NullMarked;
