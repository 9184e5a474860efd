/**
 * Playgate's opaque token: 256 bits that say nothing, of which 64 may be a mark by which an edge
 * knows a guess. What one grants is kept where it was registered, under its SHA-256, so that this
 * package makes, places and recognises tokens and leaves the look-up (RFC 7662) to its caller;
 * version 1, described in docs/dialects.md.
 */
@NullMarked
package io.playgate.playbacktoken.opaque;

import org.jspecify.annotations.NullMarked;
