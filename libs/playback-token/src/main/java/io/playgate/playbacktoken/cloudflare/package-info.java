/**
 * Cloudflare's tokens: the timed HMAC of its rules, and the JWT of its video product. Owns both
 * formats.
 */
@NullMarked
package io.playgate.playbacktoken.cloudflare;

import org.jspecify.annotations.NullMarked;
