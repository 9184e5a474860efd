/**
 * Playgate's own playback token as a signed JSON Web Token (RFC 7519, RFC 7515, with the advice of
 * RFC 8725). Any JWT library of an edge can check one; version 1, described in
 * docs/reference/dialects.md.
 */
@NullMarked
package io.playgate.playbacktoken.jwt;

import org.jspecify.annotations.NullMarked;
