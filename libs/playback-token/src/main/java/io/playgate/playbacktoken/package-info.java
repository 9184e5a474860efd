/**
 * One {@link io.playgate.playbacktoken.PlaybackGrant} in, any CDN's playback token out, and back
 * again as a {@link io.playgate.playbacktoken.Verdict}. This package owns the vocabulary of grants,
 * requests and verdicts; each wire format lives in a package of its own, found by the {@code
 * catalogue}.
 */
@NullMarked
package io.playgate.playbacktoken;

import org.jspecify.annotations.NullMarked;
