/**
 * Keys of playback tokens: what algorithm a key is restricted to, rings of them, and their JSON
 * form (RFC 7517). Owns what a key signs and verifies; the engines behind it are not exported.
 */
@NullMarked
package io.playgate.playbacktoken.key;

import org.jspecify.annotations.NullMarked;
