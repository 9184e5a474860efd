/**
 * One {@link io.playgate.playbacktoken.PlaybackGrant} in, any CDN's playback token out, and back
 * again as a {@link io.playgate.playbacktoken.Verdict}. This package owns the vocabulary and the
 * one path grammar that signing and checking share; each wire format lives in a package of its own.
 */
@NullMarked
package io.playgate.playbacktoken;

import org.jspecify.annotations.NullMarked;
