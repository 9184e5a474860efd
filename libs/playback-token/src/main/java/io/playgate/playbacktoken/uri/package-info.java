/**
 * The one path grammar that signing and checking share, URLs taken apart, and blocks of addresses.
 * Owns which paths are ambiguous, and so refused.
 */
@NullMarked
package io.playgate.playbacktoken.uri;

import org.jspecify.annotations.NullMarked;
