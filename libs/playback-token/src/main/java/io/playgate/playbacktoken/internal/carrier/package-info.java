/**
 * Cuts tokens out of requests and puts them on URLs, cookies and headers. Owns where a token of one
 * piece, or of several parameters, may stand.
 */
@NullMarked
package io.playgate.playbacktoken.internal.carrier;

import org.jspecify.annotations.NullMarked;
